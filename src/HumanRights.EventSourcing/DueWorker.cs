using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// Issues what has fallen due, in every replica: rows are claimed with <c>for update skip locked</c>, so that no two work on the same one and
/// a replica that dies gives its rows back. A row goes when its command is committed; killed in between, the command is issued again
/// and changes nothing.
/// </summary>
public sealed partial class DueWorker(NpgsqlDataSource database, IDueCommands commands, ILogger<DueWorker> log) : BackgroundService
{
    private const int AtOnce = 8;
    private const int Claim = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var progress = false;
            try
            {
                progress = await WorkAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // A database that is away is asked again; the rows wait in it.
                LogAway(log, e.Message);
            }

            if (!progress)
            {
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>Whether anything was done, so that more may wait.</summary>
    private async Task<bool> WorkAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var rows = await ClaimAsync(connection, stopping);
        if (rows.Count == 0)
        {
            return false;
        }

        var (done, early, failed) = (new List<string>(), new List<string>(), new List<string>());
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (row, cancellation) =>
        {
            var outcome = await IssueAsync(row, cancellation) switch { true => done, false => early, null => failed };
            lock (outcome)
            {
                outcome.Add(row.Key);
            }
        });

        await ExecuteAsync(connection, "delete from due where key = any($1)", done, stopping);
        await ExecuteAsync(connection, "update due set at = clock_timestamp() + interval '250 milliseconds' where key = any($1)", early, stopping);
        // Out of the others' way, ever longer; the health check shows it.
        await ExecuteAsync(
            connection, "update due set tries = tries + 1, at = clock_timestamp() + least(power(2, tries), 300) * interval '1 second' where key = any($1)", failed, stopping);
        await transaction.CommitAsync(stopping);
        return done.Count > 0;
    }

    private static async Task<IReadOnlyList<DueRow>> ClaimAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        // A replica that is frozen loses its claim, and with it whatever it would have done later has been done.
        await using var patience = new NpgsqlCommand("set local idle_in_transaction_session_timeout = '30s'", connection);
        await patience.ExecuteNonQueryAsync(stopping);

        await using var claim = new NpgsqlCommand(
            "select key, kind, subject, person, number from due where at <= clock_timestamp() order by at limit $1 for update skip locked", connection)
        { Parameters = { new NpgsqlParameter<int> { TypedValue = Claim } } };
        await using var reader = await claim.ExecuteReaderAsync(stopping);
        var rows = new List<DueRow>();
        while (await reader.ReadAsync(stopping))
        {
            rows.Add(new DueRow(reader.GetString(0), reader.GetString(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetInt32(4)));
        }

        return rows;
    }

    /// <summary>Nothing when it failed: one row that cannot be served must not keep the others waiting.</summary>
    private async Task<bool?> IssueAsync(DueRow row, CancellationToken cancellation)
    {
        try
        {
            return await commands.IssueAsync(row, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(log, e, row.Key);
            return null;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, List<string> keys, CancellationToken stopping)
    {
        if (keys.Count > 0)
        {
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. keys] } } };
            await command.ExecuteNonQueryAsync(stopping);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due rows could not be served: {Reason}")]
    private static partial void LogAway(ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "The due row {Key} failed and will be tried again")]
    private static partial void LogFailed(ILogger log, Exception failure, string key);
}
