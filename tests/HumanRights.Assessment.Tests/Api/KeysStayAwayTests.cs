using System.Reflection;
using HumanRights.Assessment.Marking;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>
/// Whatever an endpoint of an open attempt can reach in this service's code, through any number of calls, knows neither keys nor grades
/// nor the question bank: so it cannot load them, by mistake either. The endpoints are those found in the running service.
/// </summary>
public sealed class KeysStayAwayTests(AssessmentService assessment)
{
    private static readonly string[] Secret = ["HumanRights.Assessment.Marking", "HumanRights.Assessment.Items", "HumanRights.Assessment.Exchange", "HumanRights.Assessment.Views"];

    [Fact]
    public void Participants_endpoints_cannot_reach_keys_before_release()
    {
        var handlers = Handlers(route => route.Contains("/my-", StringComparison.Ordinal) && !route.Contains("/result", StringComparison.Ordinal));
        handlers.Count.ShouldBe(6);
        foreach (var handler in handlers)
        {
            Reach.From(handler).Where(t => Secret.Contains(t.Namespace)).Select(t => t.FullName).ShouldBeEmpty($"{handler.DeclaringType}.{handler.Name}");
        }
    }

    [Fact]
    public void The_result_does_reach_them_so_the_search_can_tell() =>
        Handlers(route => route.EndsWith("/result", StringComparison.Ordinal)).SelectMany(Reach.From).Select(t => t.FullName).ShouldContain(typeof(TestKey).FullName);

    private List<MethodInfo> Handlers(Func<string, bool> of) =>
        [.. assessment.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => of(e.RoutePattern.RawText!.TrimEnd('/')))
            .Select(e => e.Metadata.GetMetadata<MethodInfo>()!)];
}
