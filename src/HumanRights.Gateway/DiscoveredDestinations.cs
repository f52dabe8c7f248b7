using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace HumanRights.Gateway;

/// <summary>
/// Turns a destination named after a service (<c>http://enrolment</c>) into one destination per replica that service discovery
/// knows, and again whenever discovery says that they have changed.
/// </summary>
sealed class DiscoveredDestinations(ServiceEndpointResolver services) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var replicas = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var changes = new List<IChangeToken>();
        foreach (var (name, destination) in destinations)
        {
            var address = new Uri(destination.Address);
            var source = await services.GetEndpointsAsync(address.GetLeftPart(UriPartial.Authority), cancellationToken);
            changes.Add(source.ChangeToken);
            foreach (var endpoint in source.Endpoints)
            {
                var replica = endpoint.ToString()!;
                var at = new Uri(replica.Contains("://", StringComparison.Ordinal) ? replica : $"{address.Scheme}://{replica}");
                replicas[$"{name}[{at.Authority}]"] = destination with { Address = new Uri(at, address.PathAndQuery).ToString() };
            }
        }

        return new(replicas, new CompositeChangeToken(changes));
    }
}
