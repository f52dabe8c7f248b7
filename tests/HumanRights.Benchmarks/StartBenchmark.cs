namespace HumanRights.Benchmarks;

/// <summary>V7: how long until everything is ready, on an empty store and with the data of the run before, and what it occupies when nothing happens.</summary>
public static class StartBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("human-rights-bench-").FullName;
        try
        {
            TimeSpan first;
            await using (var empty = await RunningPlatform.StartAsync(data))
            {
                first = empty.ReadyAfter;
            }

            await using var platform = await RunningPlatform.StartAsync(data);
            await Task.Delay(TimeSpan.FromSeconds(10)); // idle: what starting needed has been given back, if it is given back at all
            var memory = platform.ResidentMemory();
            return
            [
                Figure.AtMost("V7.first", "a built tree, empty store: command to all healthy", first.TotalSeconds, "s", 20),
                Figure.AtMost("V7.ready", "the same, with the data of the run before", platform.ReadyAfter.TotalSeconds, "s", 20),
                Figure.AtMost("V7.memory", "our processes together, resident, idle, shared pages counted once", memory.Values.Sum(m => m.Pss) / 1024, "GiB", 1.2),
                Figure.Only("V7.rss", "the same, shared pages counted for each process", memory.Values.Sum(m => m.Rss) / 1024, "GiB"),
                .. memory.OrderByDescending(m => m.Value.Rss).Select(m => Figure.Only("V7." + m.Key, "resident", m.Value.Rss, "MiB")),
            ];
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
