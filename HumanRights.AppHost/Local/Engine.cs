using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HumanRights.LocalServers;

namespace HumanRights.AppHost.Local;

sealed record EngineOptions
{
    public required string DataDirectory { get; init; }
    /// <summary>Taken instead, and removed at the end.</summary>
    public OwnedDirectory? Temporary { get; init; }
    public bool Fresh { get; init; }
    public bool Check { get; init; }
    public required TextWriter Output { get; init; }
}

/// <summary>What state.json says of an instance or a database.</summary>
sealed record ResourceEntry(string Name, string Resource, State State, int? Pid, string? Url, int Restarts, string? ConnectionString);

/// <summary>
/// Runs a model on this machine: each resource as soon as what it waits for is healthy, again when it dies, and everything
/// stopped at the end in reverse. What runs where is in state.json of the data directory at all times; a service or replica whose name
/// is a file in its folder "stopped" rests as long as the file is there, as by the stop and start of Aspire's dashboard.
/// </summary>
sealed class Engine(IReadOnlyList<IResource> resources, EngineOptions options)
{
    static readonly JsonSerializerOptions StateFormat = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
    static readonly TimeSpan CheckPatience = TimeSpan.FromMinutes(10);

    readonly Stopwatch clock = Stopwatch.StartNew();
    readonly Lock gate = new();
    readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    List<Instance> instances = [];
    OwnedDirectory directory = null!;
    double? readyAfter;

    public Journal Journal { get; private set; } = null!;

    public string DirectoryFor(string name) => directory.In(name);

    public bool IsToRest(ProjectInstance instance) => File.Exists(Path.Combine(Resting, instance.Name));

    string Resting => directory.In("stopped");

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            directory = options.Temporary ?? await OwnedDirectory.ClaimAsync(options.DataDirectory);
        }
        catch (InvalidOperationException e)
        {
            await options.Output.WriteLineAsync(e.Message);
            return 1;
        }
        using var owned = directory;
        await directory.KillOrphansAsync();
        if (options.Fresh) directory.Empty();
        Directory.CreateDirectory(Resting);
        foreach (var file in Directory.EnumerateFiles(Resting)) File.Delete(file); // asked of the last engine
        using var journal = Journal = new Journal(directory.In("logs"), options.Output, showAll: !options.Check);

        instances = [.. resources.SelectMany(Instances)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Check) stop.CancelAfter(CheckPatience);
        var running = instances.Select(i => GuardAsync(i, stop.Token)).ToArray();

        var succeeded = await EndsWellAsync(stop.Token);
        if (!cancellation.IsCancellationRequested && !succeeded) ExplainFailure();
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await StopAsync();
        return succeeded || (cancellation.IsCancellationRequested && !options.Check) ? 0 : 1;
    }

    /// <summary>What Aspire would add to the project's environment, by its names, and the one difference: an address per replica.</summary>
    public Dictionary<string, string?> EnvironmentOf(ProjectInstance instance)
    {
        var project = instance.Project;
        var environment = new Dictionary<string, string?>(project.Environment)
        {
            ["OTEL_SERVICE_NAME"] = project.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance.Name}-{Environment.ProcessId}-{instance.Restarts}",
        };
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } collector)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "grpc";
            if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_HEADERS") is { } headers) environment["OTEL_EXPORTER_OTLP_HEADERS"] = headers;
        }
        if (instance.Url is { } url) environment["ASPNETCORE_URLS"] = url;
        foreach (var source in project.ConnectionStrings) environment[$"ConnectionStrings__{source.Name}"] = ConnectionString(source);
        foreach (var service in project.Services)
        {
            foreach (var (replica, at) in instances.OfType<ProjectInstance>().Where(i => i.Project == service && i.Url is not null).Index())
                environment[$"services__{service.Name}__http__{replica}"] = at.Url;
        }
        return environment;
    }

    /// <summary>Completes when every instance of a resource has been healthy once.</summary>
    public Task ReadyAsync(IResource resource)
    {
        var runner = resource is PostgresDatabaseResource database ? database.Server : resource;
        return Task.WhenAll(instances.Where(i => i.Resource == runner).Select(i => i.Ready));
    }

    public void Changed(Instance instance, string? what = null)
    {
        lock (gate)
        {
            Journal.Say($"{clock.Elapsed.TotalSeconds,6:0.0} s  {instance.Name,-20} {what ?? instance.State.ToString().ToLowerInvariant()}");
            WriteState();
        }
        if (instance.State == State.Failed) failed.TrySetResult();
    }

    public void Remember(ChildProcess process) => directory.Remember(process);

    IEnumerable<Instance> Instances(IResource resource) => resource switch
    {
        PostgresServerResource postgres => [new PostgresInstance(this, postgres)],
        RabbitMQServerResource rabbit => [new RabbitInstance(this, rabbit)],
        ProjectResource project => Enumerable.Range(0, project.Replicas).Select(replica => new ProjectInstance(this, project, replica)),
        _ => throw new NotSupportedException($"The local engine cannot run a {resource.GetType().Name}."),
    };

    string ConnectionString(IResourceWithConnectionString source) => source switch
    {
        PostgresDatabaseResource database => instances.OfType<PostgresInstance>().Single(i => i.Resource == database.Server).Server.ConnectionString(database.Name),
        _ => instances.OfType<RabbitInstance>().Single(i => i.Resource == source).Server.AmqpUri.OriginalString,
    };

    /// <summary>An instance that cannot run (a server not installed, say) fails the whole.</summary>
    async Task GuardAsync(Instance instance, CancellationToken stop)
    {
        try
        {
            await instance.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // asked to stop
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException or HttpRequestException or System.ComponentModel.Win32Exception)
        {
            instance.Fail(e.Message);
        }
    }

    /// <summary>True when all became healthy and, in a check, every task ended with success.</summary>
    async Task<bool> EndsWellAsync(CancellationToken stop)
    {
        try
        {
            var tasks = instances.Where(i => i.IsTask).ToArray();
            var healthy = Task.WhenAll(instances.Where(i => !i.IsTask).Select(i => i.Ready));
            if (await Task.WhenAny(healthy, failed.Task).WaitAsync(stop) == failed.Task) return false;
            readyAfter = clock.Elapsed.TotalSeconds;
            lock (gate) WriteState();

            var finished = Task.WhenAll(tasks.Select(t => t.Ready));
            if (options.Check)
            {
                if (await Task.WhenAny(finished, failed.Task).WaitAsync(stop) == failed.Task) return false;
                Journal.Say(Table());
                return true;
            }
            Journal.Say(Table());
            if (tasks.Length > 0 && await Task.WhenAny(finished, failed.Task).WaitAsync(stop) == finished) Journal.Say(Table());
            await Task.Delay(Timeout.Infinite, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    void ExplainFailure()
    {
        foreach (var instance in instances.Where(i => i.State is not (State.Healthy or State.Finished or State.Waiting)))
            Journal.Say($"--- {instance.Name} is {instance.State.ToString().ToLowerInvariant()}; the end of its log:\n{Journal.TailOf(instance.Name)}");
        Journal.Say(Table());
    }

    /// <summary>Those who use a resource stop before it.</summary>
    async Task StopAsync()
    {
        Journal.Say($"{clock.Elapsed.TotalSeconds,6:0.0} s  stopping");
        await Task.WhenAll(instances.OfType<ProjectInstance>().Where(i => i.Project.IsExternal || i.IsTask).Select(i => i.StopAsync()));
        await Task.WhenAll(instances.OfType<ProjectInstance>().Select(i => i.StopAsync()));
        await Task.WhenAll(instances.Where(i => i is not ProjectInstance).Select(i => i.StopAsync()));
        lock (gate) WriteState();
        Journal.Say($"{clock.Elapsed.TotalSeconds,6:0.0} s  stopped");
    }

    string Table()
    {
        var rows = instances.Select(i => (i.Name, State: i.State.ToString().ToLowerInvariant(), Url: i.Address ?? "")).Prepend(("RESOURCE", "STATE", "ADDRESS")).ToList();
        var (name, state) = (rows.Max(r => r.Item1.Length), rows.Max(r => r.Item2.Length));
        var logs = directory.Temporary ? "" : $"; logs in {directory.In("logs")}";
        var ready = readyAfter is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"all healthy after {seconds:0.0} s{logs}") : "";
        return $"\n{string.Join('\n', rows.Select(r => $"{r.Item1.PadRight(name)}  {r.Item2.PadRight(state)}  {r.Item3}".TrimEnd()))}\n{ready}\n";
    }

    static ResourceEntry Entry(Instance i) => new(i.Name, i.Resource.Name, i.State, i.ProcessId, i.Url, i.Restarts, i.ConnectionString);

    /// <summary>Renamed into place: a reader never sees half of it. It holds the servers' passwords, so it is the owner's alone.</summary>
    void WriteState()
    {
        var state = new
        {
            Pid = Environment.ProcessId,
            Ready = readyAfter is not null && instances.All(i => i.State is State.Healthy or State.Finished or State.Stopped || i.IsTask),
            ReadyAfterSeconds = readyAfter,
            Resources = instances.SelectMany(i => i is PostgresInstance postgres ? [Entry(i), .. postgres.Databases] : new[] { Entry(i) }),
        };
        var draft = directory.In("state.json.new");
        File.WriteAllText(draft, JsonSerializer.Serialize(state, StateFormat));
        File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(draft, directory.In("state.json"), overwrite: true);
    }
}
