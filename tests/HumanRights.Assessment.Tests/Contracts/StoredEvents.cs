using HumanRights.Assessment.Integration;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Contracts;

public sealed class StoredEvents(AssessmentService assessment)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(assessment.Service.Store, AssessmentOutbound.Map, Samples.Events);
}
