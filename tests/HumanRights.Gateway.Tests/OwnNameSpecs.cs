using System.Collections.Concurrent;
using System.Net;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Gateway.Tests;

/// <summary>A caller in its own name, an identity provider that gives tokens one, two, three, and a service that takes some of them.</summary>
public sealed class OwnNameSpecs : IAsyncLifetime
{
    readonly ConcurrentQueue<string> asked = new();
    readonly ConcurrentQueue<string> carried = new();
    Backend identity = null!;
    WebApplication app = null!;
    int life = 600;
    volatile string? refused;
    volatile bool known = true, refuseAll;

    Service Called => app.Services.GetRequiredService<Service>();

    public async ValueTask InitializeAsync()
    {
        identity = await Backend.StartAsync("identity");
        identity.Instead = async context =>
        {
            if (context.Request.Path == "/connect/token")
            {
                using var form = new StreamReader(context.Request.Body);
                asked.Enqueue(await form.ReadToEndAsync());
                context.Response.StatusCode = known ? 200 : 401;
                await context.Response.WriteAsJsonAsync(new { access_token = $"token-{asked.Count}", token_type = "Bearer", expires_in = life });
                return true;
            }

            var token = context.Request.Headers.Authorization.ToString();
            using var body = new StreamReader(context.Request.Body);
            carried.Enqueue($"{token} {await body.ReadToEndAsync()}");
            context.Response.StatusCode = refuseAll || token == $"Bearer {refused}" ? 401 : 204;
            return true;
        };
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "HumanRights.Sample" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:identity:http:0"] = identity.Address, ["Authentication:ClientSecret"] = "a & b", ["Logging:LogLevel:Default"] = "None",
        });
        builder.AddServiceDefaults();
        builder.AddCallsInOwnName<Service>("identity");
        app = builder.Build();
    }

    [Fact]
    public async Task Any_number_of_calls_at_once_share_one_token()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Called.Call()));
        answers.ShouldAllBe(status => status == HttpStatusCode.NoContent);
        asked.ShouldHaveSingleItem().ShouldBe("grant_type=client_credentials&client_id=sample&client_secret=a+%26+b");
        carried.ShouldAllBe(c => c == "Bearer token-1 what is asked");
    }

    [Fact]
    public async Task A_token_about_to_expire_is_not_given_any_more()
    {
        life = 0;
        await Called.Call();
        await Called.Call();
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        await Called.Call();
        refused = "token-1";
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Called.Call()));
        answers.ShouldAllBe(status => status == HttpStatusCode.NoContent);
        asked.Count.ShouldBe(2);
        refused = "token-2";
        (await Called.Call()).ShouldBe(HttpStatusCode.NoContent);
        asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_refused_with_a_new_token_too_is_refused()
    {
        refuseAll = true;
        (await Called.Call()).ShouldBe(HttpStatusCode.Unauthorized);
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Credentials_that_are_not_known_are_our_outage()
    {
        known = false;
        var failure = await Should.ThrowAsync<HttpRequestException>(Called.Call);
        Outage.Is(failure).ShouldBeTrue();
        failure.Message.ShouldNotContain("a & b");
    }

    [Fact]
    public async Task An_identity_provider_that_is_away_is_our_outage_and_heals()
    {
        await identity.KillAsync();
        Outage.Is(await Should.ThrowAsync<Exception>(Called.Call)).ShouldBeTrue();
        await identity.RestartAsync();
        (await Called.Call()).ShouldBe(HttpStatusCode.NoContent);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await identity.DisposeAsync();
    }

    sealed class Service(HttpClient http)
    {
        public async Task<HttpStatusCode> Call() => (await http.PostAsync("/people", new StringContent("what is asked"))).StatusCode;
    }
}
