using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Enrolment.Tests.EnrolmentService))]

namespace HumanRights.Enrolment.Tests;

public sealed class EnrolmentService() : ServiceFixture<Program>("enrolment");
