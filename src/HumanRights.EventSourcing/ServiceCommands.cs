using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>An event that an operator took out of every subscription's and view's way, and why.</summary>
public sealed record ParkedEvent(long Id, string By, string Reason, DateTimeOffset At);

/// <summary>A service's operator commands, run as <c>dotnet HumanRights.Enrolment.dll migrate</c>; without one the service serves.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A command answers whoever typed it.")]
public static partial class ServiceCommands
{
    private const string Usage =
        """
        migrate                             make the database ready for this version, then end
        dead-letters [replay]               count the messages in the error queues, or put them back
        """;

    private const string EventUsage =
        """

        rebuild [view]                      rebuild one view, or all, from the events
        park <sequence> <who> <reason>      let subscriptions and views pass one unreadable event, audited
        republish <instant>                 publish again what was recorded since (ISO 8601), after a restore or the broker's loss
        """;

    /// <param name="app">The service.</param>
    /// <param name="args">Its command line: a command, or settings only.</param>
    /// <param name="own">What it keeps beside its store; a service without events keeps nothing else.</param>
    /// <returns>The exit code: 0, 64 for a wrong command, 70 when the watchdog gave up, 78 when the schema is not this version's.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args, OwnTables? own = null)
    {
        await using var disposed = app;
        var command = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal) && !a.Contains('=')).ToArray();
        if (app.Services.GetService<IDocumentStore>() is { } store)
        {
            switch (command)
            {
                case ["rebuild", .. var names]:
                    return await RebuildAsync(app, store, names);
                case ["park", var sequence, var who, var reason] when long.TryParse(sequence, CultureInfo.InvariantCulture, out var number):
                    return await ParkAsync(app, store, number, who, reason);
                case ["republish", var since] when DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant):
                    return await RepublishAsync(app, store, instant);
            }
        }

        switch (command)
        {
            case []:
                return await ServeAsync(app, own);
            case ["migrate"]:
                await Schema.ApplyAsync(app.Services, own, default);
                return 0;
            case ["dead-letters"]:
                foreach (var (queue, count) in await app.Services.GetRequiredService<DeadLetters>().CountAsync(default))
                {
                    await Console.Out.WriteLineAsync($"{count,6}  {queue}");
                }

                return 0;
            case ["dead-letters", "replay"]:
                await Console.Out.WriteLineAsync($"{await app.Services.GetRequiredService<DeadLetters>().ReplayAsync(default)} put back");
                return 0;
            default:
                await Console.Error.WriteLineAsync(app.Services.GetService<IDocumentStore>() is null ? Usage : Usage + EventUsage);
                return 64;
        }
    }

    /// <summary>Whether this process was started for a command, as its setup must know before there is an app.</summary>
    internal static bool IsOne(IEnumerable<string> args) => args.Any(a => a is "migrate" or "rebuild" or "park" or "republish" or "dead-letters");

    private static async Task<int> ServeAsync(WebApplication app, OwnTables? own)
    {
        if (DatabaseSetup.MigratesAtStart(app.Configuration, app.Environment))
        {
            await (own?.ApplyAsync(default) ?? Task.CompletedTask);
        }
        else if (!await Schema.IsAppliedAsync(app.Services, own, default))
        {
            // It ends before it touches anything: half a schema would send messages that it cannot take in to the error queues.
            LogNotMigrated(app.Logger, app.Environment.ApplicationName);
            return 78;
        }

        await app.RunAsync();
        return Environment.ExitCode;
    }

    private static async Task<int> RebuildAsync(WebApplication app, IDocumentStore store, string[] names)
    {
        var views = Rebuild.Views(store);
        if (names.Except(views).ToList() is { Count: > 0 } unknown)
        {
            await Console.Error.WriteLineAsync($"No such view: {string.Join(", ", unknown)}. Views: {string.Join(", ", views)}");
            return 64;
        }

        foreach (var view in names.Length > 0 ? names : [.. views])
        {
            await Rebuild.ViewAsync(store, app.Services.GetRequiredService<NpgsqlDataSource>(), view, CancellationToken.None);
            await Console.Out.WriteLineAsync($"rebuilt {view}");
        }

        return 0;
    }

    /// <summary>Before the service is started: a running relay would stumble over it.</summary>
    private static async Task<int> RepublishAsync(WebApplication app, IDocumentStore store, DateTimeOffset since)
    {
        var keep = InboxRetention.Keep(app.Configuration);
        if (since < app.Services.GetRequiredService<TimeProvider>().GetUtcNow() - keep)
        {
            await Console.Error.WriteLineAsync($"Consumers remember messages for {keep.TotalDays:0} days: older ones would have their effect twice.");
            return 64;
        }

        var relay = ((DocumentStore)store).Options.Projections.AllShards().Select(s => s.Name).Single(n => n.Name == Relay.SubscriptionName);
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            with back as (select min(seq_id) - 1 as position from mt_events where timestamp >= $1),
                -- At the very beginning Marten expects no row.
                gone as (delete from mt_event_progression using back where name = $2 and position = 0),
                moved as (update mt_event_progression set last_seq_id = position from back where name = $2 and position > 0 and last_seq_id > position)
            select count(*) from mt_events, back where seq_id > position
            """);
        command.Parameters.AddWithValue(since.ToUniversalTime());
        command.Parameters.AddWithValue(relay.Identity);
        await Console.Out.WriteLineAsync($"{await command.ExecuteScalarAsync()} events are published again");
        return 0;
    }

    private static async Task<int> ParkAsync(WebApplication app, IDocumentStore store, long sequence, string who, string reason)
    {
        await using var session = store.LightweightSession();
        session.Insert(new ParkedEvent(sequence, who, reason, app.Services.GetRequiredService<TimeProvider>().GetUtcNow()));
        await session.SaveChangesAsync();
        await store.Storage.Database.MarkEventsAsSkipped([sequence]);
        return 0;
    }

    [LoggerMessage(LogLevel.Critical, "The database was not made ready for this version of {Service}: run its command 'migrate' first")]
    private static partial void LogNotMigrated(ILogger log, string service);
}
