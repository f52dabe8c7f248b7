using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HumanRights.EndToEnd.Tests;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Npgsql;

[assembly: AssemblyFixture(typeof(Platform))]
// One platform serves all tests, and some of them break it on purpose.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace HumanRights.EndToEnd.Tests;

/// <summary>The whole platform as ./run.sh starts it, on free ports in a throw-away directory, and people with tokens from its Identity.</summary>
public sealed class Platform : IAsyncLifetime
{
    public static readonly string[] Services = ["identity", "enrolment", "learning", "assessment", "certification", "ambassadornetwork", "notifications"];

    readonly ConcurrentQueue<Person> participants = [];
    readonly Dictionary<string, Person> byRole = [];
    HttpClient http = null!;

    public RunningAppHost Host { get; private set; } = null!;

    public Uri Gateway => Host.Url("gateway");

    /// <summary>Where the deployment's signing key is: tests sign with it what Identity never would.</summary>
    public string SigningKeyPem => File.ReadAllText(Directory.GetFiles(KeyFolder, "*.signing.pem").Single());

    public Person Anyone { get; private set; } = null!;

    public Person Coordinator => byRole[Roles.Coordinator];

    public Person Trainer => byRole[Roles.Trainer];

    public Person As(string role) => byRole[role];

    /// <summary>A participant no other test has met.</summary>
    public Person NextParticipant() => participants.TryDequeue(out var person) ? person : throw new InvalidOperationException("Order more participants.");

    public IReadOnlyList<Person> NextParticipants(int count) => [.. Enumerable.Range(0, count).Select(_ => NextParticipant())];

    public Person WithToken(string? token, Guid id = default) => new(http, id, token);

    public async ValueTask InitializeAsync()
    {
        foreach (var limit in (string[])["User", "Address", "Letters"])
        {
            Environment.SetEnvironmentVariable($"RateLimits__{limit}__PerSecond", "100000");
            Environment.SetEnvironmentVariable($"RateLimits__{limit}__Burst", "100000");
        }

        Host = await RunningAppHost.StartReadyAsync(patience: TimeSpan.FromSeconds(180));
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Gateway };
        Anyone = WithToken(null);
        await Task.WhenAll(Roles.All.Except([Roles.Service]).Select(async role =>
        {
            var people = await PeopleAsync(role, role == Roles.Participant ? 300 : 1);
            lock (byRole)
            {
                byRole[role] = people[0];
            }

            if (role == Roles.Participant)
            {
                foreach (var person in people.Skip(1))
                {
                    participants.Enqueue(person);
                }
            }
        }));
        byRole[Roles.Service] = await ServiceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }
    }

    /// <summary>Until everything that was killed or stopped is well again.</summary>
    public Task HealthyAsync() =>
        Host.EventuallyAsync(s => s.Resources.All(r => r.State == "healthy"), TimeSpan.FromSeconds(90));

    /// <summary>The first column of what a service's own database answers.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string service, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Database(service) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(await reader.GetFieldValueAsync<T>(0));
        }

        return rows;
    }

    string KeyFolder => Path.Combine(Host.Data, "keys");

    string Database(string service) => Host.Resource($"{service}-db").ConnectionString!;

    /// <summary>One of the platform's own services, by its development secret.</summary>
    async Task<Person> ServiceAsync()
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "enrolment", ["client_secret"] = "development-secret-of-enrolment",
        });
        return WithToken((await Anyone.SendAsync(new(HttpMethod.Post, "/connect/token") { Content = form }).ReadAsync<JsonElement>()).GetProperty("access_token").GetString());
    }

    /// <summary>Identity's own command: synthetic people in the vault, and their access tokens.</summary>
    async Task<IReadOnlyList<Person>> PeopleAsync(string role, int count)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            new Projects.HumanRights_Identity().AssemblyPath, "token", "--role", role, "--count", $"{count}", "--lifetime", "120",
            "--issuer", Gateway.ToString(), "--key-folder", KeyFolder, "--connection-string", Database("identity"),
        ])
        { RedirectStandardOutput = true, Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" } };
        using var command = Process.Start(start)!;
        var tokens = (await command.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await command.WaitForExitAsync();
        command.ExitCode.ShouldBe(0);
        return [.. tokens.Select(token => new Person(http, Tokens.SubjectOf(token), token))];
    }
}
