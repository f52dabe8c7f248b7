using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HumanRights.LocalServers;
using Npgsql;

namespace HumanRights.TestKit;

/// <summary>
/// An AppHost's model in the local engine, in a process of its own, on free ports and by default in a throw-away directory; seen and
/// handled from outside, through its state file and its processes' ids.
/// </summary>
public sealed class RunningAppHost : IAsyncDisposable
{
    readonly Process process;
    readonly Task<string> output;
    readonly bool temporary;

    RunningAppHost(string data, bool temporary, Process process)
    {
        (Data, this.temporary, this.process) = (data, temporary, process);
        output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Where its data, logs and state.json are.</summary>
    public string Data { get; }

    public int ProcessId => process.Id;

    /// <param name="options">As for run.sh, such as "--replicas", "enrolment=2", "--Demo:Load", "true".</param>
    /// <param name="data">A directory to keep.</param>
    /// <param name="program">An AppHost's arguments to dotnet; the platform's own when null.</param>
    public static RunningAppHost Launch(string[]? options = null, string? data = null, string[]? program = null)
    {
        var directory = data ?? Directory.CreateTempSubdirectory("human-rights-apphost-").FullName;
        // PostgreSQL's own user must be able to pass.
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherExecute);
        program ??= [Path.Combine(AppContext.BaseDirectory, "HumanRights.AppHost.dll")];
        return new(directory, data is null, Process.Start(new ProcessStartInfo("dotnet", [.. program, "--data", directory, "--gateway-port", "0", .. options ?? []])
        {
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>Starts it and waits until every resource is healthy.</summary>
    public static async Task<RunningAppHost> StartReadyAsync(string[]? options = null, string? data = null, string[]? program = null, TimeSpan? patience = null)
    {
        var started = Launch(options, data, program);
        await started.EventuallyAsync(s => s.Ready, patience ?? TimeSpan.FromMinutes(4));
        return started;
    }

    public AppHostState? State()
    {
        var file = Path.Combine(Data, "state.json");
        var state = File.Exists(file) ? JsonSerializer.Deserialize<AppHostState>(File.ReadAllText(file), JsonSerializerOptions.Web) : null;
        return state?.Pid == ProcessId ? state : null;
    }

    /// <summary>By the resource's name, or with its replica's number: enrolment, enrolment-0. Of several replicas the first.</summary>
    public ResourceState Resource(string name) => Replicas(name).First();

    public Uri Url(string name) => new(Resource(name).Url!);

    /// <summary>
    /// Runs one of a project's own commands (rebuild, token) as an operator beside it does: the same program with the same settings.
    /// </summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public async Task<string> CommandAsync(string resource, params string[] arguments)
    {
        var running = $"/proc/{State()!.Resources.First(r => r.Resource == resource && r.Pid is not null).Pid}";
        var program = Words($"{running}/cmdline");
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Directory.ResolveLinkTarget($"{running}/cwd", false)!.FullName,
        };
        start.Environment.Clear();
        foreach (var setting in Words($"{running}/environ").Select(w => w.Split('=', 2)))
        {
            start.Environment[setting[0]] = setting[1];
        }
        using var command = Process.Start(start)!;
        var error = command.StandardError.ReadToEndAsync();
        var printed = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return command.ExitCode == 0
            ? printed
            : throw new InvalidOperationException($"{resource} {string.Join(' ', arguments)} ended with {command.ExitCode}:\n{printed}{await error}");

        static string[] Words(string file) => File.ReadAllText(file).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Access tokens of synthetic people, made by Identity's own command; the first ones are always the same people.</summary>
    public async Task<IReadOnlyList<string>> TokensAsync(string role, int count)
    {
        var printed = await CommandAsync("identity", "token", "--role", role, "--count", count.ToString(CultureInfo.InvariantCulture), "--lifetime", "120");
        var tokens = printed.Split('\n').Where(l => l.StartsWith("ey", StringComparison.Ordinal)).ToList();
        return tokens.Count == count ? tokens : throw new InvalidOperationException($"{tokens.Count} tokens instead of {count}:\n{printed}");
    }

    /// <summary>The first column of what a service's own database answers.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string service, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Resource($"{service}-db").ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(await reader.GetFieldValueAsync<T>(0));
        return rows;
    }

    /// <summary>kill -9; of a resource with several replicas each of them.</summary>
    public void Kill(string name) => Strike(name, Signal.Kill);

    public void Freeze(string name) => Strike(name, Signal.Stop);

    /// <summary>Stop and Continue take hold of all that descend from the process, the others of itself.</summary>
    public void Strike(string name, Signal signal)
    {
        foreach (var pid in Replicas(name).Select(r => r.Pid!.Value))
        {
            if (signal is Signal.Stop or Signal.Continue) Signals.SendToTree(pid, signal);
            else Signals.Send(pid, signal);
        }
    }

    public void Thaw(string name) => Strike(name, Signal.Continue);

    /// <summary>Stops it in order until it is asked to go on.</summary>
    public async Task RestAsync(string name)
    {
        await File.WriteAllTextAsync(Resting(name), "");
        await EventuallyAsync(name, r => r.State == "stopped");
    }

    public async Task GoOnAsync(string name)
    {
        File.Delete(Resting(name));
        await EventuallyAsync(name, r => r.State == "healthy");
    }

    /// <summary>Until everything that was killed or stopped is well again.</summary>
    public Task ReadyAsync() => EventuallyAsync(s => s.Ready);

    /// <summary>Waits until the state is as wanted; an AppHost that ends meanwhile, or takes too long, throws with what it said.</summary>
    public async Task EventuallyAsync(Func<AppHostState, bool> wanted, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (State() is not { } state || !wanted(state))
        {
            if (process.HasExited) throw new InvalidOperationException($"The AppHost ended with {process.ExitCode}:\n{await output}");
            if (waited.Elapsed > (patience ?? TimeSpan.FromMinutes(2)))
            {
                var last = State();
                var (_, said) = await StopAsync();
                throw new TimeoutException($"Not within {waited.Elapsed.TotalSeconds:0} s. It was: {JsonSerializer.Serialize(last, JsonSerializerOptions.Web)}\n{said}");
            }
            await Task.Delay(50);
        }
    }

    public Task EventuallyAsync(string name, Func<ResourceState, bool> wanted, TimeSpan? patience = null) =>
        EventuallyAsync(s => wanted(s.Resources.Single(r => r.Name == name)), patience);

    /// <summary>Asks it to stop, by the signal that no parent can have switched off (a shell starts background jobs deaf to Ctrl+C).</summary>
    public Task<(int ExitCode, string Output)> StopAsync()
    {
        if (!process.HasExited) Signals.Send(ProcessId, Signal.Terminate);
        return EndAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await process.WaitForExitAsync();
        return (process.ExitCode, await output);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        if (temporary) Directory.Delete(Data, recursive: true);
    }

    IEnumerable<ResourceState> Replicas(string name) => State()!.Resources.Where(r => r.Name == name || r.Resource == name);

    string Resting(string name) => Path.Combine(Data, "stopped", name);

    /// <summary>Ready: everything is healthy, or at rest because it was asked to be.</summary>
    public sealed record AppHostState(int Pid, bool Ready, double? ReadyAfterSeconds, IReadOnlyList<ResourceState> Resources);

    /// <summary>
    /// State: waiting, starting, healthy, unhealthy, restarting, finished, failed, stopped. Url: a service's address, or the broker's
    /// management API. ConnectionString: a server's, PostgreSQL's own or an amqp URI.
    /// </summary>
    public sealed record ResourceState(string Name, string Resource, string State, int? Pid, string? Url, int Restarts, string? ConnectionString);
}
