using System.Collections.Concurrent;
using System.Text.Json;
using HumanRights.Notifications.Letters;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>Identity as this service sees it, over real HTTP: a token for the right secret, then addresses and links for the token.</summary>
public sealed class Vault : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string token;

    private Vault(WebApplication app, string token) => (this.app, this.token) = (app, token);

    public Uri Address => new(app.Urls.Single());

    public ConcurrentDictionary<Guid, Recipient> People { get; } = [];

    public ConcurrentDictionary<Guid, OneTimeLink> Links { get; } = [];

    /// <summary>How many people each question was about.</summary>
    public ConcurrentQueue<int> Questions { get; } = [];

    /// <summary>Answers 503 to everything.</summary>
    public bool Away { get; set; }

    /// <summary>Says once that the token is none any more.</summary>
    public bool ForgetsTokens { get; set; }

    public static async Task<Vault> StartAsync(TestIssuer issuer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var vault = new Vault(app, issuer.ClientToken("notifications", "service"));
        app.UseRouting();
        app.MapPost("/connect/token", vault.TokenAsync);
        app.MapPost("/api/identity/people/addresses", vault.AddressesAsync);
        app.MapPost("/api/identity/letters/{letter:guid}/link", vault.LinkAsync);
        await app.StartAsync();
        return vault;
    }

    public Guid Add(string language = "pt-PT", string? name = null, string? email = null)
    {
        var id = Guid.CreateVersion7();
        People[id] = new(id, name ?? $"Person {id}", email ?? $"{id:N}@example.org", language);
        return id;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var known = form["grant_type"] == "client_credentials" && form["client_id"] == "notifications" && form["client_secret"] == "development-secret-of-notifications";
        http.Response.StatusCode = Away ? 503 : known ? 200 : 400;
        if (!Away && known)
        {
            await http.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = 599 });
        }
    }

    private async Task AddressesAsync(HttpContext http)
    {
        if (!MayAsk(http))
        {
            return;
        }

        var asked = (await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body)).GetProperty("people").EnumerateArray().Select(p => p.GetGuid()).ToList();
        Questions.Enqueue(asked.Count);
        await http.Response.WriteAsJsonAsync(asked.Where(People.ContainsKey).Select(id => People[id]));
    }

    private async Task LinkAsync(HttpContext http)
    {
        if (!MayAsk(http))
        {
            return;
        }

        if (!Links.TryGetValue(Guid.Parse((string)http.Request.RouteValues["letter"]!), out var link))
        {
            http.Response.StatusCode = 404;
            return;
        }

        await http.Response.WriteAsJsonAsync(link);
    }

    private bool MayAsk(HttpContext http)
    {
        var forgets = ForgetsTokens;
        ForgetsTokens = false;
        http.Response.StatusCode = Away ? 503 : forgets || http.Request.Headers.Authorization != $"Bearer {token}" ? 401 : 200;
        return http.Response.StatusCode == 200;
    }
}
