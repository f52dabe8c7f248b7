using System.Collections.Immutable;
using HumanRights.EventSourcing;
using Marten;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.SampleService
{
    public sealed record Passed(string Gate, Guid PassId);

    public sealed record Counted(string Gate, Guid PassId);

    public sealed record Forgotten(string Gate);

    /// <summary>Nobody said what becomes of it.</summary>
    public sealed record Unmapped(string Gate);

    public sealed record Gate(string Name, ImmutableHashSet<Guid> Passes) : IState<Gate>
    {
        public static Gate Initial { get; } = new("", []);

        public static string Stream(string gate) => $"gate-{gate}";

        public Gate Apply(object @event) => @event is Passed e ? new Gate(e.Gate, Passes.Add(e.PassId)) : this;

        public Decision Pass(string gate, Guid passId) =>
            gate == "closed" ? new Rejection("gate-closed", new Text("The gate is closed.", "O portão está fechado."))
            : Passes.Contains(passId) ? Decision.Nothing
            : Decision.Accept(new Passed(gate, passId));
    }

    /// <summary>Counts whatever it is told: only the inbox keeps it from counting twice.</summary>
    public sealed record Count(int Total) : IState<Count>
    {
        public static Count Initial { get; } = new(0);

        public static string Stream(string gate) => $"count-{gate}";

        public Count Apply(object @event) => @event is Counted ? new Count(Total + 1) : this;
    }

    public static class GateOutbound
    {
        public static Outbound Map { get; } = new Outbound()
            .Publish<Passed>(e => new Published.GatePassed(e.Gate, e.PassId))
            .Private<Counted>()
            .Private<Forgotten>();
    }

    public static class GateModule
    {
        public static void Add(StoreOptions store)
        {
            store.Events.MapEventType<Passed>("passed");
            store.Events.MapEventType<Counted>("counted");
            store.Events.MapEventType<Forgotten>("forgotten");
            store.Events.MapEventType<Unmapped>("unmapped");
        }

        public static void MapGates(this WebApplication app)
        {
            app.MapPost("/gates/{gate}/passes/{passId:guid}", Pass).AllowAnonymous();
            app.MapGet("/gates/{gate}/count", async (string gate, EventWriter writer, CancellationToken cancellation) =>
                TypedResults.Ok((await writer.ReadAsync<Count>(Count.Stream(gate), cancellation)).State)).AllowAnonymous();
        }

        private static Task<Results<Ok<int>, Refusal>> Pass(
            string gate, Guid passId, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, CancellationToken cancellation) =>
            writer.DecideAsync<Gate>(Gate.Stream(gate), (g, _) => g.Pass(gate, passId), version, cancellation: cancellation)
                .RespondAsync(o => TypedResults.Ok(o.State.Passes.Count));
    }

    public sealed class CountingConsumer(EventWriter writer) : IConsumer<Published.GatePassed>
    {
        public const string Poisonous = "poisonous";

        /// <summary>What an operator would mend.</summary>
        public static bool Mended { get; set; }

        public Task Consume(ConsumeContext<Published.GatePassed> context) =>
            context.Message.Gate == Poisonous && !Mended
                ? throw new InvalidOperationException("This message cannot be consumed.")
                : writer.OnceAsync<Count>(context, Count.Stream(context.Message.Gate), (_, _) =>
                    Decision.Accept(new Counted(context.Message.Gate, context.Message.PassId)));
    }
}

namespace HumanRights.SampleService.Published
{
    public sealed record GatePassed(string Gate, Guid PassId);
}
