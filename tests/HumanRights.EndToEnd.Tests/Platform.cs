using System.Collections.Concurrent;
using System.Text.Json;
using HumanRights.EndToEnd.Tests;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(Platform))]

namespace HumanRights.EndToEnd.Tests;

/// <summary>Tests that break the platform on purpose, or need it to themselves: one after the other, when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Breaking
{
    public const string Name = "breaking";
}

/// <summary>
/// The whole platform as ./run.sh starts it, with two replicas of Enrolment, on free ports in a throw-away directory, and people with tokens from its
/// Identity. One serves all tests.
/// </summary>
public sealed class Platform : IAsyncLifetime
{
    public static readonly string[] Services = ["identity", "enrolment", "learning", "assessment", "certification", "ambassadornetwork", "notifications"];

    const int Participants = 1350;

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

        Host = await RunningAppHost.StartReadyAsync(["--replicas", "enrolment=2"], patience: TimeSpan.FromSeconds(180));
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Gateway };
        Anyone = WithToken(null);
        await Task.WhenAll(Roles.All.Except([Roles.Service]).Select(async role =>
        {
            var people = await PeopleAsync(role, role == Roles.Participant ? Participants : 1);
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

    public Task<IReadOnlyList<T>> QueryAsync<T>(string service, string sql, params object[] parameters) => Host.QueryAsync<T>(service, sql, parameters);

    string KeyFolder => Path.Combine(Host.Data, "keys");

    /// <summary>One of the platform's own services, by its development secret.</summary>
    async Task<Person> ServiceAsync()
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "enrolment", ["client_secret"] = "development-secret-of-enrolment",
        });
        return WithToken((await Anyone.SendAsync(new(HttpMethod.Post, "/connect/token") { Content = form }).ReadAsync<JsonElement>()).GetProperty("access_token").GetString());
    }

    async Task<IReadOnlyList<Person>> PeopleAsync(string role, int count) =>
        [.. (await Host.TokensAsync(role, count)).Select(token => new Person(http, Tokens.SubjectOf(token), token))];
}
