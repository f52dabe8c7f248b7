using HumanRights.Benchmarks;
using Spectre.Console;

// bench.sh [--quick] <name>...: each benchmark prints its figures beside their goals and leaves them in artifacts/bench/<name>.json.
var quick = args.Contains("--quick");
args = [.. args.Except(["--quick"])];
// Who asks for one by name wants the size of the promises.
var full = args.Length > 0 && !quick;
(string Name, Func<Task<IReadOnlyList<Figure>>> Run)[] benchmarks =
[
    ("start", StartBenchmark.RunAsync),
    ("idle", IdleBenchmark.RunAsync),
    ("rush", () => RushBenchmark.RunAsync(full)),
    ("assessment", () => AssessmentBenchmark.RunAsync(full)),
    ("growth", GrowthBenchmark.RunAsync),
    ("faults", () => FaultsBenchmark.RunAsync(full)),
];

var chosen = args.Length == 0 ? benchmarks : [.. benchmarks.Where(b => args.Contains(b.Name))];
if (chosen.Length < Math.Max(1, args.Length))
{
    AnsiConsole.MarkupLine($"Benchmarks: {string.Join(", ", benchmarks.Select(b => b.Name))}");
    return 64;
}

if (!AnsiConsole.Profile.Out.IsTerminal)
{
    // Into a file the tables are written as wide as they are.
    AnsiConsole.Profile.Width = 200;
}

AnsiConsole.WriteLine(Machine.Describe());
foreach (var (name, run) in chosen)
{
    AnsiConsole.WriteLine($"{name} ...");
    var figures = await run();
    await Figure.SaveAsync(name, figures);
    AnsiConsole.Write(Figure.Table(name, figures));
}

return 0;
