using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HumanRights.LocalServers;

/// <summary>The POSIX signals used here, by their Linux numbers (signal(7)).</summary>
public enum Signal { Interrupt = 2, Kill = 9, Terminate = 15, Continue = 18, Stop = 19 }

public static class Signals
{
    /// <summary>Sends a signal to one process; false when there is no such process any more.</summary>
    public static bool Send(int pid, Signal signal) => pid > 0 && kill(pid, (int)signal) == 0;

    /// <summary>Sends a signal to a process and all that descend from it, the parent first so that it cannot fork meanwhile.</summary>
    public static void SendToTree(int pid, Signal signal)
    {
        Send(pid, signal);
        foreach (var child in ChildrenOf(pid)) SendToTree(child, signal);
    }

    /// <summary>A process is known by its id and its start time (in clock ticks since boot, proc(5)): ids are used again.</summary>
    public static long? StartTimeOf(int pid) => Stat(pid) is { } fields && fields[0] != "Z" ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;

    static IEnumerable<int> ChildrenOf(int parent) =>
        from path in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(path)
        where char.IsAsciiDigit(name[0])
        let pid = int.Parse(name, CultureInfo.InvariantCulture)
        where Stat(pid) is { } fields && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
        select pid;

    /// <summary>The fields of /proc/pid/stat from the third (state) on; the second may itself contain spaces and brackets.</summary>
    static string[]? Stat(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true)]
    static extern int kill(int pid, int signal);

    internal static bool IsRoot { get; } = geteuid() == 0;

    [DllImport("libc")]
    static extern uint geteuid();

    internal static async Task RunAsync(string fileName, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(fileName, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{fileName} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error}{await output}");
    }
}
