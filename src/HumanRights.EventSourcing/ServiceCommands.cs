using System.Globalization;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.EventSourcing;

/// <summary>An event that an operator took out of every subscription's and view's way, and why.</summary>
public sealed record ParkedEvent(long Id, string By, string Reason, DateTimeOffset At);

/// <summary>A service's operator commands, run as <c>dotnet HumanRights.Enrolment.dll migrate</c>; without one the service serves.</summary>
public static class ServiceCommands
{
    private const string Usage =
        """
        migrate                             apply the store's schema changes, then end
        dead-letters [replay]               count the messages in the error queues, or put them back
        """;

    private const string EventUsage =
        """

        rebuild [view]                      rebuild one view, or all, from the events
        park <sequence> <who> <reason>      let subscriptions and views pass one unreadable event, audited
        """;

    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        var store = app.Services.GetRequiredService<IDocumentStore>();
        return Command(args) switch
        {
            ["rebuild", .. var names] => await RebuildAsync(app, store, names),
            ["park", var sequence, var who, var reason] when long.TryParse(sequence, CultureInfo.InvariantCulture, out var number) =>
                await ParkAsync(app, store, number, who, reason),
            _ => await app.RunServiceAsync(args, () => store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(), Usage + EventUsage),
        };
    }

    /// <summary>For a service without events: <paramref name="migrate"/> brings its schema to this version.</summary>
    public static Task<int> RunServiceAsync(this WebApplication app, string[] args, Func<Task> migrate) => app.RunServiceAsync(args, migrate, Usage);

    private static async Task<int> RunServiceAsync(this WebApplication app, string[] args, Func<Task> migrate, string usage)
    {
        switch (Command(args))
        {
            case []:
                await app.RunAsync();
                return Environment.ExitCode;
            case ["migrate"]:
                await migrate();
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
                await Console.Error.WriteLineAsync(usage);
                return 64;
        }
    }

    private static string[] Command(string[] args) => [.. args.Where(a => !a.StartsWith("--", StringComparison.Ordinal) && !a.Contains('='))];

    private static async Task<int> RebuildAsync(WebApplication app, IDocumentStore store, string[] names)
    {
        var views = ((DocumentStore)store).Options.Projections.AllShards().Where(s => s.Role == ShardRole.Projection).Select(s => s.Name.Name).Distinct().ToList();
        if (names.Except(views).ToList() is { Count: > 0 } unknown)
        {
            await Console.Error.WriteLineAsync($"No such view: {string.Join(", ", unknown)}. Views: {string.Join(", ", views)}");
            return 64;
        }

        using var daemon = await store.BuildProjectionDaemonAsync();
        foreach (var view in names.Length > 0 ? names : [.. views])
        {
            await daemon.RebuildProjectionAsync(view, CancellationToken.None);
            await Console.Out.WriteLineAsync($"rebuilt {view}");
        }

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
}
