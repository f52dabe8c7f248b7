using System.Collections.Concurrent;
using System.Net;
using System.Text;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HumanRights.Gateway.Tests;

public sealed class TelemetrySpecs
{
    [Fact]
    public async Task Traces_metrics_and_logs_are_sent_to_whoever_collects_them_without_query_strings()
    {
        var received = new ConcurrentBag<(string Path, byte[] Body)>();
        await using var collector = Collector(received);
        await collector.StartAsync();

        await using var service = Service(collector.Urls.Single());
        await service.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(service.Urls.Single()) };
        var problem = await (await client.GetAsync("/throw?name=Maria")).ShouldBeProblem(HttpStatusCode.InternalServerError, ProblemCodes.Unexpected);
        var trace = Convert.FromHexString(problem.GetProperty("traceId").GetString()!);

        Task<bool> Came(string path, params byte[][] parts) =>
            Task.FromResult(parts.All(part => received.Any(r => r.Path == path && r.Body.AsSpan().IndexOf(part) >= 0)));
        await Until.True(() => Came("/v1/traces", trace), "no trace");
        await Until.True(() => Came("/v1/metrics", "http.server.request.duration"u8.ToArray(), "dotnet.gc"u8.ToArray()), "no metrics");
        await Until.True(() => Came("/v1/logs", "answered 500"u8.ToArray(), trace), "no log with its trace");
        received.ShouldNotContain(r => Encoding.UTF8.GetString(r.Body).Contains("Maria"));
    }

    static WebApplication Collector(ConcurrentBag<(string, byte[])> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var app = builder.Build();
        app.UseRouting();
        app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Add((context.Request.Path, body.ToArray()));
        });
        return app;
    }

    static WebApplication Service(string collector)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(TelemetrySpecs).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100", ["OTEL_BLRP_SCHEDULE_DELAY"] = "100", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        builder.AddServiceDefaults();
        builder.Logging.AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.None);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/throw", IResult () => throw new InvalidOperationException()).AllowAnonymous();
        return app;
    }
}
