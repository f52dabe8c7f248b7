using System.Collections.Concurrent;

namespace HumanRights.AppHost.Local;

/// <summary>A log file per instance, limited in size and age, and the console on which all of them appear.</summary>
sealed class Journal : IDisposable
{
    public const long DefaultLimit = 10_000_000;

    static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    static readonly string[] Colours = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];

    readonly ConcurrentDictionary<string, LogFile> files = new();
    readonly bool coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    readonly Lock gate = new();
    readonly string directory;
    readonly TextWriter console;
    readonly bool showAll;
    readonly long limit;

    /// <param name="directory">Where the files are; what nobody has written to for 30 days is removed from it.</param>
    /// <param name="console">Where all of it appears.</param>
    /// <param name="showAll">False: only the engine's own words and important lines.</param>
    /// <param name="limit">Bytes in one file; an instance has at most three.</param>
    public Journal(string directory, TextWriter console, bool showAll, long limit = DefaultLimit)
    {
        (this.directory, this.console, this.showAll, this.limit) = (directory, console, showAll, limit);
        if (!Directory.Exists(directory)) return;
        var oldest = TimeProvider.System.GetUtcNow() - Longest;
        foreach (var file in Directory.EnumerateFiles(directory, "*.log*").Where(f => File.GetLastWriteTimeUtc(f) < oldest)) File.Delete(file);
    }

    /// <summary>An important line is shown even where only the engine's own words are.</summary>
    public void Line(string name, string line, bool important = false)
    {
        var file = files.GetOrAdd(name, n => new LogFile(Path.Combine(directory, n + ".log"), files.Count, limit));
        file.Write(line);
        if (!showAll && !important) return;
        var prefix = $"{name,-20} | ";
        Say(coloured ? $"\e[{Colours[file.Number % Colours.Length]}m{prefix}\e[0m{line}" : prefix + line);
    }

    public void Say(string text)
    {
        lock (gate)
        {
            console.WriteLine(text);
            console.Flush();
        }
    }

    public string TailOf(string name) => files.TryGetValue(name, out var file) ? file.Tail() : "(it said nothing)";

    public void Dispose()
    {
        foreach (var file in files.Values) file.Dispose();
    }

    /// <summary>At most three files: name.log, name.log.1, name.log.2.</summary>
    sealed class LogFile : IDisposable
    {
        readonly string path;
        readonly long limit;
        readonly Lock gate = new();
        readonly Queue<string> last = new();
        StreamWriter? writer;

        public LogFile(string path, int number, long limit)
        {
            (this.path, Number, this.limit) = (path, number, limit);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            writer = Open();
        }

        public int Number { get; }

        public void Write(string line)
        {
            lock (gate)
            {
                last.Enqueue(line);
                if (last.Count > 40) last.Dequeue();
                if (writer is null) return;
                writer.WriteLine(line);
                if (writer.BaseStream.Position < limit) return;
                writer.Dispose();
                if (File.Exists(path + ".1")) File.Move(path + ".1", path + ".2", overwrite: true);
                File.Move(path, path + ".1", overwrite: true);
                writer = Open();
            }
        }

        public string Tail()
        {
            lock (gate) return string.Join('\n', last);
        }

        public void Dispose()
        {
            lock (gate)
            {
                writer?.Dispose();
                writer = null;
            }
        }

        StreamWriter Open() => new(path, append: true) { AutoFlush = true };
    }
}
