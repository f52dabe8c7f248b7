using System.Collections.Concurrent;
using HumanRights.Notifications.Letters;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;

namespace HumanRights.Notifications.Sending;

/// <summary>
/// Sends what waits, the most urgent first, no faster than it may. Each round claims a page, asks Identity once for all its people, and writes down what became
/// of each letter as soon as it is known. Killed in between, a letter is sent again as the same message.
/// </summary>
public sealed partial class Sender(
    Queue queue, Identity identity, IPost post, Composer composer, Wake wake, IOptions<MailOptions> options, IConfiguration configuration, ILogger<Sender> log)
    : BackgroundService, IHealthCheck
{
    private const int HighestPage = 200;
    private const string IdentityAway = "identity-away";

    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongOutage = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ClearingInterval = TimeSpan.FromHours(1);

    private readonly MailOptions mail = options.Value;
    private readonly string platform = configuration["Authentication:Issuer"]?.TrimEnd('/') + "/";
    private volatile Trouble? trouble;
    private long cleared = TimeProvider.System.GetTimestamp();

    /// <summary>Red while nobody has taken letters for a minute; what waits and what was refused for good is told with it.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var data = await queue.CountAsync(cancellationToken);
            return trouble is { } now && TimeProvider.System.GetElapsedTime(now.Since) > LongOutage
                ? HealthCheckResult.Unhealthy($"Letters wait: {now.Code}", data: data)
                : HealthCheckResult.Healthy(data: data);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (mail.PerSecond > 0 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var start = TimeProvider.System.GetTimestamp();
                var sent = await SendAsync(stoppingToken);
                if (sent is null)
                {
                    await Task.Delay(pause, stoppingToken);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                    continue;
                }

                pause = FirstPause;
                if (sent == 0)
                {
                    await IdleAsync(stoppingToken);
                }
                else if (TimeSpan.FromSeconds((double)sent / mail.PerSecond) - TimeProvider.System.GetElapsedTime(start) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest, stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // The letters wait in the database that is away.
                LogDatabaseAway(log, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    /// <summary>Until a letter comes or falls due.</summary>
    private async Task IdleAsync(CancellationToken stopping)
    {
        await post.RestAsync();
        if (TimeProvider.System.GetElapsedTime(cleared) > ClearingInterval)
        {
            cleared = TimeProvider.System.GetTimestamp();
            await queue.ClearAsync(TimeSpan.FromDays(mail.KeptDays));
        }

        var next = await queue.NextAsync(stopping);
        if (next is null)
        {
            // Nobody waits, so nothing is amiss.
            trouble = null;
        }

        var due = next < LongestIdle ? next.Value : LongestIdle;
        await wake.WaitAsync(due > TimeSpan.Zero ? due + TimeSpan.FromMilliseconds(5) : TimeSpan.FromMilliseconds(50), stopping);
    }

    /// <summary>One page. How many letters it had; nothing when Identity or the mail server is away.</summary>
    private async Task<int?> SendAsync(CancellationToken stopping)
    {
        var claimed = TimeProvider.System.GetTimestamp();
        var page = await queue.ClaimAsync(Math.Min(mail.PerSecond, HighestPage), mail.Claim, stopping);
        if (page.Count == 0)
        {
            return 0;
        }

        var untouched = new ConcurrentDictionary<Guid, Claimed>(page.ToDictionary(l => l.Id));
        try
        {
            var recipients = await identity.AddressesAsync([.. page.Select(l => l.PersonId).Distinct()], stopping);
            Leave(IdentityAway);
            foreach (var dropped in await queue.DroppedAsync([.. untouched.Keys], stopping))
            {
                untouched.TryRemove(dropped, out _);
            }

            using var away = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            // Whoever claims these letters next must not find us still at them.
            away.CancelAfter(mail.Claim / 2 - TimeProvider.System.GetElapsedTime(claimed) is { Ticks: > 0 } left ? left : TimeSpan.Zero);
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = post.Lanes }, async (letter, _) =>
            {
                if (!away.IsCancellationRequested && untouched.TryRemove(letter.Id, out var _))
                {
                    await OneAsync(letter, recipients.GetValueOrDefault(letter.PersonId), away);
                }
            });
        }
        catch (IdentityAwayException e)
        {
            Enter(IdentityAway);
            LogIdentityAway(log, e.Message);
        }
        finally
        {
            if (!untouched.IsEmpty)
            {
                await queue.PutBackAsync([.. untouched.Keys], TimeSpan.Zero, trouble?.Code);
            }
        }

        if (trouble is null)
        {
            return page.Count;
        }

        await post.RestAsync();
        return null;
    }

    private async Task OneAsync(Claimed letter, Recipient? recipient, CancellationTokenSource away)
    {
        if (letter.EditionId is not null && letter.Edition?.Number is null && letter.Age < mail.PatienceForEdition)
        {
            await queue.PutBackAsync([letter.Id], TimeSpan.FromSeconds(1), "edition-unknown-yet");
            return;
        }

        var delivery = recipient is null ? new(Fate.Dropped, "recipient-erased") : await WriteAndDeliverAsync(letter, recipient);
        switch (delivery.Fate)
        {
            case Fate.Sent:
                await queue.SettleAsync(letter.Id, LetterState.Sent, null);
                await LeaveTroubleAsync();
                break;
            case Fate.Dropped:
                await queue.SettleAsync(letter.Id, LetterState.Dropped, delivery.Code);
                break;
            case Fate.Refused:
                await queue.SettleAsync(letter.Id, LetterState.Failed, delivery.Code);
                LogRefused(log, letter.Id, letter.Kind, delivery.Code);
                await LeaveTroubleAsync();
                break;
            case Fate.Delayed or Fate.Away when letter.Tries + 1 >= Queue.MostTries:
                await queue.SettleAsync(letter.Id, LetterState.Failed, delivery.Code);
                LogRefused(log, letter.Id, letter.Kind, delivery.Code);
                break;
            case Fate.Delayed:
                await queue.DelayAsync(letter.Id, delivery.Code!);
                await LeaveTroubleAsync();
                break;
            case Fate.Away:
                // The letter that met it is set back like any other that failed: should it be to blame, the others get past it.
                Enter(delivery.Code!);
                await away.CancelAsync();
                await queue.DelayAsync(letter.Id, delivery.Code!);
                LogAway(log, delivery.Code!);
                break;
        }
    }

    private async Task<Delivery> WriteAndDeliverAsync(Claimed letter, Recipient recipient)
    {
        // Once begun a letter is finished, also by a host that is stopping, in half of the claim at most.
        using var patience = new CancellationTokenSource(mail.Claim / 2);
        try
        {
            OneTimeLink? link = null;
            if (letter.Facts.LetterId is { } asked && (link = await identity.LinkAsync(asked, patience.Token)) is null)
            {
                return new(Fate.Dropped, "link-spent");
            }

            using var message = composer.Compose(letter.Id, letter.Created, recipient, new(letter.Kind, letter.Facts, letter.Happened, letter.Edition, link, platform));
            return await post.DeliverAsync(message, letter.Created, patience.Token);
        }
        catch (Exception e) when (e is IdentityAwayException or OperationCanceledException)
        {
            return new(Fate.Away, IdentityAway);
        }
        catch (ParseException)
        {
            return new(Fate.Refused, "address-invalid");
        }
        catch (Exception e)
        {
            // Its message may hold a name or an address: neither is for a log.
            LogFailed(log, letter.Id, letter.Kind, e.GetType().Name, e.StackTrace);
            return new(Fate.Delayed, $"unexpected-{e.GetType().Name}");
        }
    }

    private void Enter(string code) => trouble = new(code, trouble?.Since ?? TimeProvider.System.GetTimestamp());

    private void Leave(string code)
    {
        if (trouble?.Code == code)
        {
            trouble = null;
        }
    }

    private async Task LeaveTroubleAsync()
    {
        if (trouble is not { } over)
        {
            return;
        }

        trouble = null;
        if (TimeProvider.System.GetElapsedTime(over.Since) > LongOutage)
        {
            await queue.HastenAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Letters wait, the database is away: {Reason}")]
    private static partial void LogDatabaseAway(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Letters wait, Identity does not give addresses: {Reason}")]
    private static partial void LogIdentityAway(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Letters wait: {Code}")]
    private static partial void LogAway(ILogger log, string code);

    [LoggerMessage(LogLevel.Warning, "Letter {LetterId} ({Kind}) was refused for good: {Code}")]
    private static partial void LogRefused(ILogger log, Guid letterId, LetterKind kind, string? code);

    [LoggerMessage(LogLevel.Error, "Letter {LetterId} ({Kind}) could not be written: {Failure} {Where}")]
    private static partial void LogFailed(ILogger log, Guid letterId, LetterKind kind, string failure, string? where);

    private sealed record Trouble(string Code, long Since);
}
