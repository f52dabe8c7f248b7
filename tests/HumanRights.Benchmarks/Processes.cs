using System.Globalization;

namespace HumanRights.Benchmarks;

/// <summary>What a process and its descendants have used, from /proc (proc(5)).</summary>
public static class Processes
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by the kernel's interface

    /// <summary>Processor seconds of a process and all its living descendants: PostgreSQL works in its children.</summary>
    public static double CpuSeconds(int pid) => Tree(pid).Sum(id => Stat(id) is { } s ? (s.User + s.System) / TicksPerSecond : 0);

    /// <summary>The most a process and its descendants have had resident, MiB; pages shared between them are counted for each.</summary>
    public static double PeakMiB(int pid) => Tree(pid).Sum(id => Status(id, "VmHWM:"));

    /// <summary>The peak counts anew from here.</summary>
    public static void ForgetPeak(int pid) => Tree(pid).ForEach(id => File.WriteAllText($"/proc/{id}/clear_refs", "5"));

    public static double MachineBusySeconds()
    {
        // user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TicksPerSecond;
    }

    private static List<int> Tree(int root)
    {
        var children = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Stat(id)?.Parent)).Where(p => p.Parent is not null).ToLookup(p => p.Parent!.Value, p => p.Id);
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i]]);
        }

        return tree;
    }

    private static (int Parent, double User, double System)? Stat(int pid)
    {
        try
        {
            // The name, in parentheses, may hold anything; what follows it is numbers.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[11], CultureInfo.InvariantCulture), double.Parse(fields[12], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    private static double Status(int pid, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
