using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HumanRights.ServiceDefaults;

/// <summary>
/// <c>/alive</c>: the process answers (restart it otherwise). <c>/ready</c>: it can serve, its database answers; a broker outage
/// must not take HTTP down. <c>/health</c>: everything an operator wants to know, in JSON. None is routed by the gateway.
/// </summary>
public static class Health
{
    /// <summary>Tag of the checks without which no request can be served.</summary>
    public const string Ready = "ready";

    internal static bool IsProbe(PathString path) => path.Value is "/alive" or "/ready" or "/health";

    internal static void MapHealth(this WebApplication app)
    {
        Map("/alive", new() { Predicate = _ => false }).AllowAnonymous();
        Map("/ready", new() { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
        var detail = Map("/health", new() { ResponseWriter = WriteDetail });

        // Behind the gateway only operators can reach it; the gateway itself, which anyone reaches, asks who they are.
        if (app.Configuration.GetValue("Health:Public", true)) detail.AllowAnonymous();
        else detail.RequireAuthorization(Roles.Operator);

        IEndpointConventionBuilder Map(string path, HealthCheckOptions options) =>
            app.MapHealthChecks(path, options).DisableHttpMetrics().DisableRateLimiting();
    }

    // Descriptions and data are written by our own checks; an exception's text may hold a connection string, so it is left out.
    static Task WriteDetail(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        DurationMs = report.TotalDuration.TotalMilliseconds,
        Checks = report.Entries.ToDictionary(e => e.Key, e => new
        {
            Status = e.Value.Status.ToString(),
            e.Value.Description,
            DurationMs = e.Value.Duration.TotalMilliseconds,
            e.Value.Data,
        }),
    }, context.RequestAborted);
}
