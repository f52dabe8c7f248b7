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
        rebuild [view]                      rebuild one view, or all, from the events
        park <sequence> <who> <reason>      let subscriptions and views pass one unreadable event, audited
        dead-letters [replay]               count the messages in the error queues, or put them back
        """;

    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        var store = app.Services.GetRequiredService<IDocumentStore>();
        switch (args.Where(a => !a.StartsWith("--", StringComparison.Ordinal) && !a.Contains('=')).ToArray())
        {
            case []:
                await app.RunAsync();
                return Environment.ExitCode;
            case ["migrate"]:
                await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
                return 0;
            case ["rebuild", .. var names]:
                return await RebuildAsync(app, store, names);
            case ["park", var sequence, var who, var reason] when long.TryParse(sequence, CultureInfo.InvariantCulture, out var number):
                return await ParkAsync(app, store, number, who, reason);
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
                await Console.Error.WriteLineAsync(Usage);
                return 64;
        }
    }

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
