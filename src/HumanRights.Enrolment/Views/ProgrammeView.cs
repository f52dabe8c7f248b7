using HumanRights.Enrolment.Programmes;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <summary>A programme in a list. <paramref name="Order"/> is the order of definition, what pages are cut by.</summary>
public sealed record ProgrammeView(Guid Id, long Order, Text Title, decimal Hours, int Modules, int Revision);

public sealed partial class ProgrammeViewProjection : MultiStreamProjection<ProgrammeView, Guid>
{
    public ProgrammeViewProjection()
    {
        Name = "programmes";
        Identity<ProgrammeDefined>(e => e.ProgrammeId);
        Identity<ProgrammeRevised>(e => e.ProgrammeId);
    }

    public static ProgrammeView Create(IEvent<ProgrammeDefined> e) =>
        new(e.Data.ProgrammeId, e.Sequence, e.Data.Blueprint.Title, e.Data.Blueprint.Hours, e.Data.Blueprint.Modules.Count, 1);

    public static ProgrammeView Apply(ProgrammeRevised e, ProgrammeView view) =>
        view with { Title = e.Blueprint.Title, Hours = e.Blueprint.Hours, Modules = e.Blueprint.Modules.Count, Revision = e.Revision };
}

public static class ProgrammeList
{
    public static async Task<Ok<Page<ProgrammeView>>> Handle(IQuerySession session, long? after, int? limit, CancellationToken cancellation)
    {
        var before = after ?? long.MaxValue;
        return TypedResults.Ok(await session.Query<ProgrammeView>()
            .Where(p => p.Order < before)
            .OrderByDescending(p => p.Order)
            .PageAsync(limit, p => p.Order, cancellation));
    }
}
