using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Learning.Tests.LearningService))]

namespace HumanRights.Learning.Tests;

public sealed class LearningService() : ServiceFixture<Program>("learning");

/// <summary>Rebuilding empties views that tests beside it read: it runs when they are done.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
