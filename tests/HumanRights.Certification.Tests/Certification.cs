using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Certification.Tests.CertificationService))]

namespace HumanRights.Certification.Tests;

public sealed class CertificationService() : ServiceFixture<Program>("certification");
