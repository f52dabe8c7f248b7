using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Enrolment.Rosters;

/// <summary>How much the desks of rosters take on; configuration section <c>Desk</c>.</summary>
public sealed record RosterLimits : DeskLimits
{
    /// <summary>After so long without a command a roster's state is forgotten.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often desks are looked after: what is idle is forgotten, what has grown is noted down.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events after which a roster is worth a new snapshot.</summary>
    public int SnapshotEvery { get; init; } = 1000;
}

/// <summary>What every roster's desk works with.</summary>
public sealed record RosterTools(DeskTools Desk, RosterSnapshots Snapshots, RosterLimits Limits);

/// <summary>
/// The one save path of rosters: every command about an edition's registrations is decided at that edition's <see cref="Desk{TState}"/>, in order of
/// arrival. Any number of replicas may have a desk for the same roster: each batch first takes the lock on the stream's row.
/// </summary>
public sealed class RosterDesk(RosterTools tools) : IHostedLifecycleService
{
    private readonly Dictionary<Guid, OpenRoster> desks = [];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private Task rounds = Task.CompletedTask;
    private bool closed;

    /// <summary>Decides one command on the roster as it stands; answered only once what was decided is committed.</summary>
    /// <param name="editionId">The edition.</param>
    /// <param name="decide">Pure: roster and now in, events or a rejection out; may run more than once.</param>
    /// <param name="alongside">Rows that must be written in the same transaction; only when events are appended. May run more than once.</param>
    /// <param name="cancellation">Cancels before the decision; after it the outcome stands.</param>
    /// <returns>The roster after this command, or a rejection: <c>busy</c> (nothing was decided) and <c>outcome-unknown</c> are answered by a repeat.</returns>
    public Task<Outcome<Roster>> DecideAsync(
        Guid editionId,
        Func<Roster, DateTimeOffset, Decision> decide,
        Action<IDocumentSession>? alongside = null,
        CancellationToken cancellation = default)
    {
        var command = new DeskCommand<Roster>(Roster.Stream(editionId), decide, alongside, tools.Desk.Writer.Origin(), cancellation);
        Enqueue(editionId, command);
        return command.Outcome;
    }

    /// <summary>
    /// Decides several commands one after the other (an import's lines), each on the state the one before left; one outcome for each, in order.
    /// Once one was not decided, none after it is.
    /// </summary>
    public async Task<IReadOnlyList<Outcome<Roster>>> DecideAllAsync(
        Guid editionId, IReadOnlyList<Func<Roster, DateTimeOffset, Decision>> decisions, CancellationToken cancellation = default)
    {
        var origin = tools.Desk.Writer.Origin();
        var outcomes = new List<Outcome<Roster>>(decisions.Count);
        foreach (var chunk in decisions.Chunk(tools.Limits.Batch))
        {
            if (outcomes is [.., { Rejection.Kind: RejectionKind.Busy } undecided])
            {
                outcomes.AddRange(chunk.Select(_ => undecided));
                continue;
            }

            DeskCommand<Roster>[] commands = [.. chunk.Select(decide => new DeskCommand<Roster>(Roster.Stream(editionId), decide, null, origin, cancellation))];
            for (var i = 1; i < commands.Length; i++)
            {
                commands[i - 1].Next = commands[i];
            }

            Enqueue(editionId, commands[0]);
            outcomes.AddRange(await Task.WhenAll(commands.Select(c => c.Outcome)));
        }

        return outcomes;
    }

    /// <summary>The roster as committed now, by whichever replica.</summary>
    /// <exception cref="TimeoutException">This process is ending.</exception>
    public Task<Versioned<Roster>> ReadAsync(Guid editionId, CancellationToken cancellation = default) =>
        DeskOf(editionId)?.Desk.ReadAsync(Roster.Stream(editionId), cancellation) ?? throw new TimeoutException("The desk is closed.");

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        rounds = Task.Run(RoundsAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Last of all: until Kestrel and the bus have stopped, commands still come in that are to be answered. What is queued is then decided.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await rounds;
        OpenRoster[] open;
        lock (gate)
        {
            closed = true;
            open = [.. desks.Values];
        }

        await Task.WhenAll(open.Select(d => d.Desk.CloseAsync())).WaitAsync(cancellationToken);
        await Task.WhenAll(open.Select(d => d.NoteDownAsync())).WaitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Enqueue(Guid editionId, DeskCommand<Roster> command)
    {
        while (DeskOf(editionId)?.Desk is { } desk)
        {
            if (desk.TryEnqueue(command))
            {
                return;
            }

            if (!desk.Closed)
            {
                break;
            }
        }

        command.Refuse(DeskRefusals.Busy);
    }

    /// <summary>Null when there are no desks any more.</summary>
    private OpenRoster? DeskOf(Guid editionId)
    {
        lock (gate)
        {
            if (closed)
            {
                return null;
            }

            if (!desks.TryGetValue(editionId, out var desk) || desk.Desk.Closed)
            {
                desks[editionId] = desk = new OpenRoster(Roster.Stream(editionId), tools);
            }

            return desk;
        }
    }

    private async Task RoundsAsync()
    {
        using var timer = new PeriodicTimer(tools.Limits.Round);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                KeyValuePair<Guid, OpenRoster>[] all;
                lock (gate)
                {
                    all = [.. desks];
                }

                foreach (var (edition, desk) in all)
                {
                    await desk.NoteDownAsync();
                    if (desk.IsIdle)
                    {
                        lock (gate)
                        {
                            desks.Remove(edition);
                        }

                        await desk.Desk.CloseAsync();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
    }
}
