using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace HumanRights.ServiceDefaults;

/// <summary>What every process of the platform has in common, and nothing of what one of them does.</summary>
public static class Service
{
    /// <summary>Characters of path and query.</summary>
    const int LongestAddress = 8000;

    /// <summary>
    /// Call first. Validation of requests by attributes needs <c>builder.Services.AddValidation()</c> in the service itself
    /// besides: its source generator sees only the assembly that calls it. What it refuses becomes 422 <c>invalid-values</c>.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietLogging });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue("Limits:BodyBytes", 1024 * 1024L);
            kestrel.Limits.MaxRequestLineSize = 8 * LongestAddress; // what is longer than ours can be told so; only beyond is the refusal without words
        });

        builder.AddTelemetry();
        builder.AddTokenValidation();
        builder.AddDocumentation();
        builder.Services.AddHealthChecks();
        builder.Services.AddServiceDiscovery();
        var patience = builder.Configuration.GetValue("HttpClients:Timeout", TimeSpan.FromSeconds(5));
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(resilience =>
            {
                // Only what is safe to repeat (RFC 9110, section 9.2.1) is repeated by us; a command is repeated by who sent it.
                resilience.Retry.DisableForUnsafeHttpMethods();
                resilience.Retry.MaxRetryAttempts = 2;
                resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
                resilience.AttemptTimeout.Timeout = 0.6 * patience;
                resilience.TotalRequestTimeout.Timeout = patience;
                resilience.CircuitBreaker.SamplingDuration = 6 * patience;
            });
            http.AddServiceDiscovery();
        });

        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>(); // before the framework's: the first that can, writes
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<Failures>();
        builder.Services.ConfigureHttpJsonOptions(json => Json.MakeStrict(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>
    /// Call before mapping endpoints; <paramref name="onceCallerIsKnown"/> adds middleware between authentication and authorization.
    /// </summary>
    public static WebApplication UseServiceDefaults(this WebApplication app, Action<IApplicationBuilder>? onceCallerIsKnown = null)
    {
        app.UseReadersLanguage();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(RefuseImpossibleAddress);
        app.UseAuthentication();
        onceCallerIsKnown?.Invoke(app);
        app.UseAuthorization();

        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        if (app.Configuration.GetValue<bool>("Benchmark:NoOp")) app.MapNoOp();
        return app;
    }

    // What everything else is compared with: the same way in, the same token check, and then nothing.
    static void MapNoOp(this WebApplication app)
    {
        var service = app.Environment.ApplicationName.Split('.')[^1].ToLowerInvariant();
        app.MapPost($"/api/{service}/no-op", () => TypedResults.NoContent()).ExcludeFromDescription();
    }

    // As in JSON: a parameter that PostgreSQL could never compare is no parameter.
    static Task RefuseImpossibleAddress(HttpContext context, RequestDelegate next)
    {
        var (path, query) = (context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "");
        return path.Length + query.Length > LongestAddress ? context.WriteProblem(StatusCodes.Status414UriTooLong).AsTask()
            : query.Contains("%00", StringComparison.Ordinal) ? context.WriteProblem(StatusCodes.Status400BadRequest).AsTask()
            : next(context);
    }

    // Requests are in the traces; the framework's own request log would write query strings.
    static readonly Dictionary<string, string?> QuietLogging = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Polly"] = "None" /* what became of it is logged where it is handled */,
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:Marten"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        ["Logging:LogLevel:Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor"] = "Error", // each probe; changes of state are told apart from it
    };
}
