using System.Diagnostics;
using HumanRights.LocalServers;

namespace HumanRights.AppHost.Local;

enum State { Waiting, Starting, Healthy, Unhealthy, Restarting, Finished, Failed, Stopped }

/// <summary>One running thing: a server, or one replica of a project.</summary>
abstract class Instance(Engine engine, IResource resource, string name)
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Stopwatch healthyFor = new();
    int failures;

    protected Engine Engine => engine;
    public IResource Resource => resource;
    public string Name => name;
    public State State { get; private set; } = State.Waiting;
    public int Restarts { get; private set; }
    public virtual bool IsTask => false;
    public virtual string? Url => null;
    public virtual string? Address => Url;
    public virtual string? ConnectionString => null;
    public abstract int? ProcessId { get; }

    /// <summary>Completes when it is healthy for the first time; a task's, when it has ended well.</summary>
    public Task Ready => ready.Task;

    public abstract Task RunAsync(CancellationToken stop);

    public async Task StopAsync()
    {
        await StopProcessAsync();
        if (State is not (State.Finished or State.Failed or State.Waiting)) State = State.Stopped;
    }

    public void Fail(string why)
    {
        engine.Journal.Line(name, why);
        Become(State.Failed, $"failed: {why}");
    }

    protected abstract Task StopProcessAsync();

    protected void Become(State state, string? what = null)
    {
        if (State == state) return;
        State = state;
        if (state == State.Healthy) healthyFor.Restart();
        engine.Changed(this, what);
        if (state is State.Healthy or State.Finished) ready.TrySetResult();
    }

    /// <summary>Half a second, then twice as long each time, until it has stayed healthy for as long as the longest pause.</summary>
    protected async Task PauseBeforeRestartAsync(int exitCode, CancellationToken stop)
    {
        failures = healthyFor.IsRunning && healthyFor.Elapsed > LongestPause ? 1 : failures + 1;
        healthyFor.Reset();
        Restarts++;
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, failures - 1)));
        Become(State.Restarting, $"ended with {exitCode}; again in {pause.TotalSeconds:0.#} s");
        await Task.Delay(pause, stop);
    }
}

sealed class ProjectInstance : Instance
{
    // The runtime this process itself runs on; "dotnet run" would build, and stand between us and the process.
    static readonly string Dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet"));
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    readonly int? port;
    ChildProcess? process;

    public ProjectInstance(Engine engine, ProjectResource project, int replica) : base(engine, project, project.Replicas == 1 ? project.Name : $"{project.Name}-{replica}")
    {
        Project = project;
        port = project.Port switch { null => null, > 0 and var fixedPort when replica == 0 => fixedPort, _ => Ports.Free() };
    }

    public ProjectResource Project { get; }
    public override bool IsTask => Project.Port is null;
    public override string? Url => port is null ? null : $"http://localhost:{port}";
    public override int? ProcessId => process is { Exited.IsCompleted: false } ? process.Id : null;

    public override async Task RunAsync(CancellationToken stop)
    {
        // A connection string is only known once its server runs, so a reference waits as WaitFor does.
        foreach (var dependency in Project.WaitsFor.Concat(Project.ConnectionStrings)) await Engine.ReadyAsync(dependency).WaitAsync(stop);
        while (true)
        {
            while (Engine.IsToRest(this))
            {
                Become(State.Stopped);
                await Task.Delay(Round, stop);
            }
            Become(State.Starting);
            process = Start();
            await WatchAsync(process, stop);
            if (Engine.IsToRest(this))
            {
                await StopProcessAsync();
                continue;
            }
            var code = await process.Exited.WaitAsync(stop);
            if (IsTask)
            {
                if (code == 0) Become(State.Finished);
                else Fail($"ended with {code}");
                return;
            }
            // A service that somebody asked to end is missed like one that died.
            await PauseBeforeRestartAsync(code, stop);
        }
    }

    protected override Task StopProcessAsync() => process?.StopAsync(Grace) ?? Task.CompletedTask;

    ChildProcess Start()
    {
        // As Aspire does, these do not pass from the AppHost to what it starts.
        var environment = new[] { "ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT" }.ToDictionary(v => v, _ => (string?)null);
        foreach (var (name, value) in Engine.EnvironmentOf(this)) environment[name] = value;
        var started = ChildProcess.Start(new ChildCommand(Dotnet, [Project.Project.AssemblyPath])
        {
            WorkingDirectory = Path.GetDirectoryName(Project.Project.ProjectPath),
            Environment = environment,
            Output = line => Engine.Journal.Line(Name, line, important: IsTask),
        });
        Engine.Remember(started);
        return started;
    }

    async Task WatchAsync(ChildProcess watched, CancellationToken stop)
    {
        if (IsTask) return;
        while (!watched.Exited.IsCompleted && !Engine.IsToRest(this))
        {
            var healthy = Project.HealthPath is null || await AnswersAsync(stop);
            if (watched.Exited.IsCompleted) return;
            if (healthy) Become(State.Healthy);
            else if (State == State.Healthy) Become(State.Unhealthy);
            await Task.WhenAny(watched.Exited, Task.Delay(State == State.Healthy ? TimeSpan.FromSeconds(1) : Round, stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Url + Project.HealthPath), stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return false;
        }
    }
}

abstract class ServerInstance(Engine engine, IResource resource) : Instance(engine, resource, resource.Name)
{
    public override async Task RunAsync(CancellationToken stop)
    {
        Become(State.Starting);
        await StartAsync(stop);
        while (true)
        {
            Become(State.Healthy);
            var code = await Exited.WaitAsync(stop);
            for (var runs = false; !runs;)
            {
                await PauseBeforeRestartAsync(code, stop);
                Become(State.Starting);
                try
                {
                    await RestartAsync(stop);
                    runs = true;
                }
                catch (Exception e) when (e is InvalidOperationException or TimeoutException or HttpRequestException)
                {
                    Engine.Journal.Line(Name, e.Message);
                }
            }
        }
    }

    protected abstract Task<int> Exited { get; }
    protected abstract Task StartAsync(CancellationToken stop);
    protected abstract Task RestartAsync(CancellationToken stop);
}

sealed class PostgresInstance(Engine engine, PostgresServerResource postgres) : ServerInstance(engine, postgres)
{
    LocalPostgres? server;

    public LocalPostgres Server => server ?? throw new InvalidOperationException("PostgreSQL has not started yet.");
    public override int? ProcessId => server is { Exited.IsCompleted: false } ? server.ProcessId : null;
    public override string? Address => server is null ? null : $"127.0.0.1:{server.Port}";
    public override string? ConnectionString => server?.ConnectionString("postgres");
    public IEnumerable<ResourceEntry> Databases => postgres.Databases.Select(d => new ResourceEntry(d.Name, d.Name, State, null, null, 0, server?.ConnectionString(d.Name)));
    protected override Task<int> Exited => Server.Exited;

    protected override async Task StartAsync(CancellationToken stop)
    {
        server = await LocalPostgres.StartAsync(new()
        {
            DataDirectory = postgres.KeepsData ? Engine.DirectoryFor(Name) : null,
            Arguments = postgres.Arguments,
            Output = line => Engine.Journal.Line(Name, line),
        }, stop);
        foreach (var database in postgres.Databases) await server.CreateDatabaseAsync(database.Name, stop);
    }

    protected override Task RestartAsync(CancellationToken stop) => Server.RestartAsync(stop);
    protected override async Task StopProcessAsync() => await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
}

sealed class RabbitInstance(Engine engine, RabbitMQServerResource rabbit) : ServerInstance(engine, rabbit)
{
    LocalRabbitMq? server;

    public LocalRabbitMq Server => server ?? throw new InvalidOperationException("RabbitMQ has not started yet.");
    public override int? ProcessId => server is { Exited.IsCompleted: false } ? server.ProcessId : null;
    public override string? Url => server is null ? null : $"http://localhost:{server.ManagementPort}";
    public override string? Address => server is null ? null : $"127.0.0.1:{server.Port}, management {Url}";
    public override string? ConnectionString => server?.AmqpUri.OriginalString;
    protected override Task<int> Exited => Server.Exited;

    protected override async Task StartAsync(CancellationToken stop) => server = await LocalRabbitMq.StartAsync(new()
    {
        DataDirectory = rabbit.KeepsData ? Engine.DirectoryFor(Name) : null,
        Output = line => Engine.Journal.Line(Name, line),
    }, stop);

    protected override Task RestartAsync(CancellationToken stop) => Server.RestartAsync(stop);
    protected override async Task StopProcessAsync() => await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
}
