using System.Diagnostics;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace HumanRights.Benchmarks;

/// <summary>
/// Everybody takes the same 20-minute test at once: saves and no-op by turns, with the same tokens over as many connections, after both have been warmed up; then at
/// half that pace; then attempts that their deadline closes, a test's figures, and a file of questions.
/// </summary>
public static class AssessmentBenchmark
{
    private const int Connections = 64;
    private const int Rounds = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool full)
    {
        // As deployed: the runtime's settings for a quick start are off.
        await using var platform = await RunningPlatform.StartAsync(null, "--QuickStart", "false");
        using var examination = await Examination.OpenAsync(platform, full ? 1_000 : 250, modules: 5, Connections);
        AnsiConsole.WriteLine($"{examination.Tokens.Count} people, {Connections} connections");
        return
        [
            .. await SavesAsync(examination),
            .. await DeadlineAsync(examination),
            .. await InsightAsync(examination),
            .. await ImportAsync(examination, full ? 10_000 : 2_000),
            .. platform.ProcessIds.OrderBy(p => p.Key).Select(p => Figure.Only($"peak.{p.Key}", "peak resident memory", Processes.PeakMiB(p.Value), "MiB")),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> SavesAsync(Examination examination)
    {
        var warm = await examination.ComposeAsync(1, questions: 10, TimeSpan.FromHours(2));
        await warm.StartAsync(Connections);
        for (var round = 1; round <= Rounds; round++)
        {
            await warm.NoOpAsync(Connections);
            await warm.SaveAsync(round, Connections);
            await examination.QuietAsync();
        }

        await warm.SubmitAsync(Connections);
        var test = await examination.ComposeAsync(2, questions: 10, TimeSpan.FromHours(2));
        var starts = await test.StartAsync(Connections);
        await examination.QuietAsync();

        var idle = examination.Platform.CpuSeconds();
        var before = await test.NoOpAsync(Connections);
        var (used, busy, client) = (examination.Platform.CpuSeconds(), Processes.MachineBusySeconds(), Process.GetCurrentProcess().TotalProcessorTime);
        var saves = await test.SaveAsync(1, Connections);
        client = Process.GetCurrentProcess().TotalProcessorTime - client;
        busy = Processes.MachineBusySeconds() - busy;
        var usedAfter = examination.Platform.CpuSeconds();
        var after = await test.NoOpAsync(Connections);
        var (backlog, _) = await examination.QuietAsync();
        var paced = await test.SaveAsync(2, Connections, saves.PerSecond / 2);
        var submits = await test.SubmitAsync(Connections);
        await test.EveryAsync("attempt-graded");

        var noOp = (before.PerSecond + after.PerSecond) / 2;
        var (perNoOp, perSave) = (used.Values.Sum() - idle.Values.Sum(), usedAfter.Values.Sum() - used.Values.Sum());
        return
        [
            Figure.AtLeast("A1", $"answers/s saved / no-op POST/s with a body like theirs, through the gateway, {examination.Tokens.Count} people with {test.Items.Count} answers each", saves.PerSecond / noOp, "x", 0.4),
            Figure.Only("A1.saves", "answers saved", saves.PerSecond, "/s"),
            Figure.Only("A1.no-op", $"no-op, mean of {before.PerSecond:0} before and {after.PerSecond:0} after", noOp, "/s"),
            Figure.Only("A1.cpu", "the platform's processor time for a no-op / for a save: what the ratio would be if nothing but the processor limited it", perNoOp / perSave, "x"),
            Figure.Only("A1.p50", $"save at full load (no-op: {before.Percentile(0.5):0.0})", saves.Percentile(0.5), "ms"),
            Figure.Only("A1.p99", $"save at full load (no-op: {before.Percentile(0.99):0.0})", saves.Percentile(0.99), "ms"),
            Figure.AtMost("A2", $"save, p99 at half of that load: {paced.PerSecond:0}/s (p50: {paced.Percentile(0.5):0.0})", paced.Percentile(0.99), "ms", 100),
            Figure.AtMost("A1.errors", "answers other than 200", saves.Errors(200) + paced.Errors(200) + before.Errors(204) + after.Errors(204), "", 0),
            Figure.AtMost("A1.lost", "answers acknowledged, and in no stream", await test.LostAsync(), "", 0),
            Figure.Only("A1.starts", "attempts begun", starts.PerSecond, "/s"),
            Figure.Only("A1.submits", "attempts handed in", submits.PerSecond, "/s"),
            Figure.Only("A1.backlog", "last answer to everything published, consumed and in the views", backlog.TotalSeconds, "s"),
            Figure.Only("cpu.client", "the client's share of the processor time used while answers were saved", 100 * client.TotalSeconds / busy, "%"),
            .. usedAfter.Select(u => (u.Key, Micros: 1e6 * (u.Value - used.GetValueOrDefault(u.Key)) / saves.Answers.Count))
                .OrderByDescending(u => u.Micros).Where(u => u.Micros > 1)
                .Select(u => Figure.Only($"cpu.{u.Key}", "processor time a save", u.Micros, "us")),
        ];
    }

    /// <summary>Nobody hands anything in.</summary>
    private static async Task<IReadOnlyList<Figure>> DeadlineAsync(Examination examination)
    {
        var people = examination.Tokens.Count;
        var test = await examination.ComposeAsync(3, questions: 10, TimeSpan.FromSeconds(20 + (people / 50)));
        await test.StartAsync(Connections);
        await test.SaveAsync(1, Connections, items: 3);
        await examination.QuietAsync();
        var left = test.ClosesAt - TimeProvider.System.GetUtcNow();
        if (left < TimeSpan.Zero)
        {
            throw new InvalidOperationException("The deadline came before everybody had begun.");
        }

        await Task.Delay(left);
        await test.EveryAsync("attempt-closed");
        var closed = TimeProvider.System.GetUtcNow() - test.ClosesAt;
        await test.EveryAsync("attempt-graded");
        var graded = TimeProvider.System.GetUtcNow() - test.ClosesAt;
        return
        [
            Figure.AtMost("A3", $"from the deadline until {people} attempts are closed", closed.TotalSeconds, "s", 10),
            Figure.Only("A3.graded", "the same until they are graded", graded.TotalSeconds, "s"),
            Figure.AtMost("A3.lost", "answers acknowledged, and in no stream", await test.LostAsync(), "", 0),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> InsightAsync(Examination examination)
    {
        var test = await examination.ComposeAsync(4, questions: 100, TimeSpan.FromHours(2));
        await test.StartAsync(Connections);
        var saves = await test.SaveAsync(1, Connections);
        await test.SubmitAsync(Connections);
        await test.EveryAsync("attempt-graded");
        await RunningPlatform.SendAsync(examination.Coordinator, $"/api/assessment/tests/{test.TestId}/close", new { });
        await examination.QuietAsync();
        var (times, included, used) = (new List<double>(), 0, examination.Platform.CpuSeconds());
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var insight = JsonNode.Parse(await examination.Coordinator.GetStringAsync($"/api/assessment/tests/{test.TestId}/insight"))!;
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            included = insight["figures"] is null ? throw new InvalidOperationException(insight.ToJsonString()) : (int)insight["attempts"]!["included"]!;
        }

        return
        [
            Figure.AtMost("A4", $"a test's figures, from {included * test.Items.Count:N0} answers; the longest of {times.Count}", times.Max(), "s", 5),
            Figure.AtMost("A4.errors", "saves not acknowledged, or in no stream, and attempts not in the figures",
                saves.Errors(200) + await test.LostAsync() + examination.Tokens.Count - included, "", 0),
            Figure.Only("A4.cpu", "the platform's processor time for one of them", (examination.Platform.CpuSeconds().Values.Sum() - used.Values.Sum()) / times.Count, "s"),
            Figure.Only("A4.saves", $"answers saved, {test.Items.Count} each", saves.PerSecond, "/s"),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> ImportAsync(Examination examination, int questions)
    {
        var service = examination.Platform.ProcessIds["assessment"];
        await examination.ImportAsync(5, Examination.Questions(questions / 10, "Warm"));
        var small = await MeasureAsync(questions / 10, "Few");
        var used = examination.Platform.CpuSeconds();
        var large = await MeasureAsync(questions, "Many");
        var cpu = examination.Platform.CpuSeconds().Values.Sum() - used.Values.Sum();
        return
        [
            Figure.AtMost("A5", $"import of {questions:N0} questions (GIFT)", large.Seconds, "s", 30),
            Figure.Only("A5.cpu", "the platform's processor time for it", cpu, "s"),
            Figure.AtMost("A5.memory", $"the service's peak memory meanwhile ({large.MiB:0} MiB) / with a tenth of the questions ({small.MiB:0} MiB)", large.MiB / small.MiB, "x", 1.2),
            Figure.AtMost("A5.errors", "questions not drafted", questions - large.Drafted, "", 0),
        ];

        async Task<(double Seconds, double MiB, int Drafted)> MeasureAsync(int count, string about)
        {
            var gift = Examination.Questions(count, about);
            Processes.ForgetPeak(service);
            var start = Stopwatch.GetTimestamp();
            var report = await examination.ImportAsync(5, gift);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, Processes.PeakMiB(service), report.Count(l => (string?)JsonNode.Parse(l)!["outcome"] == "drafted"));
        }
    }
}
