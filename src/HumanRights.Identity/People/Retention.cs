using HumanRights.Identity.Database;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.People;

/// <summary>
/// Removes what may no longer be kept: registrations nobody confirmed in time (`Identity:UnconfirmedKept`, 7 days), expired letters, and records of
/// accesses (`Identity:AccessesKept`, 730 days). Plain deletes by age: several replicas at once remove the same rows once.
/// </summary>
sealed partial class Retention(IServiceScopeFactory scopes, TimeProvider time, IConfiguration configuration, ILogger<Retention> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    readonly TimeSpan accessesKept = configuration.GetValue("Identity:AccessesKept", TimeSpan.FromDays(730));

    public async Task Tidy(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = time.GetUtcNow();
        // The credential and the letters go with the row. Other services have never heard of this person.
        await db.People.Where(p => p.ConfirmBy <= now).ExecuteDeleteAsync(ct);
        await db.Letters.Where(l => l.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        var oldest = now - accessesKept;
        await db.Accesses.Where(a => a.At < oldest).ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await Tidy(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "What may no longer be kept was not removed; the next round tries again.")]
    static partial void LogFailed(ILogger log, Exception failure);
}
