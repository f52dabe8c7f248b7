using System.Diagnostics;
using System.Threading.Channels;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// Where commands about one stream or many queue up and are decided, as many in one transaction as have come in while the one before was committed. Keeps
/// states in memory as of their last commit; the streams' rows, locked for each batch, say whether another replica has added to them since.
/// </summary>
public sealed class Desk<TState> where TState : IState<TState>
{
    private const int Tries = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly DeskTools tools;
    private readonly DeskLimits limits;
    private readonly Channel<DeskCommand<TState>> queue;
    private readonly KnownStates<TState> states;
    private readonly Task serving;
    private long usedAt = Stopwatch.GetTimestamp();

    /// <param name="tools">What it works with.</param>
    /// <param name="limits">How much it takes on.</param>
    /// <param name="snapshot">Where to begin with a stream that is not known, if not at its beginning.</param>
    public Desk(DeskTools tools, DeskLimits limits, Func<string, CancellationToken, Task<Versioned<TState>?>>? snapshot = null)
    {
        (this.tools, this.limits) = (tools, limits);
        states = new(tools.Store, tools.Database, limits.Remembered, snapshot);
        queue = Channel.CreateBounded<DeskCommand<TState>>(limits.Queue);
        // Nothing of the request that happened to open the desk may show in what the desk does for others.
        using (ExecutionContext.SuppressFlow())
        {
            serving = Task.Run(ServeAsync);
        }
    }

    public bool Closed { get; private set; }

    /// <summary>How long nobody has wanted anything.</summary>
    public TimeSpan Unused => queue.Reader.Count > 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref usedAt));

    public bool TryEnqueue(DeskCommand<TState> command) => queue.Writer.TryWrite(command);

    /// <summary>Decides one command on the stream as it stands; answered only once what was decided is committed.</summary>
    /// <param name="stream">The stream's key.</param>
    /// <param name="decide">Pure: state and now in, events or a rejection out; may run more than once.</param>
    /// <param name="alongside">Rows that must be written in the same transaction; only when events are appended. May run more than once.</param>
    /// <param name="cancellation">Cancels before the decision; after it the outcome stands.</param>
    /// <returns>The state after this command, or a rejection: <c>busy</c> (nothing was decided) and <c>outcome-unknown</c> are answered by a repeat.</returns>
    public Task<Outcome<TState>> DecideAsync(
        string stream, Func<TState, DateTimeOffset, Decision> decide, Action<IDocumentSession>? alongside = null, CancellationToken cancellation = default)
    {
        var command = new DeskCommand<TState>(stream, decide, alongside, tools.Writer.Origin(), cancellation);
        if (!TryEnqueue(command))
        {
            command.Refuse(DeskRefusals.Busy);
        }

        return command.Outcome;
    }

    /// <summary>As committed now, by whichever replica.</summary>
    public Task<Versioned<TState>> ReadAsync(string stream, CancellationToken cancellation)
    {
        Volatile.Write(ref usedAt, Stopwatch.GetTimestamp());
        return states.ReadAsync(stream, cancellation);
    }

    /// <summary>As last seen by this desk; version 0: not at all.</summary>
    public Versioned<TState> Known(string stream) => states.Known(stream);

    /// <summary>Takes no more commands, and ends when those taken are answered.</summary>
    public Task CloseAsync()
    {
        Closed = true;
        queue.Writer.TryComplete();
        return serving;
    }

    private async Task ServeAsync()
    {
        var batch = new List<DeskCommand<TState>>(limits.Batch);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < limits.Batch && queue.Reader.TryRead(out var next))
            {
                for (var command = next; command is not null; command = command.Next)
                {
                    if (command.IsStillWanted(limits.Patience))
                    {
                        batch.Add(command);
                    }
                }
            }

            Volatile.Write(ref usedAt, Stopwatch.GetTimestamp());
            var deciding = DecideAsync(batch);
            for (var wait = limits.Answer; !deciding.IsCompleted; wait = Tick)
            {
                try
                {
                    await deciding.WaitAsync(wait);
                }
                catch (TimeoutException)
                {
                    // A frozen server: the driver gives it up later than anybody waits. What comes of the batch is seen by whoever repeats.
                    batch.ForEach(command => command.Refuse(DeskRefusals.Unknown));
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
                command.Refuse(DeskRefusals.Away);
            }
        }
    }

    /// <summary>Never throws: every command of the batch is answered.</summary>
    private async Task DecideAsync(List<DeskCommand<TState>> batch)
    {
        if (batch.Count == 0 || await TryAsync(batch) is not { } failure)
        {
            return;
        }

        // One of them cannot be saved, or a stream was begun twice at once. The others must not suffer for it.
        DeskLog.Replay(tools.Log, batch.Count, batch[0].Stream, failure.GetType().Name);
        foreach (var command in batch)
        {
            Exception? cause = failure;
            for (var i = 0; i < Tries && cause is not null; i++)
            {
                cause = await TryAsync([command]);
            }

            if (cause is not null && DeskRefusals.IsUnstorable(cause))
            {
                command.Refuse(DeskRefusals.Unstorable);
            }
            else if (cause is not null)
            {
                command.Fail(cause);
            }
        }
    }

    /// <summary>Answers the batch, or returns why it was rolled back although the database is there.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<DeskCommand<TState>> batch)
    {
        var saving = false;
        try
        {
            string[] streams = [.. batch.Select(c => c.Stream).Distinct()];
            // What may be long to fold is not folded under the lock.
            if (streams.Where(s => states.Known(s).Version == 0).ToList() is { Count: > 0 } cold)
            {
                await states.FoldAsync(cold, CancellationToken.None);
            }

            using var activity = Relay.Source.StartActivity("decide", ActivityKind.Internal, default(ActivityContext));
            activity?.SetTag("stream", streams.Length == 1 ? streams[0] : $"{streams.Length} streams");
            await using var session = tools.Store.LightweightSession();
            var found = await LockAsync(session, streams);
            var (after, events) = Decide(session, batch, found);
            if (events.Count > 0)
            {
                foreach (var (stream, saved) in events)
                {
                    _ = found[stream].Version == 0 ? session.Events.StartStream(stream, saved) : session.Events.Append(stream, saved);
                }

                saving = true;
                await session.SaveChangesAsync();
                foreach (var stream in events.Keys)
                {
                    states.Learn(stream, after[stream]);
                }
            }

            foreach (var command in batch)
            {
                command.Answer();
            }

            return null;
        }
        catch (Exception e) when (DeskRefusals.IsOutage(e))
        {
            DeskLog.Outage(tools.Log, batch.Count, batch[0].Stream, e.Message);
            foreach (var command in batch)
            {
                command.Refuse(saving ? DeskRefusals.Unknown : DeskRefusals.Away);
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
    /// Begins the batch's transaction with the locks on the streams' rows, always in the same order, and folds what another replica has added. Should this
    /// process freeze while it holds the locks, the server ends the transaction, and the other replicas go on.
    /// </summary>
    private async Task<Dictionary<string, Versioned<TState>>> LockAsync(IDocumentSession session, string[] streams)
    {
        await session.BeginTransactionAsync(CancellationToken.None);
        await using var batch = session.Connection.CreateBatch();
        batch.BatchCommands.Add(new("set local idle_in_transaction_session_timeout = '2s'"));
        batch.BatchCommands.Add(new("select id, version from mt_streams where id = any($1) order by id for update") { Parameters = { new NpgsqlParameter<string[]> { TypedValue = streams } } });
        var versions = new Dictionary<string, long>();
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                versions[reader.GetString(0)] = reader.GetInt64(1);
            }
        }

        var (found, behind) = (new Dictionary<string, Versioned<TState>>(), new List<string>());
        foreach (var stream in streams)
        {
            var version = versions.GetValueOrDefault(stream);
            if (states.Known(stream).Version > version)
            {
                // Under the lock that is no race: the database was put back to an earlier time.
                states.Forget(stream);
            }

            found[stream] = states.Known(stream);
            if (found[stream].Version < version)
            {
                behind.Add(stream);
            }
        }

        if (behind.Count > 0)
        {
            foreach (var (stream, folded) in await states.FoldAsync(session, behind, CancellationToken.None))
            {
                found[stream] = folded;
            }
        }

        return found;
    }

    private (Dictionary<string, Versioned<TState>> After, Dictionary<string, List<IEvent>> Events) Decide(
        IDocumentSession session, IReadOnlyList<DeskCommand<TState>> batch, Dictionary<string, Versioned<TState>> found)
    {
        var now = tools.Clock.GetUtcNow();
        var (after, events) = (new Dictionary<string, Versioned<TState>>(found), new Dictionary<string, List<IEvent>>());
        foreach (var command in batch)
        {
            if (command.Origin.Activity is { } caller && Activity.Current is { IsAllDataRequested: true } batchSpan)
            {
                batchSpan.AddLink(new(caller.Context));
            }

            var saved = events.GetValueOrDefault(command.Stream) ?? [];
            after[command.Stream] = command.Decide(after[command.Stream], now, data => tools.Writer.Stamp(session, data, command.Origin), saved, session);
            if (saved.Count > 0)
            {
                events[command.Stream] = saved;
            }
        }

        return (after, events);
    }
}
