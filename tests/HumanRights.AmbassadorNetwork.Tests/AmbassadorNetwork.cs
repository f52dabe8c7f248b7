using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.AmbassadorNetwork.Tests.AmbassadorNetworkService))]

namespace HumanRights.AmbassadorNetwork.Tests;

public sealed class AmbassadorNetworkService() : ServiceFixture<Program>("ambassadornetwork");
