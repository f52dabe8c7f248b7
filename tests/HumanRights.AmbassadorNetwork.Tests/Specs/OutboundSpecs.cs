using HumanRights.AmbassadorNetwork.Integration;
using HumanRights.EventSourcing;
using static HumanRights.AmbassadorNetwork.Tests.Samples;
using Contract = HumanRights.Contracts.AmbassadorNetwork;

namespace HumanRights.AmbassadorNetwork.Tests.Specs;

public sealed class OutboundSpecs
{
    [Fact]
    public void Other_services_hear_of_members_projects_and_practices_and_of_nothing_else() =>
        Events.SelectMany(e => AmbassadorNetworkOutbound.Map.Map(e, new EventFacts(default, "", default))).ShouldBe(
        [
            new Contract.AmbassadorJoined(PersonId, Certificate(1)),
            new Contract.AmbassadorLeft(PersonId),
            new Contract.ProjectApproved(ProjectId, PersonId, "sample-town"),
            new Contract.ProjectImplemented(ProjectId, PersonId, "sample-town"),
            new Contract.PracticePublished(PracticeId, ProjectId, "sample-town", 1),
        ]);
}
