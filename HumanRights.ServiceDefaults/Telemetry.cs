using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace HumanRights.ServiceDefaults;

static class Telemetry
{
    static readonly string[] Sources = ["HumanRights.EventSourcing", "MassTransit", "Marten"];
    static readonly string[] Meters = [.. Sources, "Npgsql"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            // Nobody collects: record nothing, but let the trace id flow on from the request through relay, broker and consumer.
            ActivitySource.AddActivityListener(new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "HumanRights.EventSourcing" or "MassTransit",
                Sample = static (ref _) => ActivitySamplingResult.PropagationData,
            });
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Meters))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !Health.IsProbe(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddSource(Sources)
                .AddSource(builder.Environment.ApplicationName))
            .UseOtlpExporter();
    }
}
