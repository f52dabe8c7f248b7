using System.Collections.Concurrent;

namespace HumanRights.AppHost.Local;

/// <summary>A log file per instance, limited in size, and the console on which all of them appear.</summary>
sealed class Journal(string directory, TextWriter console, bool showAll) : IDisposable
{
    static readonly string[] Colours = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];

    readonly ConcurrentDictionary<string, LogFile> files = new();
    readonly bool coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    readonly Lock gate = new();

    /// <summary>An important line is shown even where only the engine's own words are.</summary>
    public void Line(string name, string line, bool important = false)
    {
        var file = files.GetOrAdd(name, n => new LogFile(Path.Combine(directory, n + ".log"), files.Count));
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

    /// <summary>At most three files of 10 MB: name.log, name.log.1, name.log.2.</summary>
    sealed class LogFile : IDisposable
    {
        const long Limit = 10_000_000;

        readonly string path;
        readonly Lock gate = new();
        readonly Queue<string> last = new();
        StreamWriter? writer;

        public LogFile(string path, int number)
        {
            (this.path, Number) = (path, number);
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
                if (writer.BaseStream.Position < Limit) return;
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
