using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// The database server's clock, so that replicas with skewed clocks decide on one time. Runs on the monotonic local clock
/// between readings. A reading can be wrong by half of its round trip, which is long in a rush, at a start, or when the process freezes under it: of
/// several the shortest is taken, and only if it is more exact than the last one still is, or contradicts it.
/// </summary>
/// <param name="database">Whose clock it is.</param>
/// <param name="local">The machine's own: what counts between readings, and before the first.</param>
/// <param name="log">Where a reading that failed is told.</param>
public sealed partial class DatabaseClock(NpgsqlDataSource database, TimeProvider local, ILogger<DatabaseClock> log) : TimeProvider, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Until the first reading has succeeded; the service is not ready before.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    private const int Readings = 4;

    /// <summary>By so much of the time that passes may a machine's clock be wrong.</summary>
    private const double Drift = 1e-4;

    // Never disposed: a host that is stopped twice at once may ask again after its services were. It holds no timer.
    private readonly CancellationTokenSource stopping = new();
    private Reading reading = new(local.GetUtcNow(), local.GetTimestamp(), TimeSpan.MaxValue);
    private volatile bool read;
    private Task loop = Task.CompletedTask;

    public override DateTimeOffset GetUtcNow()
    {
        var last = Volatile.Read(ref reading);
        return last.ServerTime + local.GetElapsedTime(last.Timestamp);
    }

    /// <summary>Reads the server's clock now; throws when the database does not answer.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var best = await ReadAsync(command, cancellation);
        for (var i = 1; i < Readings; i++)
        {
            var next = await ReadAsync(command, cancellation);
            best = next.Error < best.Error ? next : best;
        }

        var last = Volatile.Read(ref reading);
        var passed = local.GetElapsedTime(last.Timestamp, best.Timestamp);
        var error = read ? last.Error + (passed * Drift) : TimeSpan.MaxValue;
        if (!read || best.Error < error || (last.ServerTime + passed - best.ServerTime).Duration() > best.Error + error)
        {
            Volatile.Write(ref reading, best);
            read = true;
        }
    }

    private async Task<Reading> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var before = local.GetTimestamp();
        var server = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
        var after = local.GetTimestamp();
        return new(new DateTimeOffset(server), before + ((after - before) / 2), local.GetElapsedTime(before, after) / 2);
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await TryReadAsync(cancellationToken);
        loop = RunAsync();
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await loop;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(read ? Interval : FirstInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await TryReadAsync(stopping.Token);
                timer.Period = read ? Interval : FirstInterval;
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
    }

    private async Task TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The last reading runs on: a database that is away decides nothing meanwhile either.
            LogUnread(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database's clock could not be read: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);

    private sealed record Reading(DateTimeOffset ServerTime, long Timestamp, TimeSpan Error);
}
