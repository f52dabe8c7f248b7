using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// Rebuilds views from the events while the service runs: as the view's leader, with the lock taken from whoever led it. Two daemons on one view
/// trip over each other's position again and again. Once the lock is free, a replica leads the view on from where the rebuild ended. Of a view that is written
/// with the events themselves nobody would: nothing is appended while it is made anew, and whoever wants to waits.
/// </summary>
public static class Rebuild
{
    private const int Tries = 30;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a leader sees whether it still is one.</summary>
    internal static readonly TimeSpan LeadershipPolling = TimeSpan.FromSeconds(1);

    /// <summary>The views there are.</summary>
    public static IReadOnlyList<string> Views(IDocumentStore store) => [.. Shards(store).Select(s => s.Name).Distinct()];

    public static async Task ViewAsync(IDocumentStore store, NpgsqlDataSource database, string view, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var taken = false;
        foreach (var shard in Shards(store).Where(s => s.Name == view))
        {
            taken |= await LeadAsync(store, connection, shard, cancellation);
        }

        if (taken)
        {
            // A page of the leader that was, written while the view is emptied, would stay in it.
            await Task.Delay(1.5 * LeadershipPolling, cancellation);
        }

        await using var still = IsInline(store, view) ? await HoldAppendsAsync(connection, cancellation) : null;
        using var daemon = await store.BuildProjectionDaemonAsync();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await daemon.RebuildProjectionAsync(view, cancellation);
                break;
            }
            catch (Exception e) when (attempt < Tries && IsAnotherLeadersDoing(e))
            {
                // The leader that was took longer to see it. Whatever it wrote meanwhile goes in the next try.
                await Task.Delay(LeadershipPolling, cancellation);
            }
        }

        await (still?.CommitAsync(cancellation) ?? Task.CompletedTask);
        await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
        await release.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What a shard's leader holds.</summary>
    internal static int LockOf(IDocumentStore store, ShardName shard)
    {
        var options = ((DocumentStore)store).Options;
        return ProjectionLockIds.Compute(options.Events.DatabaseSchemaName, shard, options.Projections.DaemonLockId);
    }

    /// <summary>Ends the session that holds a lock, if another one does; whoever asks for the lock next has it.</summary>
    internal static async Task<bool> TakeAwayAsync(NpgsqlCommand command, long key, CancellationToken cancellation)
    {
        command.CommandText =
            """
            select pg_terminate_backend(pid) from pg_locks
            where locktype = 'advisory' and granted and ((classid::bigint << 32) | objid::bigint) = $1
              and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
            """;
        command.Parameters.AddWithValue(key);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static IEnumerable<ShardName> Shards(IDocumentStore store) =>
        ((DocumentStore)store).Options.Projections.AllShards().Where(s => s.Role == JasperFx.Events.ShardRole.Projection).Select(s => s.Name);

    private static bool IsInline(IDocumentStore store, string view) =>
        ((DocumentStore)store).Options.Projections.All.Any(p => p.Name == view && p.Lifecycle == ProjectionLifecycle.Inline);

    /// <summary>Begins when those who are appending have finished; until it ends, nobody begins.</summary>
    private static async Task<NpgsqlTransaction> HoldAppendsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var hold = new NpgsqlCommand("set local idle_in_transaction_session_timeout = 0; lock table mt_events in share mode", connection, transaction);
        await hold.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    /// <summary>Its position moved under this one, or it wrote the same row first.</summary>
    private static bool IsAnotherLeadersDoing(Exception e) =>
        e.ToString() is var said && (said.Contains(nameof(ProgressionProgressOutOfOrderException), StringComparison.Ordinal) || said.Contains(PostgresErrorCodes.UniqueViolation + ":", StringComparison.Ordinal));

    /// <returns>Whether the lead was taken from somebody.</returns>
    private static async Task<bool> LeadAsync(IDocumentStore store, NpgsqlConnection connection, ShardName shard, CancellationToken cancellation)
    {
        for (var taken = false; ; taken = true)
        {
            await using var ask = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockOf(store, shard) } } };
            if (await ask.ExecuteScalarAsync(cancellation) is true)
            {
                return taken;
            }

            await using var take = new NpgsqlCommand { Connection = connection };
            await TakeAwayAsync(take, LockOf(store, shard), cancellation);
            await Task.Delay(BetweenTries, cancellation);
        }
    }
}
