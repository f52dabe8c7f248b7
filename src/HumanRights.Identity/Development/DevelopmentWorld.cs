using HumanRights.Identity.People;
using HumanRights.Identity.Tokens;
using HumanRights.ServiceDefaults;
using OpenIddict.Abstractions;

namespace HumanRights.Identity.Development;

/// <summary>A user per role and a client per program, so that a fresh checkout can be used at once. Never outside Development.</summary>
static class DevelopmentWorld
{
    public static IReadOnlyList<NewPerson> Users { get; } =
        [.. Roles.All.Except([Roles.Service]).Select(role => new NewPerson(
            $"dev-{role}{SyntheticPassword.Domain}", $"dev-{role}", "development-office", "tester", "PT170", "central", "pt-PT", null,
            PublicServant: true, Roles: role == Roles.Ambassador ? [Roles.Participant, role] : [role]))];

    public const string PublicClient = "cli";

    /// <summary>Confidential clients and what they may do; the secret is <see cref="SecretOf"/>.</summary>
    public static IReadOnlyList<(string Id, string[] Roles)> Programs { get; } =
    [
        .. new[] { "enrolment", "learning", "assessment", "certification", "ambassadornetwork", "notifications" }
            .Select(service => (service, new[] { Roles.Service })),
        ("demo", [Roles.Coordinator, Roles.Service]),
        ("partner-sample", [Roles.Partner]),
    ];

    public static string SecretOf(string client) => $"development-secret-of-{client}";

    /// <summary>Adds what is missing and changes nothing that is there.</summary>
    public static async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<Registrar>().Add(Users, "development", ct);

        var clients = services.GetRequiredService<IOpenIddictApplicationManager>();
        var wanted = Programs
            .Select(p => Clients.Confidential(p.Id, p.Id, SecretOf(p.Id), p.Roles, p.Id == "partner-sample" ? "partner-sample" : null))
            .Prepend(Clients.Public(PublicClient, "Command line and local tools",
                "http://127.0.0.1/callback", "http://localhost/callback", "http://[::1]/callback"));
        foreach (var client in wanted)
            if (await clients.FindByClientIdAsync(client.ClientId!, ct) is null)
                await clients.CreateAsync(client, ct);
    }

    public static string Table() => string.Join('\n',
    [
        "Sign in (password: " + SyntheticPassword.Password + ")",
        .. Users.Select(u => $"  {u.Email,-38} {string.Join(", ", u.Roles!)}"),
        $"Public client (authorization code + PKCE, redirect to http://127.0.0.1:<any port>/callback)",
        $"  {PublicClient}",
        "Confidential clients (client credentials)",
        .. Programs.Select(p => $"  {p.Id,-18} {SecretOf(p.Id),-42} {string.Join(", ", p.Roles)}"),
    ]);
}
