using System.Diagnostics;
using System.Threading.Channels;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace HumanRights.Enrolment.Rosters;

/// <summary>What every desk works with.</summary>
public sealed record DeskTools(
    IDocumentStore Store, NpgsqlDataSource Database, EventWriter Writer, TimeProvider Clock, RosterSnapshots Snapshots, DeskLimits Limits, ILogger<Desk> Log);

/// <summary>
/// Where one roster's commands queue up and are decided, as many in one transaction as have come in while the one before was committed. Keeps the
/// roster in memory as of its last commit; the stream's row, locked for each batch, says whether another replica has added to it since.
/// </summary>
public sealed partial class Desk
{
    private const int Tries = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly string stream;
    private readonly DeskTools tools;
    private readonly Channel<Command> queue;
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Task serving;
    private Versioned<Roster> known = new(Roster.Initial, 0);
    private long noted;
    private long usedAt = Stopwatch.GetTimestamp();

    internal Desk(string stream, DeskTools tools)
    {
        (this.stream, this.tools) = (stream, tools);
        queue = Channel.CreateBounded<Command>(tools.Limits.Queue);
        // Nothing of the request that happened to open the desk may show in what the desk does for others.
        using (ExecutionContext.SuppressFlow())
        {
            serving = Task.Run(ServeAsync);
        }
    }

    internal bool Closed { get; private set; }

    /// <summary>Long unused, or about a roster that does not exist.</summary>
    internal bool IsIdle => queue.Reader.Count == 0 && Stopwatch.GetElapsedTime(Volatile.Read(ref usedAt)) is var since
        && (since > tools.Limits.Idle || (Volatile.Read(ref known).Version == 0 && since > tools.Limits.Round));

    internal static Rejection Busy { get; } = new(
        "busy",
        new Text("Too many people are registering at this moment.", "Há demasiadas pessoas a inscrever-se neste momento."),
        new Text("Nothing was changed: repeat the same request.", "Nada foi alterado: repita o mesmo pedido."), RejectionKind.Busy);

    private static Rejection Away { get; } = new(
        "unavailable",
        new Text("The store does not answer at the moment.", "O arquivo não responde neste momento."),
        new Text("Nothing was changed: repeat the same request.", "Nada foi alterado: repita o mesmo pedido."), RejectionKind.Busy);

    private static Rejection Unknown { get; } = new(
        "outcome-unknown",
        new Text("The connection to the store broke before it confirmed your request.", "A ligação ao arquivo caiu antes de o seu pedido ser confirmado."),
        new Text("Repeat the same request: if it was carried out, that will be the answer.", "Repita o mesmo pedido: se tiver sido executado, será essa a resposta."), RejectionKind.Busy);

    private static Rejection Unstorable { get; } = new(
        "unstorable-value",
        new Text("A value of your request cannot be stored.", "Um valor do seu pedido não pode ser guardado."),
        new Text("Correct the values and send the request again.", "Corrija os valores e envie o pedido de novo."), RejectionKind.Invalid);

    internal bool TryEnqueue(Command command) => queue.Writer.TryWrite(command);

    /// <summary>Takes no more commands, and ends when those taken are answered.</summary>
    internal Task CloseAsync()
    {
        Closed = true;
        queue.Writer.TryComplete();
        return serving;
    }

    internal async Task<Versioned<Roster>> ReadAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref usedAt, Stopwatch.GetTimestamp());
        await using var command = tools.Database.CreateCommand("select version from mt_streams where id = $1");
        command.Parameters.Add(new() { Value = stream });
        var version = await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
        if (Volatile.Read(ref known) is var current && current.Version >= version)
        {
            return current;
        }

        // A cold roster is read once, however many ask for it.
        await reading.WaitAsync(cancellation);
        try
        {
            current = Volatile.Read(ref known);
            if (current.Version == 0 && await tools.Snapshots.LoadAsync(stream, cancellation) is { } snapshot && snapshot.Version <= version)
            {
                (current, noted) = (snapshot, snapshot.Version);
            }

            await using var session = tools.Store.QuerySession();
            return Learn(await FoldTailAsync(session, current, version, cancellation));
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Writes a snapshot when the roster has grown enough since the last one. Not on any request's path.</summary>
    internal async Task NoteDownAsync()
    {
        var current = Volatile.Read(ref known);
        if (current.Version - noted < tools.Limits.SnapshotEvery)
        {
            return;
        }

        try
        {
            await tools.Snapshots.SaveAsync(stream, current);
            noted = current.Version;
        }
        catch (Exception e) when (IsOutage(e))
        {
            LogNoSnapshot(tools.Log, stream, e.Message);
        }
    }

    private async Task ServeAsync()
    {
        var batch = new List<Command>(tools.Limits.Batch);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < tools.Limits.Batch && queue.Reader.TryRead(out var next))
            {
                for (var command = next; command is not null; command = command.Next)
                {
                    if (command.IsStillWanted(tools.Limits.Patience))
                    {
                        batch.Add(command);
                    }
                }
            }

            Volatile.Write(ref usedAt, Stopwatch.GetTimestamp());
            var deciding = DecideAsync(batch);
            for (var wait = tools.Limits.Answer; !deciding.IsCompleted; wait = Tick)
            {
                try
                {
                    await deciding.WaitAsync(wait);
                }
                catch (TimeoutException)
                {
                    // A frozen server: the driver gives it up later than anybody waits. What comes of the batch is seen by whoever repeats.
                    batch.ForEach(command => command.Refuse(Unknown));
                    RefuseQueued();
                }
            }

            await deciding;
        }
    }

    private void RefuseQueued()
    {
        while (queue.Reader.TryRead(out var next))
        {
            for (var command = next; command is not null; command = command.Next)
            {
                command.Refuse(Away);
            }
        }
    }

    /// <summary>Never throws: every command of the batch is answered.</summary>
    private async Task DecideAsync(List<Command> batch)
    {
        if (batch.Count == 0 || await TryAsync(batch) is not { } failure)
        {
            return;
        }

        // One of them cannot be saved, or a roster was begun twice at once. The others must not suffer for it.
        LogReplay(tools.Log, batch.Count, stream, failure.GetType().Name);
        foreach (var command in batch)
        {
            Exception? cause = failure;
            for (var i = 0; i < Tries && cause is not null; i++)
            {
                cause = await TryAsync([command]);
            }

            if (cause is PostgresException { SqlState: ['2', '2', ..] } or { InnerException: PostgresException { SqlState: ['2', '2', ..] } })
            {
                command.Refuse(Unstorable);
            }
            else if (cause is not null)
            {
                command.Fail(cause);
            }
        }
    }

    /// <summary>Answers the batch, or returns why it was rolled back although the database is there.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<Command> batch)
    {
        var saving = false;
        try
        {
            if (known.Version == 0)
            {
                await ReadAsync(CancellationToken.None);
            }

            using var activity = Relay.Source.StartActivity("decide", ActivityKind.Internal, default(ActivityContext));
            activity?.SetTag("stream", stream);
            await using var session = tools.Store.LightweightSession();
            var found = await LockAsync(session);
            var (after, events) = Decide(session, batch, found);
            if (events.Count > 0)
            {
                if (found.Version == 0)
                {
                    session.Events.StartStream(stream, events);
                }
                else
                {
                    session.Events.Append(stream, events);
                }

                saving = true;
                await session.SaveChangesAsync();
                Learn(after);
            }

            foreach (var command in batch)
            {
                command.Answer();
            }

            return null;
        }
        catch (Exception e) when (IsOutage(e))
        {
            LogOutage(tools.Log, batch.Count, stream, e.Message);
            foreach (var command in batch)
            {
                command.Refuse(saving ? Unknown : Away);
            }

            // While the database is away nobody waits for the time-out of the one before.
            RefuseQueued();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>
    /// Begins the batch's transaction with the lock on the stream's row, and folds what another replica has added. Should this process freeze while it
    /// holds the lock, the server ends the transaction, and the other replicas go on.
    /// </summary>
    private async Task<Versioned<Roster>> LockAsync(IDocumentSession session)
    {
        await session.BeginTransactionAsync(CancellationToken.None);
        await using var batch = session.Connection.CreateBatch();
        batch.BatchCommands.Add(new("set local idle_in_transaction_session_timeout = '2s'"));
        batch.BatchCommands.Add(new("select version from mt_streams where id = $1 for update") { Parameters = { new() { Value = stream } } });
        await using var reader = await batch.ExecuteReaderAsync();
        var version = await reader.ReadAsync() ? reader.GetInt64(0) : 0;
        await reader.CloseAsync();
        if (known.Version > version)
        {
            // Under the lock that is no race: the database was put back to an earlier time.
            Volatile.Write(ref known, new(Roster.Initial, 0));
        }

        return Learn(await FoldTailAsync(session, Volatile.Read(ref known), version, CancellationToken.None));
    }

    private (Versioned<Roster> After, List<object> Events) Decide(IDocumentSession session, IReadOnlyList<Command> batch, Versioned<Roster> found)
    {
        var now = tools.Clock.GetUtcNow();
        var events = new List<object>(batch.Count);
        foreach (var command in batch)
        {
            if (command.Origin.Activity is { } caller && Activity.Current is { IsAllDataRequested: true } batchSpan)
            {
                batchSpan.AddLink(new(caller.Context));
            }

            found = command.Decide(found, now, data => tools.Writer.Stamp(session, data, command.Origin), events, session);
        }

        return (found, events);
    }

    private async Task<Versioned<Roster>> FoldTailAsync(IQuerySession session, Versioned<Roster> from, long version, CancellationToken cancellation)
    {
        if (from.Version >= version)
        {
            return from;
        }

        var tail = await session.Events.FetchStreamAsync(stream, version, fromVersion: from.Version + 1, token: cancellation);
        return new(tail.Aggregate(from.State, (roster, e) => roster.Apply(e.Data)), version);
    }

    /// <summary>Commits are learnt of in any order; the latest counts.</summary>
    private Versioned<Roster> Learn(Versioned<Roster> committed)
    {
        for (var current = Volatile.Read(ref known); current.Version < committed.Version;)
        {
            var before = Interlocked.CompareExchange(ref known, committed, current);
            if (before == current)
            {
                break;
            }

            current = before;
        }

        return committed;
    }

    // Any other PostgresException is the server's word that the transaction was rolled back.
    private static bool IsOutage(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.SqlState[..2] is "08" or "25" or "53" or "57" or "58" or "XX",
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or ObjectDisposedException => true,
        _ => IsOutage(e.InnerException),
    };

    [LoggerMessage(LogLevel.Warning, "A batch of {Commands} on {Stream} was rolled back and is decided one by one: {Failure}")]
    private static partial void LogReplay(ILogger log, int commands, string stream, string failure);

    [LoggerMessage(LogLevel.Warning, "A batch of {Commands} on {Stream} met an outage: {Reason}")]
    private static partial void LogOutage(ILogger log, int commands, string stream, string reason);

    [LoggerMessage(LogLevel.Warning, "No snapshot of {Stream} now: {Reason}")]
    private static partial void LogNoSnapshot(ILogger log, string stream, string reason);
}

/// <summary>One caller's command on its way through a desk.</summary>
internal sealed class Command(
    Func<Roster, DateTimeOffset, Decision> decide, Action<IDocumentSession>? alongside, Origin origin, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<Outcome<Roster>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long since = Stopwatch.GetTimestamp();
    private Outcome<Roster>? outcome;
    private Exception? failure;

    public Task<Outcome<Roster>> Outcome => answer.Task;

    public Origin Origin => origin;

    /// <summary>The next of several that are decided together.</summary>
    public Command? Next { get; set; }

    /// <summary>False when its caller has gone, or has waited too long and is told so.</summary>
    public bool IsStillWanted(TimeSpan patience)
    {
        if (cancellation.IsCancellationRequested)
        {
            answer.TrySetCanceled(cancellation);
            return false;
        }

        if (Stopwatch.GetElapsedTime(since) > patience)
        {
            Refuse(Desk.Busy);
            return false;
        }

        return true;
    }

    /// <summary>Decides on the roster and adds what is to be saved; a decider or a map that throws is this command's failure alone.</summary>
    public Versioned<Roster> Decide(Versioned<Roster> found, DateTimeOffset now, Func<object, IEvent> stamp, List<object> events, IDocumentSession session)
    {
        (outcome, failure) = (null, null);
        try
        {
            var decision = decide(found.State, now);
            IEvent[] stamped = [.. decision.Events.Select(stamp)];
            var after = new Versioned<Roster>(decision.Events.Aggregate(found.State, (roster, e) => roster.Apply(e)), found.Version + stamped.Length);
            outcome = new Outcome<Roster>(after.State, after.Version, decision.Events, decision.Rejection);
            events.AddRange(stamped);
        }
        catch (Exception e)
        {
            failure = e;
            return found;
        }

        if (outcome.Events.Count > 0)
        {
            alongside?.Invoke(session);
        }

        return new Versioned<Roster>(outcome.State, outcome.Version);
    }

    public void Answer()
    {
        if (failure is not null)
        {
            answer.TrySetException(failure);
        }
        else
        {
            answer.TrySetResult(outcome!);
        }
    }

    public void Refuse(Rejection rejection) => answer.TrySetResult(new Outcome<Roster>(Roster.Initial, 0, [], rejection));

    public void Fail(Exception e) => answer.TrySetException(e);
}
