using System.Diagnostics;

namespace HumanRights.LocalServers;

public sealed record LocalRabbitMqOptions
{
    /// <summary>Kept from run to run; null: a temporary directory, removed at the end.</summary>
    public string? DataDirectory { get; init; }
    /// <summary>AMQP's port; 0 takes a free one.</summary>
    public int Port { get; init; }
    /// <summary>The management API's port; 0 takes a free one.</summary>
    public int ManagementPort { get; init; }
    public Action<string>? Output { get; init; }
}

/// <summary>A private RabbitMQ on 127.0.0.1, from the machine's installed programs, with its own node name, port mapper and cookie.</summary>
public sealed class LocalRabbitMq : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly LocalRabbitMqOptions options;
    readonly OwnedDirectory directory;
    readonly int distributionPort = Ports.Free();
    readonly int mapperPort = Ports.Free();
    ChildProcess process = null!;
    ChildProcess? mapper;

    LocalRabbitMq(LocalRabbitMqOptions options, OwnedDirectory directory)
    {
        (this.options, this.directory) = (options, directory);
        Port = options.Port == 0 ? Ports.Free() : options.Port;
        ManagementPort = options.ManagementPort == 0 ? Ports.Free() : options.ManagementPort;
        Password = directory.Password();
        Management = new BrokerManagement(new Uri($"http://127.0.0.1:{ManagementPort}"), Username, Password);
    }

    public int Port { get; }
    public int ManagementPort { get; }
    public string Username => "guest";
    public string Password { get; }
    /// <summary>Without a virtual host: the default one, "/".</summary>
    public Uri AmqpUri => new($"amqp://{Username}:{Password}@127.0.0.1:{Port}");
    public BrokerManagement Management { get; }
    public int ProcessId => process.Id;

    /// <summary>Completes when the broker ends, with its exit code; a new task after a restart.</summary>
    public Task<int> Exited => process.Exited;

    public static async Task<LocalRabbitMq> StartAsync(LocalRabbitMqOptions? options = null, CancellationToken cancellation = default)
    {
        var directory = options?.DataDirectory is { } kept ? await OwnedDirectory.ClaimAsync(kept) : OwnedDirectory.MakeTemporary();
        try
        {
            await directory.KillOrphansAsync();
            var server = new LocalRabbitMq(options ?? new(), directory);
            await server.LaunchAsync(cancellation);
            return server;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>kill -9 of the Erlang machine (beam.smp).</summary>
    public void Kill() => process.Kill();
    public void Freeze() => process.Freeze();
    public void Thaw() => process.Thaw();

    /// <summary>Stops it when it runs, and starts it on the same ports and data.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await StopAsync();
        await LaunchAsync(cancellation);
    }

    public async Task StopAsync()
    {
        await process.StopAsync(TimeSpan.FromSeconds(20));
        if (mapper is not null) await mapper.StopAsync(TimeSpan.FromSeconds(5));
        mapper = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Management.Dispose();
        directory.Dispose();
    }

    async Task LaunchAsync(CancellationToken cancellation)
    {
        foreach (var name in (string[])["home", "log", "mnesia"]) Directory.CreateDirectory(directory.In(name));
        await File.WriteAllTextAsync(directory.In("rabbitmq.conf"), $"""
            listeners.tcp.local = 127.0.0.1:{Port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {ManagementPort}
            default_user = {Username}
            default_pass = {Password}
            log.file = false
            log.console = true
            log.console.level = warning

            """, cancellation);
        File.SetUnixFileMode(directory.In("rabbitmq.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(directory.In("enabled_plugins"), "[rabbitmq_management].\n", cancellation);
        await File.WriteAllTextAsync(directory.In("rabbitmq-env.conf"), "", cancellation);

        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = directory.In("home"), // where Erlang keeps its cookie
            ["ERL_EPMD_PORT"] = $"{mapperPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = "humanrights@localhost", // the data belongs to the name, so it is always the same
            ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
            ["RABBITMQ_MNESIA_BASE"] = directory.In("mnesia"),
            ["RABBITMQ_LOG_BASE"] = directory.In("log"),
            ["RABBITMQ_CONFIG_FILE"] = directory.In("rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = directory.In("advanced.config"),
            ["RABBITMQ_CONF_ENV_FILE"] = directory.In("rabbitmq-env.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = directory.In("enabled_plugins"),
            // Schedulers that spin while idle take CPU from everything else on the machine.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            // The script then becomes the Erlang machine instead of standing before it, and signals reach the right process.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
            ["NOTIFY_SOCKET"] = null,
        };
        // In the foreground, before the broker would start one that stays behind.
        mapper ??= Remembered(new ChildCommand(Installed.Epmd(), ["-port", $"{mapperPort}", "-address", "127.0.0.1"]));
        process = Remembered(new ChildCommand(Installed.RabbitMqServer(), [])
        {
            Environment = environment,
            WorkingDirectory = directory.Path,
            Output = options.Output,
        });

        var waited = Stopwatch.StartNew();
        while (!await Management.IsReadyAsync(cancellation))
        {
            if (process.Exited.IsCompleted) throw new InvalidOperationException($"RabbitMQ ended with {await process.Exited}:\n{process.LastOutput}");
            if (waited.Elapsed > Patience)
            {
                await StopAsync();
                throw new TimeoutException($"RabbitMQ was not ready within {Patience.TotalSeconds:0} s:\n{process.LastOutput}");
            }
            await Task.Delay(100, cancellation);
        }
        await Management.SetPoliciesAsync(cancellation: cancellation);
    }

    ChildProcess Remembered(ChildCommand command)
    {
        var started = ChildProcess.Start(command);
        directory.Remember(started);
        return started;
    }
}
