using System.Diagnostics;
using JasperFx;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>What came of a command: the state after it, or why it was refused.</summary>
public sealed record Outcome<TState>(TState State, long Version, IReadOnlyList<object> Events, Rejection? Rejection);

/// <summary>
/// The one save path: fetch, decide, append with the expected version, save. A lost race is decided again on the new
/// state, so callers never see a version conflict they did not ask for.
/// </summary>
public sealed class EventWriter(IDocumentStore store, Outbound outbound, TimeProvider clock, IHttpContextAccessor http)
{
    private const int Tries = 10;

    /// <summary>Decides on one stream's state and appends what was decided.</summary>
    /// <param name="stream">The stream's key.</param>
    /// <param name="decide">Pure: state and now in, events or a rejection out; may run more than once.</param>
    /// <param name="expected">The version the caller saw (If-Match); another one is rejected as stale.</param>
    /// <param name="alongside">Rows that must be written in the same transaction (an erasable text); only when events are appended.</param>
    /// <param name="reading">What else the decision depends on, read anew for each try in the session that saves: a lost race may have been about that.</param>
    /// <param name="cancellation">Cancels before the commit; after it the outcome stands.</param>
    public async Task<Outcome<TState>> DecideAsync<TState>(
        string stream,
        Func<TState, DateTimeOffset, Decision> decide,
        long? expected = null,
        Action<IDocumentSession>? alongside = null,
        Func<IDocumentSession, Task>? reading = null,
        CancellationToken cancellation = default) where TState : IState<TState>
    {
        var outcome = await RetryAsync(async contended =>
        {
            await using var session = store.LightweightSession();
            if (reading is not null)
            {
                await reading(session);
            }

            var found = await FoldAsync<TState>(session, stream, contended, cancellation);
            if (expected is { } version && version != found.Version)
            {
                return new Outcome<TState>(found.State, found.Version, [], Stale(found.Version));
            }

            var outcome = Stage(session, stream, found, decide);
            if (outcome.Events.Count > 0)
            {
                alongside?.Invoke(session);
                await session.SaveChangesAsync(cancellation);
            }

            return outcome;
        }, cancellation);

        return outcome ?? new Outcome<TState>(TState.Initial, 0, [], Busy);
    }

    /// <summary>Decides on several streams, each named once, and appends all that was decided in one transaction: the whole of it or nothing.</summary>
    /// <param name="streams">The streams' keys.</param>
    /// <param name="decide">Pure, told which of them it decides on: state and now in, events or a rejection out; may run more than once.</param>
    /// <param name="alongside">Rows that must be written with what one of them appends.</param>
    /// <param name="cancellation">Cancels before the commit.</param>
    public async Task<IReadOnlyList<Outcome<TState>>> DecideEachAsync<TState>(
        IReadOnlyList<string> streams,
        Func<int, TState, DateTimeOffset, Decision> decide,
        Action<IDocumentSession, int>? alongside = null,
        CancellationToken cancellation = default) where TState : IState<TState>
    {
        var outcomes = await RetryAsync(async contended =>
        {
            await using var session = store.LightweightSession();
            if (contended)
            {
                await session.LockAsync(streams, cancellation);
            }

            var found = await session.FoldEachAsync<TState>(streams, cancellation);
            List<Outcome<TState>> outcomes = [.. streams.Select((stream, i) => Stage(session, stream, found[i], (state, now) => decide(i, state, now)))];
            foreach (var (i, _) in outcomes.Index().Where(o => o.Item.Events.Count > 0))
            {
                alongside?.Invoke(session, i);
            }

            await session.SaveChangesAsync(cancellation);
            return outcomes;
        }, cancellation);

        return outcomes ?? [.. streams.Select(_ => new Outcome<TState>(TState.Initial, 0, [], Busy))];
    }

    /// <summary>
    /// The effects of one received message, in one transaction with the note that it was received. A message that was
    /// received before has no effect and is no error.
    /// </summary>
    public async Task ReceiveAsync(Received received, Func<Effects, Task> effects, CancellationToken cancellation)
    {
        var done = await RetryAsync<object>(async contended =>
        {
            await using var session = store.LightweightSession();
            try
            {
                await effects(new Effects(this, session, contended, cancellation));
                session.Insert(received);
                await session.SaveChangesAsync(cancellation);
            }
            catch (Exception e) when (IsReceivedBefore(e))
            {
                // Delivered again: its effect stands already.
            }

            return received;
        }, cancellation);

        if (done is null)
        {
            throw new TimeoutException($"Gave up on {received.Id} after repeated lost races; the broker delivers it again.");
        }
    }

    /// <summary>The state of a stream as committed now.</summary>
    public async Task<Versioned<TState>> ReadAsync<TState>(string stream, CancellationToken cancellation) where TState : IState<TState>
    {
        await using var session = store.QuerySession();
        return await session.FoldAsync<TState>(stream, cancellation);
    }

    /// <summary>The states of several streams as committed now, in the order asked for.</summary>
    public async Task<IReadOnlyList<Versioned<TState>>> ReadEachAsync<TState>(IReadOnlyList<string> streams, CancellationToken cancellation) where TState : IState<TState>
    {
        await using var session = store.QuerySession();
        return await session.FoldEachAsync<TState>(streams, cancellation);
    }

    /// <summary>Who and what is behind whatever is decided in this flow of control.</summary>
    public Origin Origin() => new(http.HttpContext?.User.FindFirst("sub")?.Value ?? "system", Activity.Current);

    /// <summary>Gives each event its own actor, trace and causation, and proves that the relay will be able to map it.</summary>
    /// <param name="session">The session that will append it.</param>
    /// <param name="data">The event.</param>
    /// <param name="origin">Taken where the command came in, when it is decided elsewhere.</param>
    public IEvent Stamp(IDocumentSession session, object data, Origin? origin = null)
    {
        var @event = session.Events.BuildEvent(data);
        var (actor, activity) = origin ?? Origin();
        outbound.Map(data, new EventFacts(Guid.Empty, "", default));
        if (activity is not null)
        {
            @event.CorrelationId = activity.TraceId.ToHexString();
            @event.CausationId = activity.SpanId.ToHexString();
            @event.SetHeader(EventHeaders.TraceParent, activity.Id!);
        }

        @event.SetHeader(EventHeaders.Actor, actor);
        return @event;
    }

    internal Outcome<TState> Stage<TState>(
        IDocumentSession session, string stream, Versioned<TState> found, Func<TState, DateTimeOffset, Decision> decide) where TState : IState<TState>
    {
        var decision = decide(found.State, clock.GetUtcNow());
        if (decision.Events.Count == 0)
        {
            return new Outcome<TState>(found.State, found.Version, [], decision.Rejection);
        }

        var version = found.Version + decision.Events.Count;
        object[] stamped = [.. decision.Events.Select(e => Stamp(session, e))];
        if (found.Version == 0)
        {
            session.Events.StartStream(stream, stamped);
        }
        else
        {
            session.Events.Append(stream, version, stamped);
        }

        var after = decision.Events.Aggregate(found.State, (state, e) => state.Apply(e));
        return new Outcome<TState>(after, version, decision.Events, decision.Rejection);
    }

    /// <summary>Whoever has lost a race queues for the stream's row first: among many writers each then waits its turn instead of losing again.</summary>
    internal static async Task<Versioned<TState>> FoldAsync<TState>(IDocumentSession session, string stream, bool contended, CancellationToken cancellation)
        where TState : IState<TState>
    {
        if (contended)
        {
            await session.LockAsync([stream], cancellation);
        }

        return await session.FoldAsync<TState>(stream, cancellation);
    }

    private static async Task<T?> RetryAsync<T>(Func<bool, Task<T>> attempt, CancellationToken cancellation) where T : class
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                return await attempt(i > 0);
            }
            catch (Exception e) when (IsLostRace(e))
            {
                await Task.Delay(Random.Shared.Next(1, 5 << Math.Min(i, 5)), cancellation);
            }
        }

        return null;
    }

    // Any other document's unique index means a lost race: swallowing it would lose the message.
    private static bool IsReceivedBefore(Exception e) => e is DocumentAlreadyExistsException exists && exists.DocumentType == typeof(Received);

    private static bool IsLostRace(Exception e) => e is EventStreamUnexpectedMaxEventIdException or Marten.Exceptions.ExistingStreamIdCollisionException
        || (!IsReceivedBefore(e)
            && ((e as PostgresException) ?? (e.InnerException as PostgresException)) is { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected });

    private static Rejection Busy { get; } = new(
        "busy",
        new Text("Too many commands meet on the same record.", "Demasiados pedidos incidem sobre o mesmo registo."),
        new Text("Nothing was changed: repeat the same command.", "Nada foi alterado: repita o mesmo pedido."), RejectionKind.Busy);

    private static Rejection Stale(long version) => new(
        "stale-version",
        new Text("Someone changed this since you read it.", "Alguém alterou isto desde que o leu."),
        new Text("Read it again and repeat the command with the new version.", "Leia de novo e repita o pedido com a nova versão."),
        RejectionKind.Stale)
    { Facts = new Dictionary<string, object?> { ["version"] = version } };
}

/// <summary>Collects what one message does to one or more streams, all in one transaction.</summary>
public sealed class Effects(EventWriter writer, IDocumentSession session, bool contended, CancellationToken cancellation)
{
    /// <summary>For rows that belong to the same transaction, and for reading.</summary>
    public IDocumentSession Session => session;

    /// <summary>Decides on a stream, which may appear only once among one message's effects; a rejection has no effect and is returned.</summary>
    public async Task<Rejection?> OnAsync<TState>(string stream, Func<TState, DateTimeOffset, Decision> decide) where TState : IState<TState>
    {
        var found = await EventWriter.FoldAsync<TState>(session, stream, contended, cancellation);
        return writer.Stage(session, stream, found, decide).Rejection;
    }
}

/// <summary>Who acts (a person's or client's id, or <c>system</c>), and the request or message that made them.</summary>
public sealed record Origin(string Actor, Activity? Activity);

/// <summary>Names of the headers kept with every stored event.</summary>
public static class EventHeaders
{
    /// <summary>W3C trace context of the request or message that caused the event.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The id of the person or client who acted; "system" for the platform itself.</summary>
    public const string Actor = "actor";
}
