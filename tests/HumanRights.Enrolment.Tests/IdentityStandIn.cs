using System.Collections.Concurrent;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HumanRights.Enrolment.Tests;

/// <summary>A person as the vault knows them.</summary>
public sealed record Known(
    Guid Id, string Name, string Email, string? Organisation = "org-1", string? Region = "PT11", string? Sector = "central", bool PublicServant = true);

/// <summary>
/// Identity's answers over real HTTP, under its own rules for who may ask what and how much at once. The whole platform's tests ask the real one.
/// </summary>
public sealed class IdentityStandIn : IAsyncDisposable
{
    /// <summary>Whoever asks about this person, or searches for this name, finds Identity away.</summary>
    public static readonly Guid Unreachable = Guid.Parse("00000000-dead-7000-8000-000000000000");

    public const string UnreachableName = "unreachable";

    private const int Most = 1000;

    private readonly ConcurrentDictionary<Guid, Known> people = new();
    private readonly ConcurrentDictionary<string, Known> byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly WebApplication app;

    private IdentityStandIn(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>Who asked what: the token's subject and the path.</summary>
    public ConcurrentQueue<(string Reader, string What)> Asked { get; } = new();

    public static async Task<IdentityStandIn> StartAsync(TestIssuer issuer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.ClearProviders();
        var identity = new IdentityStandIn(builder.Build());
        identity.app.UseRouting();
        identity.app.MapPost("/connect/token", (HttpRequest request) => new
        {
            access_token = issuer.ClientToken(request.Form["client_id"]!, Roles.Service), token_type = "Bearer", expires_in = 600,
        });
        identity.Map("facts", (Ids ids) => ids.People, [Roles.Service], found => found.Select(p => new { p.Id, p.Organisation, p.Region, p.Sector, p.PublicServant, VerifiedAt = (DateTimeOffset?)null }));
        identity.Map("names", (Ids ids) => ids.People, [Roles.Service, Roles.Coordinator], found => found.Select(p => new { p.Id, p.Name }));
        identity.app.MapPost("/api/identity/people/find", (HttpContext http, Emails asked) => identity.Answer(
            http, [Roles.Service, Roles.Coordinator], asked.Values.Length, () => asked.Values.Distinct()
                .Where(identity.byEmail.ContainsKey).Select(email => new { Email = email, PersonId = identity.byEmail[email].Id })));
        identity.app.MapGet("/api/identity/people", (HttpContext http, string search, Guid? after, int limit) => search == UnreachableName
            ? identity.Away(http)
            : identity.Answer(http, [Roles.Coordinator], 0, () => identity.Search(search, after, limit)));
        await identity.app.StartAsync();
        return identity;
    }

    public Known Add(Known person) => byEmail[person.Email] = people[person.Id] = person;

    public Known Add(string name, string? organisation = "org-1", string? region = "PT11", bool publicServant = true)
    {
        var id = Guid.CreateVersion7();
        return Add(new(id, name, $"{id:N}@example.invalid", organisation, region, PublicServant: publicServant));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Map<TAnswer>(string what, Func<Ids, Guid[]> which, string[] roles, Func<IEnumerable<Known>, IEnumerable<TAnswer>> answer) =>
        app.MapPost($"/api/identity/people/{what}", (HttpContext http, Ids ids) => which(ids).Contains(Unreachable)
            ? Away(http)
            : Answer(http, roles, which(ids).Length, () => answer(which(ids).Distinct().Where(people.ContainsKey).Select(id => people[id]))));

    private IResult Answer(HttpContext http, string[] roles, int asked, Func<object> answer)
    {
        if (http.Request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token])
        {
            return Results.StatusCode(401);
        }

        var caller = new JsonWebTokenHandler().ReadJsonWebToken(token);
        Asked.Enqueue((caller.Subject, http.Request.Path.Value!.Split('/')[^1]));
        return !caller.Claims.Any(c => c.Type == Caller.Role && roles.Contains(c.Value)) ? Results.StatusCode(403)
            : asked > Most ? Results.StatusCode(422)
            : Results.Ok(answer());
    }

    private IResult Away(HttpContext http)
    {
        http.Abort();
        return Results.Empty;
    }

    private object Search(string search, Guid? after, int limit)
    {
        var found = people.Values.Where(p => p.Name.Contains(search, StringComparison.OrdinalIgnoreCase) && (after is null || p.Id.CompareTo(after.Value) > 0))
            .OrderBy(p => p.Id).Take(limit).ToList();
        return new { Items = found.Select(p => new { p.Id, p.Name, p.Email, p.Organisation, Roles = Array.Empty<string>() }), Next = found.Count == limit ? found[^1].Id : (Guid?)null };
    }

    private sealed record Ids(Guid[] People);

    private sealed record Emails([property: System.Text.Json.Serialization.JsonPropertyName("emails")] string[] Values);
}
