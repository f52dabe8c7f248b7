using HumanRights.Identity.Database;
using HumanRights.Identity.Keys;
using HumanRights.Identity.People;
using HumanRights.Identity.Tokens;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace HumanRights.Identity.Tests.Api;

[CollectionDefinition(Name)]
public sealed class IdentityCollection : ICollectionFixture<RunningIdentity>
{
    public const string Name = "identity";
}

/// <summary>The service as it runs in Development, on a loopback port, behind an issuer address it does not listen on.</summary>
public sealed class RunningIdentity(TestServers servers) : IAsyncLifetime
{
    public const string Issuer = "http://localhost:8080/";

    readonly string folder = Directory.CreateTempSubdirectory("identity-keys").FullName;
    WebApplication app = null!;

    public Uri Address { get; private set; } = null!;

    public string ConnectionString { get; private set; } = null!;

    public Uri Amqp { get; private set; } = null!;

    public string KeyFolder => folder;

    public IServiceProvider Services => app.Services;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await servers.CreateDatabaseAsync("identity");
        Amqp = await servers.CreateVirtualHostAsync("identity");
        app = await StartReplica();
        Address = new(app.Urls.Single());
    }

    /// <summary>Another process of the same service: same database, same keys, another port.</summary>
    public async Task<WebApplication> StartReplica()
    {
        string[] args =
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:identity-db={ConnectionString}",
            $"--ConnectionStrings:messaging={Amqp}", $"--Identity:KeyFolder={folder}", $"--Authentication:Issuer={Issuer}",
            "--Logging:LogLevel:Default=Warning",
        ];
        var replica = IdentityService.Build(args);
        await Schema.Apply(replica.Services, withDevelopmentWorld: true, CancellationToken.None);
        await replica.StartAsync();
        return replica;
    }

    public Browser NewBrowser(Uri? address = null) => new(address ?? Address);

    public Browser BrowserIn(string language) => new(Address, language);

    /// <summary>A client of the API that carries this access token.</summary>
    public HttpClient Api(string? token, Uri? address = null)
    {
        var client = new HttpClient { BaseAddress = address ?? Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>Enters a person with exactly these roles and gives their id.</summary>
    public Task<Guid> Enter(string name, string role) => Enter(name, "example.invalid", role);

    public async Task<Guid> Enter(string name, string domain, string role)
    {
        await using var scope = Services.CreateAsyncScope();
        var registrar = scope.ServiceProvider.GetRequiredService<Registrar>();
        var person = new NewPerson($"{name}@{domain}", name, "office-7", "tester", "PT17", "local", "en", "large print", true, [role]);
        return (await registrar.Add([person], "test", CancellationToken.None))[0].Id;
    }

    public string Token(Guid id, params string[] roles) => Token(id, TimeSpan.Zero, roles);

    public string Token(Guid id, TimeSpan ago, params string[] roles) => AccessTokens.Sign(
        new Person { Id = id, Name = "", Email = "", Roles = roles }, new(Issuer),
        Services.GetRequiredService<KeyFolder>().Current, TimeProvider.System.GetUtcNow() - ago, AccessTokens.LongestLife);

    public async Task<T> Query<T>(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync() ?? default(T))!;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
