using System.Net;
using HumanRights.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.ServiceDiscovery;
using Yarp.ReverseProxy.Transforms;

namespace HumanRights.Gateway;

/// <summary>Requests out to the services: routes are configuration, how they are forwarded is here.</summary>
static class Forwarding
{
    /// <summary>What a caller could write to pass for another: only the gateway says where a request came from.</summary>
    static readonly string[] Claimed = ["Forwarded", "X-Real-IP", "X-Forwarded-Prefix", "X-Original-Host", "X-Original-URL"];

    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IDestinationResolver, DiscoveredDestinations>();
        builder.Services.Configure<TransportFailureRateHealthPolicyOptions>(passive =>
        {
            passive.DetectionWindowSize = TimeSpan.FromSeconds(5);
            passive.MinimalTotalCountThreshold = 3;
        });
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<ClusterDefaults>()
            .AddTransforms(transforms =>
            {
                // X-Forwarded-For, -Host and -Proto are set from the connection by YARP itself, replacing what came in.
                transforms.AddOriginalHost();
                foreach (var header in Claimed) transforms.AddRequestHeaderRemove(header);
            });
    }

    public static void MapForwarding(this WebApplication app) => app.MapReverseProxy(proxy =>
    {
        proxy.Use(AnswerFailures);
        proxy.Use(TryAnotherReplica);
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    });

    // 502 and 504 tell a caller no more than 503 does; which of them it was is in the trace.
    static async Task AnswerFailures(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;

        await context.WriteProblem(
            Refused(failure.Exception) is { } bad ? bad.StatusCode
            : context.Response.StatusCode < 500 ? context.Response.StatusCode
            : StatusCodes.Status503ServiceUnavailable);
    }

    static BadHttpRequestException? Refused(Exception? exception) => exception switch
    {
        null => null,
        BadHttpRequestException bad => bad,
        AggregateException several => several.InnerExceptions.Select(Refused).FirstOrDefault(bad => bad is not null),
        _ => Refused(exception.InnerException),
    };

    /// <summary>
    /// Once, where repeating cannot do a thing twice: the method is safe (RFC 9110, section 9.2.1), or no connection came about
    /// and the replica has seen nothing of the request.
    /// </summary>
    static async Task TryAnotherReplica(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var replicas = proxy.AvailableDestinations;
        await next(context);
        if (replicas.Count < 2 || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested
            || context.GetForwarderErrorFeature() is not { } failure || !MayRepeat(context.Request, failure))
            return;

        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        proxy.AvailableDestinations = [.. replicas.Where(replica => replica != proxy.ProxiedDestination)];
        await next(context);
    }

    static bool MayRepeat(HttpRequest request, IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        || (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && failure.Error is ForwarderError.Request;

    /// <summary>What every cluster has in common, so that configuration only names them.</summary>
    sealed class ClusterDefaults(IConfiguration configuration) : IProxyConfigFilter
    {
        readonly TimeSpan timeout = configuration.GetValue("Limits:Timeout", TimeSpan.FromSeconds(15));
        readonly TimeSpan interval = configuration.GetValue("Limits:HealthInterval", TimeSpan.FromSeconds(2));

        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster with
        {
            LoadBalancingPolicy = cluster.LoadBalancingPolicy ?? LoadBalancingPolicies.PowerOfTwoChoices,
            HttpRequest = cluster.HttpRequest ?? new()
            {
                ActivityTimeout = timeout, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            HealthCheck = cluster.HealthCheck ?? new()
            {
                Active = new() { Enabled = true, Path = "/ready", Interval = interval, Timeout = interval, Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures },
                Passive = new() { Enabled = true, Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate, ReactivationPeriod = 2 * interval },
                // With nothing healthy left, the service's own 503 is a better answer than ours.
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            },
        });

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
    }
}
