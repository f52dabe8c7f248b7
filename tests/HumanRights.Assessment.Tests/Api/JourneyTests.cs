using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Contracts.Enrolment;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

public sealed class JourneyTests(AssessmentService assessment)
{
    private ServiceUnderTest<Program> Service => assessment.Service;

    [Fact]
    public async Task From_the_bank_to_a_released_and_explained_result()
    {
        var course = await Course.PlannedAsync(Service);
        (await course.PutTestAsync().ReadAsync<TestAnswer>()).PassMarkPercent.ShouldBe(50);
        var ana = await course.CandidateAsync();

        var attempt = await course.StartAsync(ana);
        attempt.Items.Select(i => i.ItemId).ShouldBe([course.Single, course.Multiple]);
        (await course.StartAsync(ana)).AttemptId.ShouldBe(attempt.AttemptId);

        await course.SaveAsync(ana, course.Single, "b");
        (await course.SaveAsync(ana, course.Multiple, "a")).Answered.ShouldBe(2);
        var submitted = await course.PostSubmitAsync(ana).ReadAsync<AttemptAnswer>();
        submitted.Status.ShouldBe(AttemptStatus.Submitted);
        (await course.PostSubmitAsync(ana).ReadAsync<AttemptAnswer>()).Receipt.ShouldBe(submitted.Receipt.ShouldNotBeNull());
        await course.PutAnswerAsync(ana, course.Single, ["a"]).ShouldRefuseAsync(409, "attempt-submitted");

        await course.GetResultAsync(ana).ShouldRefuseAsync(409, "result-not-released");
        await course.PostAsync("release").ShouldRefuseAsync(409, "test-still-open");
        await course.ReleaseAsync();

        var result = await course.GetResultAsync(ana).ReadAsync<ResultAnswer>();
        (result.Points, result.MaxPoints, result.ScorePercent, result.Passed, result.Counts).ShouldBe((2m, 3m, 66.67m, true, true));
        result.Items[1].Because.ShouldBe("1 of 2 right and 0 of 2 wrong options chosen.");
        result.Items[1].Options.Where(o => o.Correct == true).Select(o => o.OptionId).ShouldBe(["a", "c"]);
        (await course.AttemptEventsAsync(ana)).Select(e => e.GetType().Name).ShouldBe(
            ["AttemptStarted", "AnswerSaved", "AnswerSaved", "AttemptSubmitted", "ResultReleased"]);
        (await course.GradeEventsAsync(ana)).ShouldHaveSingleItem();
        (await course.SummaryAsync()).ShouldBe(new Views.TestSummaryAnswer(course.TestId, TestStage.Released, 1, 0, 1, 0, 1, 1, 1, 0, 66.67m));
    }

    [Fact]
    public async Task Closing_a_test_closes_open_attempts_with_what_was_saved()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        await course.StartAsync(ana);
        await course.SaveAsync(ana, course.Single, "b");
        await course.ReleaseAsync();

        (await course.AttemptEventsAsync(ana)).OfType<AttemptClosed>().ShouldHaveSingleItem().Reason.ShouldBe(ClosingReason.TestClosed);
        (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).ScorePercent.ShouldBe(33.33m);
        await course.PutAnswerAsync(ana, course.Multiple, ["a"]).ShouldRefuseAsync(409, "attempt-closed");
        await course.PostSubmitAsync(ana).ShouldRefuseAsync(409, "attempt-closed");
        await course.PostStartAsync(rui).ShouldRefuseAsync(409, "test-closed");
        await course.PostStartAsync(ana).ShouldRefuseAsync(409, "test-closed");
    }

    [Fact]
    public async Task Of_two_attempts_the_better_one_counts()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(attempts: 2).ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        foreach (var (number, option) in ((int, string)[])[(1, "b"), (2, "a")])
        {
            (await course.StartAsync(ana)).Number.ShouldBe(number);
            await course.PutAnswerAsync(ana, course.Single, [option], number).ReadAsync<SavedAnswerAnswer>();
            await course.PostSubmitAsync(ana, number).ReadAsync<AttemptAnswer>();
        }

        await course.PostStartAsync(ana).ShouldRefuseAsync(409, "no-attempts-left");
        await course.ReleaseAsync();
        (await course.GetResultAsync(ana, 1).ReadAsync<ResultAnswer>()).Counts.ShouldBeTrue();
        (await course.GetResultAsync(ana, 2).ReadAsync<ResultAnswer>()).Counts.ShouldBeFalse();
    }

    [Fact]
    public async Task Saves_that_overtake_one_another_end_with_the_last_given()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await course.PutAnswerAsync(ana, course.Multiple, ["a", "c"], order: 3).ReadAsync<SavedAnswerAnswer>();
        (await course.PutAnswerAsync(ana, course.Multiple, ["b"], order: 2).ReadAsync<SavedAnswerAnswer>()).OptionIds.ShouldBe(["a", "c"]);
        await course.PutAnswerAsync(ana, course.Multiple, ["a", "c"], order: 3).ReadAsync<SavedAnswerAnswer>();
        (await course.AttemptEventsAsync(ana)).OfType<AnswerSaved>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_coordination_sees_how_many_items_are_answered_not_how_often()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await course.SaveAsync(ana, course.Single, "a");
        await course.SaveAsync(ana, course.Single, "b");
        await course.SaveAsync(ana, course.Multiple, "a");
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items is [{ Answers: 2, Answered: var items }] && items.SequenceEqual([course.Single, course.Multiple]));
        await course.SaveAsync(ana, course.Multiple);
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items is [{ Answers: 1 }]);
    }

    [Fact]
    public async Task Only_a_seat_lets_one_take_the_test_whatever_the_order_of_the_news()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var rui = Guid.CreateVersion7();
        await course.PostStartAsync(rui).ShouldRefuseAsync(409, "no-seat");

        // The roster recorded: taken (2), given up (5). Told in another order, and twice.
        var (taken, givenUp) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(new SeatGivenUp(course.EditionId, rui, rui), givenUp, version: 5);
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Candidates.Candidate.Stream(course.EditionId, rui))).Count == 1);
        await Service.PublishAsync(new SeatTaken(course.EditionId, rui, rui, "registration"), taken, version: 2);
        await Service.PublishAsync(new SeatTaken(course.EditionId, rui, rui, "registration"), taken, version: 2);
        await Service.PublishAsync(new SeatTaken(course.EditionId, rui, rui, "promotion"), version: 9);
        await Eventually.TrueAsync(async () => (await Service.StateAsync<Candidates.Candidate>(Candidates.Candidate.Stream(course.EditionId, rui))).HasSeat);
        (await Service.EventsAsync(Candidates.Candidate.Stream(course.EditionId, rui))).Count.ShouldBe(2);

        await Service.PublishAsync(new PersonErased(rui));
        await Eventually.TrueAsync(async () => (await Service.StateAsync<Candidates.Person>(Candidates.Person.Stream(rui))).Forgotten);
        await course.PostStartAsync(rui).ShouldRefuseAsync(409, "no-seat");
    }

    [Fact]
    public async Task A_revised_item_leaves_the_composed_test_as_it_was()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(opensIn: TimeSpan.FromHours(1)).ReadAsync<TestAnswer>();
        await course.Coordinator.PutAsJsonAsync($"/api/assessment/items/{course.Single}", Course.Content("singleChoice", 1, ("a", true), ("b", false)))
            .ReadAsync<Items.ItemAnswer>();
        (await course.PutTestAsync(opensIn: TimeSpan.FromHours(1)).ReadAsync<TestAnswer>()).Items[0].Version.ShouldBe(1);
        await course.ApproveAsync(course.Single, 2);
        (await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}").ReadAsync<TestAnswer>()).Items[0].Version.ShouldBe(1);
        await Eventually.TrueAsync(async () => (await course.Coordinator.GetAsync(
            $"/api/assessment/items?programmeId={course.ProgrammeId}&moduleNumber=1&limit=1").ReadAsync<Page<Views.ItemView>>()).Items[0].ApprovedVersion == 2);
    }

    [Fact]
    public async Task Each_sees_their_own_tests_and_attempts_only()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        await course.StartAsync(ana);
        var mine = await course.As(ana).GetAsync($"/api/assessment/editions/{course.EditionId}/my-tests").ReadAsync<Page<MyTestAnswer>>();
        mine.Items.ShouldHaveSingleItem().Attempts.ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Open);
        await course.As(rui).GetAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1").ShouldRefuseAsync(404, "not-found");
        await course.PutAnswerAsync(rui, course.Single, ["a"]).ShouldRefuseAsync(404, "not-found");
        await course.GetResultAsync(rui).ShouldRefuseAsync(404, "not-found");
        await course.As(rui).GetAsync($"/api/assessment/tests/{course.TestId}/attempts").ShouldRefuseAsync(403, "forbidden");
        await course.As(rui).GetAsync($"/api/assessment/items/{course.Single}").ShouldRefuseAsync(403, "forbidden");
        await course.As(rui).PostAsync($"/api/assessment/tests/{course.TestId}/release", null).ShouldRefuseAsync(403, "forbidden");
        await Service.Anonymous().GetAsync($"/api/assessment/tests/{course.TestId}").ShouldRefuseAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_its_reason()
    {
        var course = await Course.PlannedAsync(Service);
        var draft = Guid.CreateVersion7();
        await course.Coordinator.PostAsJsonAsync("/api/assessment/items",
            new { course.ProgrammeId, ModuleNumber = 1, ItemId = draft, Content = Course.Content("singleChoice", 1, ("a", true), ("b", false)) }).ReadAsync<Items.ItemAnswer>();
        await course.PutTestAsync(items: draft).ShouldRefuseAsync(409, "item-not-approved");
        await course.PutTestAsync(items: [course.Single, course.Single]).ShouldRefuseAsync(422, "item-twice");
        await course.PutTestAsync(items: Guid.CreateVersion7()).ShouldRefuseAsync(404, "not-found");
        await course.PutTestAsync(lasts: TimeSpan.FromHours(-1)).ShouldRefuseAsync(422, "window-ends-before-it-begins");
        await course.PutTestAsync(minutes: 0).ShouldRefuseAsync(422, "invalid-values");
        await course.Coordinator.PostAsJsonAsync("/api/assessment/items",
            new { course.ProgrammeId, ModuleNumber = 1, Content = Course.Content("singleChoice", 1, ("a", true), ("b", true)) }).ShouldRefuseAsync(422, "incoherent-item");
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        await course.PutTestAsync(minutes: 45).ShouldRefuseAsync(409, "test-already-opened");

        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await course.PutAnswerAsync(ana, course.Single, ["a", "b"]).ShouldRefuseAsync(422, "one-option-only");
        await course.PutAnswerAsync(ana, course.Single, ["z"]).ShouldRefuseAsync(422, "unknown-option");
        await course.PutAnswerAsync(ana, draft, ["a"]).ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Its_documentation_knows_no_key_in_what_a_participant_gets_before_release()
    {
        var schemas = (await Service.Anonymous().GetAsync("/openapi/v1.json").ReadAsync<JsonElement>()).GetProperty("components").GetProperty("schemas");
        foreach (var name in (string[])["AttemptAnswer", "AttemptItemAnswer", "OptionAnswer", "SavedAnswerAnswer", "MyAttemptAnswer"])
        {
            schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldNotContain(
                p => p.Contains("correct", StringComparison.OrdinalIgnoreCase) || p.Contains("key", StringComparison.OrdinalIgnoreCase) || p.Contains("score", StringComparison.OrdinalIgnoreCase));
        }
    }
}
