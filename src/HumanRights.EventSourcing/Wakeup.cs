using System.Diagnostics;
using JasperFx.Events.Daemon.HighWater;
using Marten;
using Marten.Events.Daemon.HighWater;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// When the daemon looks for new events: as soon as an append announces them, except in a rush. While hundreds of people a second stand at the door,
/// the relay and the views would take the processor from those who wait for an answer, and work on pages of a few events each: they come after, in large
/// pages, at most <see cref="LongestHold"/> or <see cref="MostHeld"/> events later.
/// </summary>
internal sealed class Wakeup(NpgsqlDataSource database, ILogger<Wakeup> log) : IDaemonWakeup
{
    private const int Rush = 200;
    private const int MostHeld = 22_000;
    private const int TooFewToTell = 10;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly PostgresqlListenWakeup announced = new(database, log);
    private (long Sequence, long At) released = (0, Stopwatch.GetTimestamp());

    public async Task WaitAsync(TimeSpan timeout, CancellationToken token)
    {
        await announced.WaitAsync(timeout, token);
        var last = await LastSequenceAsync(token);
        var held = Stopwatch.GetTimestamp();
        var pace = (last - released.Sequence) / Stopwatch.GetElapsedTime(released.At, held).TotalSeconds;
        while (pace > Rush && last - released.Sequence is > TooFewToTell and < MostHeld && Stopwatch.GetElapsedTime(held) < LongestHold)
        {
            await Task.Delay(Step, token);
            var (before, now) = (last, await LastSequenceAsync(token));
            (last, pace) = (now, (now - before) / Step.TotalSeconds);
        }

        released = (last, Stopwatch.GetTimestamp());
    }

    public void Dispose() => announced.Dispose();

    private async Task<long> LastSequenceAsync(CancellationToken token)
    {
        await using var command = database.CreateCommand("select last_value from mt_events_sequence");
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>Announces what is appended, in the transaction that appends it.</summary>
    internal sealed class Announcement : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            if (session.PendingChanges.Streams().Any())
            {
                session.QueueSqlCommand("notify " + PostgresqlListenWakeup.DefaultChannel);
            }

            return Task.CompletedTask;
        }
    }
}
