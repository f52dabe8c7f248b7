using System.Diagnostics;
using System.Text;
using HumanRights.TestKit;
using Npgsql;
using Spectre.Console;

namespace HumanRights.Benchmarks;

/// <summary>
/// V1, V2 and V4: everybody wants one of 30 seats at once. No-op and registration by turns, with the same tokens over the same connections, after
/// both have been warmed up; then what the same server does without HTTP.
/// </summary>
public static class RushBenchmark
{
    private const int Seats = 30;
    private const int Connections = 64;

    /// <summary>Registration opens on a platform that has been up for a while: what the runtime compiles anew in the background is compiled.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool full)
    {
        var people = full ? 20_000 : 5_000;
        var figures = new List<Figure>();
        foreach (var replicas in Environment.GetEnvironmentVariable("RUSH_REPLICAS") is { } only ? [int.Parse(only)] : (int[])[1, 2])
        {
            // As deployed: the runtime's settings for a quick start are off.
            await using var platform = await RunningPlatform.StartAsync(null, "--replicas", $"enrolment={replicas}", "--QuickStart", "false");
            figures.AddRange(await MeasureAsync(platform, people, replicas));
        }

        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(RunningPlatform platform, int people, int replicas)
    {
        var tokens = (await platform.TokensAsync("participant", people)).Select(Encoding.ASCII.GetBytes).ToList();
        var suffix = replicas == 1 ? "" : $".x{replicas}";
        AnsiConsole.WriteLine($"{replicas} replica(s), {people} people, {Connections} connections; PostgreSQL: {await DurabilityAsync(platform)}");

        for (var i = 0; i < 4; i++)
        {
            await HttpLoad.PostAsync(platform.Gateway, "/api/enrolment/no-op", [.. tokens.Take(2500)], Connections);
            var warm = await platform.OpenEditionAsync(Seats);
            await RegisterAsync(platform, warm, [.. tokens.Take(2500)]);
            await Backlog.QuietAsync(platform.Host, warm, 2500, Seats);
        }

        await Task.Delay(Settling);
        var before = await NoOpAsync(platform, tokens);
        var edition = await platform.OpenEditionAsync(Seats);
        var (used, busy, client) = (platform.CpuSeconds(), Processes.MachineBusySeconds(), Process.GetCurrentProcess().TotalProcessorTime);
        var rush = await RegisterAsync(platform, edition, tokens);
        client = Process.GetCurrentProcess().TotalProcessorTime - client;
        busy = Processes.MachineBusySeconds() - busy;
        var (backlog, left) = await Backlog.QuietAsync(platform.Host, edition, people, Seats);
        var usedAfter = platform.CpuSeconds();
        var after = await NoOpAsync(platform, tokens);
        var audit = new RosterAudit(platform.Host, edition, Seats, [.. rush.Answers.Zip(tokens)
            .Where(a => a.First.Status == 200).Select(a => Acknowledgement.Of(Encoding.ASCII.GetString(a.Second), a.First.Sent, a.First))]);
        await audit.StreamAsync();

        var noOp = (before.PerSecond + after.PerSecond) / 2;
        var figures = new List<Figure>
        {
            Figure.AtLeast($"V1{suffix}", $"registrations/s on one edition / no-op POST/s, through the gateway, {people} people", rush.PerSecond / noOp, "x", 0.6),
            Figure.Only($"V1{suffix}.registrations", "registrations", rush.PerSecond, "/s"),
            Figure.Only($"V1{suffix}.no-op", $"no-op POST, mean of {before.PerSecond:0} before and {after.PerSecond:0} after", noOp, "/s"),
            Figure.Only($"V1{suffix}.p50", $"registration (no-op: {before.Percentile(0.5):0.0})", rush.Percentile(0.5), "ms"),
            Figure.Only($"V1{suffix}.p99", $"registration (no-op: {before.Percentile(0.99):0.0})", rush.Percentile(0.99), "ms"),
            Figure.AtMost($"V1{suffix}.errors", "answers other than 200", rush.Errors(200) + before.Errors(204) + after.Errors(204), "", 0),
            Figure.AtMost($"V4{suffix}", "last answer to everything published, consumed and in the views", backlog.TotalSeconds, "s", 5),
            Figure.AtMost($"P3{suffix}", "rules broken: seats not 30, positions not in order, answers not in the stream", audit.Broken.Count, "", 0),
            Figure.Only($"cpu{suffix}.client", "the client's share of the processor time used during the rush", 100 * client.TotalSeconds / busy, "%"),
        };
        figures.AddRange(usedAfter.Select(u => (u.Key, Micros: 1e6 * (u.Value - used.GetValueOrDefault(u.Key)) / people))
            .OrderByDescending(u => u.Micros).Where(u => u.Micros > 1)
            .Select(u => Figure.Only($"cpu{suffix}.{u.Key}", "processor time a registration, backlog included", u.Micros, "us")));
        foreach (var broken in left.Concat(audit.Broken).Take(5))
        {
            AnsiConsole.WriteLine(broken);
        }

        if (replicas == 1)
        {
            var raw = await Opponents.RawAsync(platform.Server, Connections, people);
            var optimistic = await Opponents.OptimisticAsync(platform.Server, Connections, Math.Min(200, people / 50));
            figures.Insert(1, Figure.AtLeast("V2", "registrations/s / raw Npgsql \"update seats, insert row\" transactions/s", rush.PerSecond / raw.PerSecond, "x", 2));
            figures.Insert(2, Figure.Only("V2.raw", $"raw Npgsql, {Connections} connections, p99 {raw.P99:0} ms", raw.PerSecond, "/s"));
            figures.Insert(3, Figure.Only("V2.optimistic", $"FetchForWriting and retry, {Connections} at once, p99 {optimistic.P99:0} ms", optimistic.PerSecond, "/s"));
        }

        figures.AddRange(platform.ProcessIds.OrderBy(p => p.Key).Select(p => Figure.Only($"peak{suffix}.{p.Key}", "peak resident memory", Processes.PeakMiB(p.Value), "MiB")));
        return figures;
    }

    private static Task<LoadRun> NoOpAsync(RunningPlatform platform, IReadOnlyList<byte[]> tokens) =>
        HttpLoad.PostAsync(platform.Gateway, "/api/enrolment/no-op", tokens, Connections);

    private static Task<LoadRun> RegisterAsync(RunningPlatform platform, Guid edition, IReadOnlyList<byte[]> tokens) =>
        HttpLoad.PostAsync(platform.Gateway, $"/api/enrolment/editions/{edition}/registrations", tokens, Connections);

    private static async Task<string> DurabilityAsync(RunningPlatform platform)
    {
        await using var database = NpgsqlDataSource.Create(platform.Server);
        await using var command = database.CreateCommand("select string_agg(name || '=' || setting, ', ' order by name) from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
