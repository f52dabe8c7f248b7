using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

public sealed class DueTests(AssessmentService assessment)
{
    [Fact]
    public async Task Two_replicas_close_grade_and_release_each_attempt_once()
    {
        var (database, broker) = (await assessment.Servers.CreateDatabaseAsync("due"), await assessment.Servers.CreateVirtualHostAsync("due"));
        await using var one = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        await using var other = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        var course = await Course.PlannedAsync(one);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var people = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => course.CandidateAsync()));
        await Task.WhenAll(people.Select(course.StartAsync));
        await Task.WhenAll(people.Select(p => course.SaveAsync(p, course.Single, "b")));
        await Task.WhenAll(people.Take(20).Select(p => course.PostSubmitAsync(p).ReadAsync<AttemptAnswer>()));

        await course.ReleaseAsync();

        (await course.SummaryAsync()).ShouldSatisfyAllConditions(
            s => s.Submitted.ShouldBe(20), s => s.ClosedByTime.ShouldBe(20), s => s.Graded.ShouldBe(40), s => s.Failed.ShouldBe(40));
        foreach (var person in people)
        {
            var events = await course.AttemptEventsAsync(person);
            events.Count(e => e is AttemptSubmitted or AttemptClosed).ShouldBe(1);
            events.OfType<ResultReleased>().ShouldHaveSingleItem().Counts.ShouldBeTrue();
            (await course.GradeEventsAsync(person)).ShouldHaveSingleItem();
        }

        await Eventually.TrueAsync(async () => await CountDueAsync(one) == 0);
    }

    [Fact]
    public async Task A_deadline_that_passed_while_the_service_was_down_closes_with_what_was_saved()
    {
        var (database, broker) = (await assessment.Servers.CreateDatabaseAsync("down"), await assessment.Servers.CreateVirtualHostAsync("down"));
        var before = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        var course = await Course.PlannedAsync(before);
        var ana = await course.CandidateAsync();
        var test = await course.PutTestAsync(lasts: TimeSpan.FromSeconds(10)).ReadAsync<TestAnswer>();
        (await course.StartAsync(ana)).DeadlineAt.ShouldBe(test.ClosesAt);
        await course.SaveAsync(ana, course.Single, "b");
        await before.DisposeAsync();

        await using var after = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        var closed = await Eventually.GetAsync(async () =>
            (await after.EventsAsync(Attempt.Stream(course.TestId, ana, 1))).Select(e => e.Data).OfType<AttemptClosed>().SingleOrDefault());
        closed.Reason.ShouldBe(ClosingReason.Deadline);
        closed.ClosedAt.ShouldBeGreaterThanOrEqualTo(test.ClosesAt);
        var graded = await Eventually.GetAsync(async () =>
            (await after.EventsAsync(Grade.Stream(course.TestId, ana, 1))).Select(e => e.Data).OfType<AttemptGraded>().SingleOrDefault());
        graded.Marks.Points.ShouldBe(1);
    }

    [Fact]
    public async Task No_attempt_slips_past_a_test_that_is_being_closed()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => course.CandidateAsync()));
        await course.StartAsync(people[0]);

        var starting = people.Skip(1).Select(async person =>
        {
            using var answer = await course.PostStartAsync(person);
            return (Person: person, Status: (int)answer.StatusCode);
        }).ToList();
        await course.PostAsync("close").ReadAsync<TestAnswer>();
        await course.ReleaseAsync();

        foreach (var (person, status) in await Task.WhenAll(starting))
        {
            status.ShouldBeOneOf(200, 409);
            (await course.AttemptEventsAsync(person)).OfType<ResultReleased>().Count().ShouldBe(status == 200 ? 1 : 0);
        }
    }

    [Fact]
    public async Task Views_and_due_rows_rebuilt_are_what_they_were()
    {
        var (database, broker) = (await assessment.Servers.CreateDatabaseAsync("rebuilt"), await assessment.Servers.CreateVirtualHostAsync("rebuilt"));
        await using var service = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        await service.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
        var course = await Course.PlannedAsync(service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await course.SaveAsync(ana, course.Single, "b");
        await course.ReleaseAsync();
        await Eventually.TrueAsync(async () => await CountDueAsync(service) == 0);
        var live = await Eventually.GetAsync(async () => (await course.AttemptsAsync()).Items.SingleOrDefault(a => a.Status == "released"));
        var events = await course.AttemptEventsAsync(ana);

        await service.RebuildAsync("attempts", "items", "due", "marking");

        (await course.AttemptsAsync()).Items.Single().ShouldBeEquivalentTo(live);
        // The rows ask again for everything; nothing comes of it.
        await Eventually.TrueAsync(async () => await CountDueAsync(service) == 0);
        (await course.AttemptEventsAsync(ana)).Count.ShouldBe(events.Count);
    }

    private static async Task<long> CountDueAsync(ServiceUnderTest<Program> service)
    {
        await using var session = service.Store.QuerySession();
        return (await session.QueryAsync<long>("select count(*) from due"))[0];
    }
}
