using HumanRights.Learning.Integration;
using HumanRights.TestKit;

namespace HumanRights.Learning.Tests.Contracts;

public sealed class StoredEvents(LearningService learning)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(learning.Service.Store, LearningOutbound.Map, Samples.Events);
}
