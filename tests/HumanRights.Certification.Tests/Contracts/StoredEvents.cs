using HumanRights.Certification.Integration;
using HumanRights.TestKit;

namespace HumanRights.Certification.Tests.Contracts;

public sealed class StoredEvents(CertificationService certification)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(certification.Service.Store, CertificationOutbound.Map, Samples.Events);
}
