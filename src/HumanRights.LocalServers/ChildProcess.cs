using System.Collections.Concurrent;
using System.Diagnostics;

namespace HumanRights.LocalServers;

public sealed record ChildCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public string? WorkingDirectory { get; init; }
    /// <summary>Another user to run as; only root can.</summary>
    public string? User { get; init; }
    public Signal StopSignal { get; init; } = Signal.Terminate;
    /// <summary>Receives each line of standard output and error.</summary>
    public Action<string>? Output { get; init; }
}

/// <summary>A process in a session of its own (a terminal's Ctrl+C does not reach it) that does not outlive this one.</summary>
public sealed class ChildProcess
{
    readonly Process process;
    readonly ChildCommand command;
    readonly ConcurrentQueue<string> lastLines = new();
    readonly Task[] readers;

    ChildProcess(Process process, ChildCommand command)
    {
        (this.process, this.command) = (process, command);
        Id = process.Id;
        Watchdog.Watch(Id, command.StopSignal);
        readers = [ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)];
        Exited = WaitAsync();
    }

    /// <summary>The id of the program itself: setsid and setpriv replace themselves by it.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code; 128 + signal when a signal ended it.</summary>
    public Task<int> Exited { get; }

    public string LastOutput => string.Join('\n', lastLines);

    public static ChildProcess Start(ChildCommand command)
    {
        string[] asUser = command.User is { } user ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"] : [];
        var start = new ProcessStartInfo("setsid", [.. asUser, command.FileName, .. command.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in command.Environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ChildProcess(process, command);
    }

    public void Kill() => Signal(LocalServers.Signal.Kill);
    public void Freeze() => SignalTree(LocalServers.Signal.Stop);
    public void Thaw() => SignalTree(LocalServers.Signal.Continue);

    /// <summary>Asks it to stop, and kills it when it has not within the grace.</summary>
    public async Task<int> StopAsync(TimeSpan grace)
    {
        Thaw();
        Signal(command.StopSignal);
        try
        {
            return await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            SignalTree(LocalServers.Signal.Kill);
            return await Exited;
        }
    }

    void Signal(Signal signal)
    {
        if (!Exited.IsCompleted) Signals.Send(Id, signal);
    }

    void SignalTree(Signal signal)
    {
        if (!Exited.IsCompleted) Signals.SendToTree(Id, signal);
    }

    async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        Watchdog.Forget(Id);
        // What it said last explains its end; but its own children may hold the pipe open for long.
        await Task.WhenAny(Task.WhenAll(readers), Task.Delay(TimeSpan.FromMilliseconds(200)));
        return process.ExitCode;
    }

    async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > 40) lastLines.TryDequeue(out _);
            command.Output?.Invoke(line);
        }
    }
}
