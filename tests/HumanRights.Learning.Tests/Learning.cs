using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Learning.Tests.LearningService))]

namespace HumanRights.Learning.Tests;

public sealed class LearningService() : ServiceFixture<Program>("learning");
