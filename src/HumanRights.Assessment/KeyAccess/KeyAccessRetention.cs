using Npgsql;

namespace HumanRights.Assessment.KeyAccess;

/// <summary>
/// Removes what has been on record for so long (`Assessment:KeyAccessesKept`, 730 days, as long as the vault's). A plain delete by age: several
/// replicas at once remove the same rows once.
/// </summary>
public sealed partial class KeyAccessRetention(KeyAccessRows rows, IConfiguration configuration, ILogger<KeyAccessRetention> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly TimeSpan kept = configuration.GetValue("Assessment:KeyAccessesKept", TimeSpan.FromDays(730));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await rows.RemoveAsync(kept, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogPutOff(log, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Old records of accesses to keys stay until the next round: {Reason}")]
    private static partial void LogPutOff(ILogger log, string reason);
}
