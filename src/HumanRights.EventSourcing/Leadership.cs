using System.Collections.Concurrent;
using JasperFx.Events.Daemon;
using Marten;
using Marten.Events.Daemon.Coordination;
using Marten.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace HumanRights.EventSourcing;

/// <summary>
/// Which of the replicas moves the relay and each view. The store's own coordinator waits on its locks in statements of a minute each: as long as one of them
/// runs, no row version younger than it can be cleaned up, and a row that a rush updates a thousand times is then read through all of them, event after event.
/// </summary>
internal sealed class Leadership(IDocumentStore store, NpgsqlDataSource database, ILogger<Leadership> log, ILogger<ExplicitProjectionCoordinator> daemonLog)
    : ProjectionCoordinatorBase(
        new LeaderSession((DocumentStore)store, database),
        log,
        ResiliencePipeline.Empty,
        TimeProvider.System,
        Rebuild.LeadershipPolling,
        ((DocumentStore)store).Options.Projections.AgentPauseTime,
        ((DocumentStore)store).Options.Projections.HealthCheckPollingTime), IProjectionCoordinator
{
    private readonly Lock gate = new();
    private IProjectionDaemon? daemon;

    public override IProjectionDaemon DaemonForMainDatabase()
    {
        lock (gate)
        {
            // A coordinator that coordinates nothing is the one public way to a daemon without a question to the database.
            return daemon ??= new ExplicitProjectionCoordinator(store, daemonLog).DaemonForMainDatabase();
        }
    }

    public override ValueTask<IProjectionDaemon> DaemonForDatabase(string databaseIdentifier) => new(DaemonForMainDatabase());

    public override ValueTask<IReadOnlyList<IProjectionDaemon>> AllDaemonsAsync() => new([DaemonForMainDatabase()]);

    protected override IProjectionDaemon ResolveDaemon(IProjectionSet set) => DaemonForMainDatabase();

    protected override IReadOnlyList<IProjectionDaemon> ResolvedDaemons()
    {
        lock (gate)
        {
            return daemon is null ? [] : [daemon];
        }
    }

    protected override void ClearResolvedDaemons()
    {
        lock (gate)
        {
            daemon = null;
        }
    }
}

/// <summary>
/// One session of the database that holds this process's locks, one for each shard it leads. Asked in each round whether it is still there: when it has ended,
/// so have they. Between rounds it is idle, outside any transaction. One at a time: a coordinator may be asked to stop more than once.
/// </summary>
internal sealed class LeaderSession(DocumentStore store, NpgsqlDataSource database) : IProjectionDistributor
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<int, bool> held = [];
    private NpgsqlConnection? session;

    public async ValueTask<IReadOnlyList<IProjectionSet>> BuildDistributionAsync()
    {
        await InTurnAsync(async () => await AskAsync("select 1") is not null);

        // In another order each time, so that replicas that start together share the work.
        var main = (MartenDatabase)store.Storage.Database;
        ProjectionSet[] sets = [.. store.Options.Projections.AllShards().Select(s => new ProjectionSet(Rebuild.LockOf(store, s.Name), main, [s.Name]))];
        Random.Shared.Shuffle(sets);
        return sets;
    }

    public Task RandomWait(CancellationToken token) => Task.Delay(Random.Shared.Next(500), token);

    public bool HasLock(IProjectionSet set) => held.ContainsKey(set.LockId);

    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task<bool> TryAttainLockAsync(IProjectionSet set, CancellationToken token) => InTurnAsync(async () =>
    {
        session ??= await database.OpenConnectionAsync(token);
        // Not to be cancelled: a lock may have been given by then, and whatever is said next on the session is there to give it back.
        return await AskAsync("select pg_try_advisory_lock($1)", set.LockId) is true && held.TryAdd(set.LockId, true);
    });

    public Task ReleaseLockAsync(IProjectionSet set) => InTurnAsync(async () =>
        held.TryRemove(set.LockId, out _) && await AskAsync("select pg_advisory_unlock($1)", set.LockId) is true);

    public Task ReleaseAllLocks() => InTurnAsync(async () =>
    {
        // A session given back to the pool would keep them until somebody takes it out again.
        await AskAsync("select pg_advisory_unlock_all()");
        await EndAsync();
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await ReleaseAllLocks();
        turn.Dispose();
    }

    /// <returns>Null when there is no session, or none any more.</returns>
    private async Task<object?> AskAsync(string sql, params int[] locks)
    {
        try
        {
            if (session is not null)
            {
                await using var command = new NpgsqlCommand(sql, session);
                command.Parameters.AddRange(locks.Select(l => new NpgsqlParameter<long> { TypedValue = l }).ToArray());
                return await command.ExecuteScalarAsync();
            }
        }
        catch (Exception e) when (e is InvalidOperationException || DeskRefusals.IsOutage(e))
        {
            await EndAsync();
        }

        return null;
    }

    private async Task EndAsync()
    {
        held.Clear();
        if (session is { } ended)
        {
            session = null;
            await ended.DisposeAsync();
        }
    }

    private async Task<bool> InTurnAsync(Func<Task<bool>> work)
    {
        await turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
