using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Assessment.Tests.AssessmentService))]

namespace HumanRights.Assessment.Tests;

public sealed class AssessmentService() : ServiceFixture<Program>("assessment");
