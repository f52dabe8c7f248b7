using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Certification.Tests.CertificationService))]

namespace HumanRights.Certification.Tests;

public sealed class CertificationService() : ServiceFixture<Program>("certification");

/// <summary>Rebuilding empties views that tests beside it read: it runs when they are done.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
