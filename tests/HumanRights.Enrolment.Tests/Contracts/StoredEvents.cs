using HumanRights.Enrolment.Integration;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Contracts;

public sealed class StoredEvents(EnrolmentService enrolment)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(enrolment.Service.Store, EnrolmentOutbound.Map, Samples.Events);
}
