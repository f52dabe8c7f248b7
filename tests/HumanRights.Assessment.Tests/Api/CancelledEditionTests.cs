using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;
using Enrolment = HumanRights.Contracts.Enrolment;

namespace HumanRights.Assessment.Tests.Api;

public sealed class CancelledEditionTests(AssessmentService assessment)
{
    [Fact]
    public async Task Its_tests_close_with_what_was_saved_and_whoever_tries_another_is_told_why()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        await course.StartAsync(ana);
        await course.SaveAsync(ana, course.Single, "b");

        var message = Guid.CreateVersion7();
        await assessment.Service.PublishAsync(new Enrolment.EditionCancelled(course.EditionId, new Enrolment.Title("The rooms are flooded.", "As salas estão inundadas.")), message);
        await assessment.Service.PublishAsync(new Enrolment.EditionCancelled(course.EditionId, new Enrolment.Title("The rooms are flooded.", "As salas estão inundadas.")), message);

        await Eventually.TrueAsync(async () => (await course.AttemptEventsAsync(ana)).OfType<AttemptClosed>().Any());
        (await course.PostStartAsync(rui).ShouldRefuseAsync(409, "edition-cancelled")).GetProperty("detail").GetString()!.ShouldContain("The rooms are flooded.");
        await course.PutTestAsync(minutes: 45).ShouldRefuseAsync(409, "edition-cancelled");
        (await assessment.Service.EventsAsync(ModuleTest.Stream(course.TestId))).Count(e => e.Data is TestClosed).ShouldBe(1);
        (await assessment.Service.EventsAsync(Edition.Stream(course.EditionId))).Count.ShouldBe(2);
    }
}
