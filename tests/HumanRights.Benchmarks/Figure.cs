using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace HumanRights.Benchmarks;

/// <summary>One measured value beside its goal; <c>Met</c> is absent where a figure only explains another.</summary>
public sealed record Figure(string Id, string What, double Value, string Unit, string? Goal, bool? Met)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Figure AtMost(string id, string what, double value, string unit, double goal) =>
        new(id, what, Math.Round(value, 2), unit, FormattableString.Invariant($"<= {goal}"), value <= goal);

    public static Figure AtLeast(string id, string what, double value, string unit, double goal) =>
        new(id, what, Math.Round(value, 2), unit, FormattableString.Invariant($">= {goal}"), value >= goal);

    public static Figure Only(string id, string what, double value, string unit) => new(id, what, Math.Round(value, 2), unit, null, null);

    public static async Task SaveAsync(string name, IReadOnlyList<Figure> figures)
    {
        Directory.CreateDirectory("artifacts/bench");
        await File.WriteAllTextAsync($"artifacts/bench/{name}.json", JsonSerializer.Serialize(figures.Select(f => new { f.Id, f.Value, f.Unit, f.Goal, f.Met }), Json));
    }

    public static Table Table(string name, IReadOnlyList<Figure> figures)
    {
        var table = new Table().Title(name).AddColumns("figure", "what", "value", "goal", "met");
        foreach (var f in figures)
        {
            table.AddRow(f.Id, Markup.Escape(f.What), f.Value.ToString("0.##", CultureInfo.InvariantCulture) + " " + f.Unit, f.Goal ?? "", f.Met switch { true => "yes", false => "NO", _ => "" });
        }

        return table;
    }
}

public static class Machine
{
    public static string Describe()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        return $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, load {load} before the start";
    }
}

public static class Samples
{
    /// <summary>The value that <paramref name="share"/> (0 to 1) of the samples do not exceed.</summary>
    public static double Percentile(IReadOnlyCollection<double> samples, double share)
    {
        var sorted = samples.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
