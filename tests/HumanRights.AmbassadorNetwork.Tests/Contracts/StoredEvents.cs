using HumanRights.AmbassadorNetwork.Integration;
using HumanRights.TestKit;

namespace HumanRights.AmbassadorNetwork.Tests.Contracts;

public sealed class StoredEvents(AmbassadorNetworkService network)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(network.Service.Store, AmbassadorNetworkOutbound.Map, Samples.Events);
}
