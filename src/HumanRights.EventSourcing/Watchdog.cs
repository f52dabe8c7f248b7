using JasperFx.Events.Daemon;
using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>How far one subscription or view has come.</summary>
/// <param name="Name">The shard's identity, such as <c>relay:All</c>.</param>
/// <param name="Position">Sequence of the last event it has finished.</param>
/// <param name="Last">Sequence of the last event stored.</param>
/// <param name="Still">How long it has not moved although events wait.</param>
/// <param name="Failure">Why it halted in this process, if it did.</param>
public sealed record Shard(string Name, long Position, long Last, TimeSpan Still, ShardFailure? Failure)
{
    public long Waiting => Math.Max(0, Last - Position);

    /// <summary>One event is to blame: restarting would halt before it again, an operator has to decide.</summary>
    public bool HaltedByEvent => Failure is { Category: ShardFailureCategory.ApplyEvent or ShardFailureCategory.EventSerialization or ShardFailureCategory.UnknownEventType }
        || Failure?.RootExceptionType.Contains(nameof(UnmappedEventException), StringComparison.Ordinal) == true;
}

/// <summary>
/// Sees to it that every shard is moved by somebody. A shard that died here is restarted, and the process is given up if
/// that does not help; a shard that another process holds without moving it (frozen, cut off) is taken away from it.
/// </summary>
public sealed partial class Watchdog(
    IDocumentStore store, IProjectionCoordinator coordinator, NpgsqlDataSource database, IBusControl bus, IHostApplicationLifetime lifetime, ILogger<Watchdog> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private const int RestartsBeforeGivingUp = 4;

    private readonly Dictionary<string, Watch> watches = [];
    private volatile IReadOnlyList<Shard> shards = [];

    public IReadOnlyList<Shard> Shards => shards;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    // While the database is away nothing can move, and nobody is to blame for it.
                    watches.Clear();
                    LogDatabaseAway(log, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var (last, positions) = await ReadAsync(cancellation);
        var daemon = coordinator.DaemonForMainDatabase();
        var seen = new List<Shard>();
        foreach (var name in ((DocumentStore)store).Options.Projections.AllShards().Select(s => s.Name))
        {
            var position = positions.GetValueOrDefault(name.Identity);
            var watch = watches.TryGetValue(name.Identity, out var known) ? known : watches[name.Identity] = new Watch();
            watch.See(position, last);

            var agent = daemon.CurrentAgents().FirstOrDefault(a => a.Name.Identity == name.Identity);
            var shard = new Shard(name.Identity, position, last, watch.Still, agent?.Failure);
            seen.Add(shard);
            await ActAsync(shard, name, agent, watch, daemon, cancellation);
        }

        shards = seen;
    }

    private async Task ActAsync(Shard shard, ShardName name, ISubscriptionAgent? agent, Watch watch, IProjectionDaemon daemon, CancellationToken cancellation)
    {
        // One that is dead here needs no patience at first: nobody else will move it.
        var patience = agent is { Status: AgentStatus.Stopped } && watch.Interventions == 0 ? Interval : Patience;
        if (shard.HaltedByEvent || shard.Waiting == 0 || watch.Still < patience * (1 << Math.Min(watch.Interventions, 5)))
        {
            return;
        }

        // Without the broker the relay has to wait, whoever runs it.
        if (name.Name == Relay.SubscriptionName && bus.CheckHealth().Status != BusHealthStatus.Healthy)
        {
            watch.Excuse();
            return;
        }

        watch.Interventions++;
        if (agent is null)
        {
            await TakeOverAsync(name, cancellation);
        }
        else if (watch.Interventions > RestartsBeforeGivingUp)
        {
            LogGivingUp(log, shard.Name);
            Environment.ExitCode = 70;
            lifetime.StopApplication();
        }
        else
        {
            // The coordinator starts it again at its next round.
            LogRestart(log, shard.Name, agent.Status, shard.Failure?.Message ?? "it does not move");
            await daemon.StopAgentAsync(shard.Name);
        }
    }

    /// <summary>Ends the session that holds the shard's leader lock; whoever asks for the lock next leads.</summary>
    private async Task TakeOverAsync(ShardName name, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        LogTakeOver(log, name.Identity, await Rebuild.TakeAwayAsync(command, Rebuild.LockOf(store, name), cancellation));
    }

    private async Task<(long Last, Dictionary<string, long> Positions)> ReadAsync(CancellationToken cancellation)
    {
        var schema = ((DocumentStore)store).Options.Events.DatabaseSchemaName;
        await using var command = database.CreateCommand(
            $"select coalesce(max(seq_id), 0), null from {schema}.mt_events union all select last_seq_id, name from {schema}.mt_event_progression");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var last = 0L;
        var positions = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellation))
        {
            if (await reader.IsDBNullAsync(1, cancellation))
            {
                last = reader.GetInt64(0);
            }
            else
            {
                positions[reader.GetString(1)] = reader.GetInt64(0);
            }
        }

        return (last, positions);
    }

    [LoggerMessage(LogLevel.Warning, "The database is away: {Reason}")]
    private static partial void LogDatabaseAway(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Restarting shard {Shard}, which is {Status}: {Reason}")]
    private static partial void LogRestart(ILogger log, string shard, AgentStatus status, string reason);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is held elsewhere and does not move: its leader's lock was taken away ({Done})")]
    private static partial void LogTakeOver(ILogger log, string shard, bool done);

    [LoggerMessage(LogLevel.Critical, "Shard {Shard} stays dead after restarts: this process ends so that it is started anew")]
    private static partial void LogGivingUp(ILogger log, string shard);

    private sealed class Watch
    {
        private long position = -1;
        private long since = TimeProvider.System.GetTimestamp();

        public int Interventions { get; set; }

        public TimeSpan Still => TimeProvider.System.GetElapsedTime(since);

        public void See(long now, long last)
        {
            if (now != position || now >= last)
            {
                (position, Interventions) = (now, 0);
                Excuse();
            }
        }

        public void Excuse() => since = TimeProvider.System.GetTimestamp();
    }
}
