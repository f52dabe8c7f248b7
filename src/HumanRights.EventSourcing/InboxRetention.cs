using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// Removes the notes of messages received so long ago that none of them can come again, a few at a time. Replicas share the work by
/// skipping what another holds; with nothing to remove a round is one look at an index.
/// </summary>
public sealed partial class InboxRetention(NpgsqlDataSource database, IConfiguration configuration, ILogger<InboxRetention> log) : BackgroundService
{
    private const int Batch = 500;

    // By when the note was written, which is the server's time; the message's own time may be missing or wrong.
    private const string Remove =
        """
        delete from inbox.mt_doc_received where id in (
            select id from inbox.mt_doc_received where mt_last_modified < now() - $1::interval
            order by mt_last_modified limit $2 for update skip locked)
        """;

    private static readonly TimeSpan Least = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan keep = Keep(configuration);
    private readonly TimeSpan interval = configuration.GetValue("Inbox:SweepEvery", TimeSpan.FromHours(1));

    /// <summary>How long a message is remembered.</summary>
    public static TimeSpan Keep(IConfiguration configuration) => configuration.GetValue("Inbox:Keep", TimeSpan.FromDays(30));

    public override Task StartAsync(CancellationToken cancellationToken) => keep >= Least
        ? base.StartAsync(cancellationToken)
        : throw new InvalidOperationException($"Inbox:Keep is {keep}: a message delivered again after that would have its effect twice. It must be at least {Least}.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await RemoveAsync(stoppingToken) == Batch)
                    {
                        await Task.Delay(BetweenBatches, stoppingToken);
                    }
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    LogPutOff(log, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task<int> RemoveAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Remove);
        command.Parameters.AddWithValue(keep);
        command.Parameters.AddWithValue(Batch);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Old inbox notes stay until the next round: {Reason}")]
    private static partial void LogPutOff(ILogger log, string reason);
}
