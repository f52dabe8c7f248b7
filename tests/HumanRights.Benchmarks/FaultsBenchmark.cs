using System.Diagnostics;
using System.Globalization;
using HumanRights.TestKit;
using Spectre.Console;

namespace HumanRights.Benchmarks;

/// <summary>
/// P1 to P4 and P9 at full size: everybody wants one of 30 seats at once, and in the middle something is killed, frozen or asked to end. One fault after the other, each
/// with an edition of its own; then what people were told is compared with what is kept everywhere. And the same of a test that everybody takes at once.
/// </summary>
public static class FaultsBenchmark
{
    private const int Seats = 30;
    private const int Connections = 64;

    private static readonly string[] Columns =
        ["fault", "people", "acknowledged", "503", "lost", "doubled", "out of order", "seats", "rules broken", "HTTP again, s", "all quiet, s"];

    public static async Task<IReadOnlyList<Figure>> RunAsync(bool full)
    {
        var people = full ? 20_000 : 5_000;
        var figures = new List<Figure>();
        foreach (var replicas in (int[])[1, 2])
        {
            await using var platform = await RunningPlatform.StartAsync(null, "--replicas", $"enrolment={replicas}", "--QuickStart", "false");
            figures.AddRange(await MeasureAsync(platform, people, replicas));
            if (replicas == 1)
            {
                figures.AddRange(await TestAsync(platform, full ? 1000 : 300));
            }
        }

        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(RunningPlatform platform, int people, int replicas)
    {
        var tokens = await platform.TokensAsync("participant", people);
        var table = new Table().Title($"{replicas} replica(s) of Enrolment, {people} people, {Connections} connections").AddColumns(Columns);
        var (suffix, rows) = (replicas == 1 ? "" : $".x{replicas}", new List<Row>());
        foreach (var target in (string[])[replicas == 1 ? "enrolment" : "enrolment-0", "postgres", "messaging", "notifications"])
        {
            foreach (var fault in (Fault[])[Fault.Kill(target), Fault.Freeze(target), .. target.StartsWith("enrolment", StringComparison.Ordinal) ? (Fault[])[Fault.AskToEnd(target)] : []])
            {
                var row = await StrikeAsync(platform, tokens, fault);
                rows.Add(row);
                table.AddRow([.. row.Cells.Select(Markup.Escape)]);
                AnsiConsole.WriteLine(string.Join("  ", Columns.Zip(row.Cells, (column, cell) => $"{column}: {cell}")));
                foreach (var broken in row.Broken.Take(5))
                {
                    AnsiConsole.WriteLine(broken);
                }
            }
        }

        AnsiConsole.Write(table);
        var all = $"{rows.Count} faults, {people} people each";
        return
        [
            Figure.AtMost($"P1{suffix}", $"acknowledged, and not in the stream; {all}", rows.Sum(r => r.Audit.Lost), "", 0),
            Figure.AtMost($"P2{suffix}", "registrations, effects and letters there are twice", rows.Sum(r => r.Audit.Doubled), "", 0),
            Figure.AtMost($"P3{suffix}", "out of order, or seats that are not 30", rows.Sum(r => r.Audit.OutOfOrder + Math.Abs(r.Audit.Seats - Seats)), "", 0),
            Figure.AtMost($"P4{suffix}", "any rule broken, those included: streams, views rebuilt, other services, letters, answers other than 200 and 503", rows.Sum(r => r.Broken.Count), "", 0),
            .. rows.SelectMany(r => (Figure[])
            [
                Figure.Only($"P9{suffix}.{r.Id}.http", $"{r.Strike.Fault}: until somebody who asked after it was acknowledged", r.Strike.AnsweredAgainAfter.TotalSeconds, "s"),
                Figure.Only($"P9{suffix}.{r.Id}.quiet", $"{r.Strike.Fault}: until everything had reached everybody", r.Quiet.TotalSeconds, "s"),
            ]),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> TestAsync(RunningPlatform platform, int people)
    {
        var tokens = await platform.TokensAsync("participant", people);
        var test = await MassTest.PrepareAsync(platform.Host, tokens, shortly: TimeSpan.FromMinutes(1));
        var taking = new FaultyTest(platform.Host, test, Connections);
        var strikes = await taking.RunAsync(tokens, [.. ((string[])["postgres", "messaging", "assessment"]).SelectMany(t => (Fault[])[Fault.Kill(t), Fault.Freeze(t)])]);
        var audit = new TestAudit(platform.Host, test, taking.Sheets);
        await audit.WholeAsync();
        string[] broken = [.. taking.Errors, .. audit.Broken];
        foreach (var line in broken.Take(5))
        {
            AnsiConsole.WriteLine(line);
        }

        var all = $"{people} people in a test, {taking.Sheets.Sum(s => s.Acknowledged)} answers acknowledged, {strikes.Count} faults";
        return
        [
            Figure.AtMost("P1.test", $"acknowledged, and not in the attempt or its marks; {all}", audit.Lost, "", 0),
            Figure.AtMost("P2.test", "saves, ends, receipts and marks there are twice", audit.Doubled, "", 0),
            Figure.AtMost("P4.test", "any rule broken, those included", broken.Length, "", 0),
            .. strikes.Select(s => Figure.Only(
                $"P9.test.{s.Fault.ToString().Replace(" ", "-", StringComparison.Ordinal)}.http", $"{s.Fault}: until something sent after it was acknowledged; {s.Statuses.GetValueOrDefault(503)} x 503", s.AnsweredAgainAfter.TotalSeconds, "s")),
        ];
    }

    private static async Task<Row> StrikeAsync(RunningPlatform platform, IReadOnlyList<string> tokens, Fault fault)
    {
        var edition = await platform.OpenEditionAsync(Seats);
        var rush = new FaultyRush(platform.Host, edition, Connections);
        var strike = (await rush.RunAsync(tokens, fault))[0];
        var (_, left) = await Backlog.QuietAsync(platform.Host, edition, tokens.Count, Seats);
        var quiet = Stopwatch.GetElapsedTime(strike.At);
        var audit = new RosterAudit(platform.Host, edition, Seats, rush.Ledger);
        await audit.WholeAsync();
        return new Row(strike, tokens.Count, rush.Ledger.Count, quiet, audit, [.. rush.Errors, .. left, .. audit.Broken]);
    }

    private sealed record Row(Strike Strike, int People, int Acknowledged, TimeSpan Quiet, RosterAudit Audit, IReadOnlyList<string> Broken)
    {
        public string Id => Strike.Fault.ToString().Replace(" ", "-", StringComparison.Ordinal);

        public IEnumerable<string> Cells =>
        [
            Strike.Fault.ToString(), .. new[] { People, Acknowledged, Strike.Statuses.GetValueOrDefault(503), Audit.Lost, Audit.Doubled, Audit.OutOfOrder, Audit.Seats, Broken.Count }
                .Select(n => n.ToString(CultureInfo.InvariantCulture)),
            .. new[] { Strike.AnsweredAgainAfter, Quiet }.Select(t => t.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)),
        ];
    }
}
