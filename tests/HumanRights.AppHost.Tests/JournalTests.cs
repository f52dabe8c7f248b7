using HumanRights.AppHost.Local;

namespace HumanRights.AppHost.Tests;

public sealed class JournalTests : IDisposable
{
    const int Limit = 1000;

    readonly string directory = Directory.CreateTempSubdirectory("journal-").FullName;

    [Fact]
    public void An_instances_log_is_three_files_of_limited_size_and_the_latest_lines_are_in_them()
    {
        using (var journal = new Journal(directory, TextWriter.Null, showAll: false, Limit))
            foreach (var number in Enumerable.Range(1, 500)) journal.Line("front", $"line {number}");

        var files = Directory.GetFiles(directory).Order(StringComparer.Ordinal).ToList();
        files.Select(Path.GetFileName).ShouldBe(["front.log", "front.log.1", "front.log.2"]);
        files.ShouldAllBe(f => new FileInfo(f).Length < Limit + 20);
        var kept = Enumerable.Reverse(files).SelectMany(File.ReadAllLines).ToList();
        kept.ShouldBe(Enumerable.Range(501 - kept.Count, kept.Count).Select(n => $"line {n}"));
        kept.Count.ShouldBeGreaterThan(2 * Limit / "line 500\n".Length);
    }

    [Fact]
    public void A_later_run_goes_on_in_the_same_file_and_removes_what_is_a_month_old()
    {
        using (var first = new Journal(directory, TextWriter.Null, showAll: false)) first.Line("front", "first run");
        var old = Path.Combine(directory, "gone.log.1");
        File.WriteAllText(old, "long ago");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-31));
        using (var second = new Journal(directory, TextWriter.Null, showAll: false)) second.Line("front", "second run");

        Directory.GetFiles(directory).Select(Path.GetFileName).ShouldBe(["front.log"]);
        File.ReadAllLines(Path.Combine(directory, "front.log")).ShouldBe(["first run", "second run"]);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
