using System.Net.Sockets;
using HumanRights.LocalServers;
using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;
using Xunit;

namespace HumanRights.TestKit;

/// <summary>
/// One PostgreSQL and one RabbitMQ for a test process (an assembly fixture), with a database and a virtual host of its own for
/// whoever asks. They come from HR_TEST_POSTGRES (a connection string), HR_TEST_RABBITMQ (amqp URI) and HR_TEST_RABBITMQ_MANAGEMENT (URI)
/// where set, else from containers where Docker answers, else from the installed programs. Tests that kill or freeze a server start
/// their own (<see cref="LocalPostgres"/>, <see cref="LocalRabbitMq"/>).
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    readonly List<IAsyncDisposable> owned = [];
    readonly List<string> databases = [];
    readonly List<string> virtualHosts = [];
    readonly Lock gate = new();
    Uri amqp = null!;

    /// <summary>The server's own database "postgres".</summary>
    public string PostgresConnectionString { get; private set; } = null!;

    public BrokerManagement Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var docker = await DockerAnswersAsync();
        await Task.WhenAll(StartPostgresAsync(docker), StartRabbitMqAsync(docker));
    }

    /// <summary>Makes a database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix = "test")
    {
        var name = Fresh(prefix);
        await ExecuteAsync($"create database \"{name}\"");
        lock (gate) databases.Add(name);
        return new NpgsqlConnectionStringBuilder(PostgresConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Makes a virtual host, with the policies the platform expects, and returns its AMQP address.</summary>
    public async Task<Uri> CreateVirtualHostAsync(string prefix = "test")
    {
        var name = Fresh(prefix);
        await Broker.CreateVirtualHostAsync(name);
        lock (gate) virtualHosts.Add(name);
        return new UriBuilder(amqp) { Path = name }.Uri;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (owned.Count < 2) await RemoveLeavingsAsync();
        }
        catch (Exception e) when (e is NpgsqlException or HttpRequestException)
        {
            // A server that is gone keeps nothing of ours.
        }
        Broker.Dispose();
        await Task.WhenAll(owned.Select(o => o.DisposeAsync().AsTask()));
    }

    async Task RemoveLeavingsAsync()
    {
        foreach (var name in databases) await ExecuteAsync($"drop database if exists \"{name}\" with (force)");
        foreach (var name in virtualHosts) await Broker.DeleteVirtualHostAsync(name);
    }

    async Task StartPostgresAsync(bool docker)
    {
        if (Environment.GetEnvironmentVariable("HR_TEST_POSTGRES") is { Length: > 0 } given)
        {
            PostgresConnectionString = given;
        }
        else if (docker)
        {
            var container = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=300").Build();
            Own(container);
            await container.StartAsync();
            PostgresConnectionString = new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Database = "postgres" }.ConnectionString;
        }
        else
        {
            var server = await LocalPostgres.StartAsync();
            Own(server);
            PostgresConnectionString = server.ConnectionString("postgres");
        }
    }

    async Task StartRabbitMqAsync(bool docker)
    {
        Uri management;
        if (Environment.GetEnvironmentVariable("HR_TEST_RABBITMQ") is { Length: > 0 } given)
        {
            amqp = new Uri(given);
            management = new Uri(Environment.GetEnvironmentVariable("HR_TEST_RABBITMQ_MANAGEMENT") ?? $"http://{amqp.Host}:15672");
        }
        else if (docker)
        {
            var container = new RabbitMqBuilder("rabbitmq:4-management").WithPortBinding(15672, assignRandomHostPort: true).Build();
            Own(container);
            await container.StartAsync();
            amqp = new Uri(container.GetConnectionString());
            management = new UriBuilder("http", container.Hostname, container.GetMappedPublicPort(15672)).Uri;
        }
        else
        {
            var server = await LocalRabbitMq.StartAsync();
            Own(server);
            amqp = server.AmqpUri;
            management = new Uri($"http://127.0.0.1:{server.ManagementPort}");
        }
        var user = amqp.UserInfo.Split(':');
        Broker = new BrokerManagement(management, Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[1]));
        for (var tries = 0; !await Broker.IsReadyAsync(); tries++)
        {
            if (tries > 300) throw new TimeoutException("The broker's management API did not answer within 30 s.");
            await Task.Delay(100);
        }
    }

    void Own(IAsyncDisposable server)
    {
        lock (gate) owned.Add(server);
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static string Fresh(string prefix) => $"{prefix}_{Guid.CreateVersion7():n}";

    /// <summary>Asks the daemon itself: a client without a daemon, or a socket without a listener, is common.</summary>
    static async Task<bool> DockerAnswersAsync()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host && !host.StartsWith("unix://", StringComparison.Ordinal)) return true;
        var path = Environment.GetEnvironmentVariable("DOCKER_HOST")?["unix://".Length..] ?? "/var/run/docker.sock";
        if (!File.Exists(path)) return false;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            return (await http.GetAsync(new Uri("http://docker/_ping"))).IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
