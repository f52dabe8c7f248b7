using System.ComponentModel.DataAnnotations;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HumanRights.Gateway.Tests;

public enum Mode { Online, InPerson }

public sealed record Registration(
    [property: Required, StringLength(20, MinimumLength = 2)] string Name,
    [property: Range(1, 500)] int Capacity,
    Mode Mode,
    Nested? Inner = null,
    IReadOnlyList<string>? Needs = null);

public sealed record EveryRule(
    [property: Required] string Text, [property: MaxLength(2)] string Short, [property: StringLength(9, MinimumLength = 2)] string Long,
    [property: MinLength(1)] int[] Items, [property: RegularExpression("[0-9]+")] string Code, [property: EmailAddress] string Mail,
    [property: Url] string Link, [property: Range(1, 5)] int Number);

public sealed record Nested(Nested? Inner = null, [property: Range(1, 5)] int Depth = 1);

/// <summary>A service as thin as can be: the defaults, on real Kestrel, with an endpoint for each way to fail.</summary>
public sealed class TestService : IAsyncLifetime
{
    WebApplication? app;

    public TestIssuer Issuer { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public bool Ready { get; set; } = true;

    public bool BrokerUp { get; set; } = true;

    public Exception Thrown { get; set; } = new InvalidOperationException();

    public TaskCompletionSource Waiting { get; } = new();

    public TaskCompletionSource<int> StatusOfWhoLeft { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(TestService).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(Issuer.Settings).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0", ["Logging:LogLevel:Default"] = "None", ["Benchmark:NoOp"] = "true", ["Health:Public"] = "true", ["Limits:BodyBytes"] = "4096",
        });
        builder.AddServiceDefaults();
        builder.Services.AddValidation();
        builder.Services.AddHealthChecks()
            .AddCheck("database", () => Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("gone"), [Health.Ready])
            .AddCheck("broker", () => BrokerUp ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The broker is away."));

        app = builder.Build();
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.Request.Path == "/waits") StatusOfWhoLeft.TrySetResult(context.Response.StatusCode);
        });
        app.UseServiceDefaults();
        app.MapPost("/registrations", (Registration registration) => TypedResults.Ok(registration));
        app.MapGet("/registrations/{id:guid}", (Guid id) => TypedResults.Ok(id));
        app.MapGet("/search", ([Range(1, 100)] int size, string? text) => TypedResults.Ok(new { size, text }));
        app.MapGet("/operators", () => TypedResults.Ok()).RequireAuthorization(Roles.Operator);
        app.MapGet("/me", (System.Security.Claims.ClaimsPrincipal user) => TypedResults.Ok(new { Id = user.PersonId(), Facts = user.Facts() }));
        app.MapGet("/public", () => TypedResults.Ok()).AllowAnonymous();
        app.MapGet("/throw", IResult () => throw Thrown);
        app.MapGet("/one-half", () => TypedResults.Text($"{0.5}"));
        app.MapPost("/every-rule", (EveryRule rule) => TypedResults.Ok(rule));
        app.MapGet("/not-mine", Problems.Forbidden);
        app.MapGet("/not-there", Problems.NotFound);
        app.MapGet("/waits", async (CancellationToken stopped) =>
        {
            Waiting.SetResult();
            await Task.Delay(Timeout.Infinite, stopped);
        });
        app.MapPost("/rule", () => TypedResults.Problem(statusCode: 409, title: "Closed.",
            extensions: new Dictionary<string, object?> { ["code"] = "registration-not-open", ["seats"] = 30 }));
        await app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null) await app.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
