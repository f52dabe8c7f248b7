using System.Net;
using System.Net.Http.Json;
using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>A test of two items, of weight 1 and 2; pass mark 50 %.</summary>
public sealed class AppealTests(AssessmentService assessment)
{
    private ServiceUnderTest<Program> Service => assessment.Service;

    [Fact]
    public async Task A_failed_result_that_is_reversed_is_released_anew_as_passed()
    {
        var (course, ana) = await ReleasedAsync("a");
        var lodged = await LodgeAsync(course, ana, "Option c is not in the text we were given.", course.Multiple).ReadAsync<AppealText>();
        (lodged.Outcome, lodged.ItemId, lodged.Reasons).ShouldBe((AppealTexts.Open, course.Multiple, null));
        (await LodgeAsync(course, ana, "The same again.", course.Multiple).ReadAsync<AppealText>()).ShouldBe(lodged);
        await LodgeAsync(course, ana, "And another thing.", course.Single).ShouldRefuseAsync(409, "appeal-open");

        (await ListAsync(course, "?outcome=open")).Items.ShouldBe([lodged]);
        (await course.Coordinator.GetAsync(Of(course, lodged.Id)).ReadAsync<AppealText>()).ShouldBe(lodged);
        (await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/attempts/{lodged.AttemptId}/grade")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var decided = await DecideAsync(course, lodged.Id, "reversed", "Option c was not taught.", (course.Multiple, 2)).ReadAsync<AppealText>();
        (decided.Outcome, decided.Reasons, decided.Words).ShouldBe((AppealTexts.Reversed, "Option c was not taught.", lodged.Words));
        // Repeated, the reasons first given stand.
        (await DecideAsync(course, lodged.Id, "reversed", "Or because.", (course.Multiple, 2)).ReadAsync<AppealText>()).ShouldBe(decided);
        await DecideAsync(course, lodged.Id, "upheld", "On reflection, no.").ShouldRefuseAsync(409, "appeal-already-decided");

        await Eventually.TrueAsync(async () => (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).Passed);
        var result = await course.GetResultAsync(ana).ReadAsync<ResultAnswer>();
        (result.Points, result.ScorePercent, result.ReleasedScorePercent, result.Counts).ShouldBe((2m, 66.67m, 66.67m, true));
        result.Items[1].Because.ShouldBe("Marked anew on appeal; the reasons are with the appeal.");
        (await MineAsync(course, ana)).Items.ShouldBe([decided]);
        (await ListAsync(course, "?outcome=open")).Items.ShouldBeEmpty();
        (await course.AttemptEventsAsync(ana)).OfType<ResultReleased>().Select(r => (r.ScorePercent, r.Passed, r.CountedBefore))
            .ShouldBe([(33.33m, false, null), (66.67m, true, null)]);
        (await course.GradeEventsAsync(ana)).Select(e => e.GetType().Name).ShouldBe([nameof(AttemptGraded), nameof(AppealLodged), nameof(AppealDecided)]);
        await LodgeAsync(course, ana, "Even so.", course.Multiple).ShouldRefuseAsync(409, "appeal-already-decided");
        await Eventually.TrueAsync(async () => await course.SummaryAsync() is { Passed: 1, Failed: 0, AverageScorePercent: 66.67m });
    }

    [Fact]
    public async Task A_result_that_is_upheld_is_not_released_anew()
    {
        var (course, ana) = await ReleasedAsync("a");
        var lodged = await LodgeAsync(course, ana, "I was tired.").ReadAsync<AppealText>();
        (await DecideAsync(course, lodged.Id, "upheld", "So were others.").ReadAsync<AppealText>()).Outcome.ShouldBe(AppealTexts.Upheld);
        (await MineAsync(course, ana)).Items.ShouldHaveSingleItem().Reasons.ShouldBe("So were others.");
        await LodgeAsync(course, ana, "Still.").ShouldRefuseAsync(409, "appeal-already-decided");
        (await course.AttemptEventsAsync(ana)).OfType<ResultReleased>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_two_attempts_the_appealed_one_may_be_the_one_that_counts_from_now_on()
    {
        var (course, ana) = await ReleasedAsync("a", second: ["a", "c"]);
        (await course.GetResultAsync(ana, 2).ReadAsync<ResultAnswer>()).Counts.ShouldBeTrue();
        var lodged = await LodgeAsync(course, ana, "Both.", number: 1).ReadAsync<AppealText>();
        await DecideAsync(course, lodged.Id, "reversed", "Indeed.", (course.Single, 1), (course.Multiple, 2)).ReadAsync<AppealText>();

        foreach (var number in (int[])[1, 2])
        {
            await Eventually.TrueAsync(async () => (await course.AttemptEventsAsync(ana, number)).OfType<ResultReleased>().Count() == 2);
        }

        (await course.AttemptEventsAsync(ana, 1)).OfType<ResultReleased>().Select(r => (r.ScorePercent, r.Counts, r.CountedBefore)).ShouldBe([(33.33m, false, null), (100m, true, null)]);
        (await course.AttemptEventsAsync(ana, 2)).OfType<ResultReleased>().Select(r => (r.ScorePercent, r.Counts, r.CountedBefore)).ShouldBe([(66.67m, true, null), (66.67m, false, true)]);
    }

    [Fact]
    public async Task Of_two_coordinators_who_decide_at_once_the_first_has_decided()
    {
        var (course, ana) = await ReleasedAsync("a");
        var lodged = await LodgeAsync(course, ana, "Please.").ReadAsync<AppealText>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => n % 2 == 0
            ? DecideAsync(course, lodged.Id, "upheld", $"No ({n}).") : DecideAsync(course, lodged.Id, "reversed", $"Yes ({n}).", (course.Multiple, 2))));
        answers.Select(a => a.StatusCode).Order().ShouldBe([.. Enumerable.Repeat(HttpStatusCode.OK, 4), .. Enumerable.Repeat(HttpStatusCode.Conflict, 4)]);
        var decided = (await course.GradeEventsAsync(ana)).OfType<AppealDecided>().ShouldHaveSingleItem();
        var row = (await MineAsync(course, ana)).Items.ShouldHaveSingleItem();
        (row.Outcome, row.Reasons!.StartsWith("Yes", StringComparison.Ordinal)).ShouldBe(
            decided.Outcome == AppealOutcome.Upheld ? (AppealTexts.Upheld, false) : (AppealTexts.Reversed, true));
    }

    [Fact]
    public async Task What_is_withdrawn_is_not_decided_and_can_be_lodged_again()
    {
        var (course, ana) = await ReleasedAsync("a");
        var lodged = await LodgeAsync(course, ana, "Please.").ReadAsync<AppealText>();
        var path = $"{Mine(course)}/{lodged.Id}";
        (await course.As(ana).DeleteAsync(path).ReadAsync<AppealText>()).Outcome.ShouldBe(AppealTexts.Withdrawn);
        (await course.As(ana).DeleteAsync(path).ReadAsync<AppealText>()).Outcome.ShouldBe(AppealTexts.Withdrawn);
        await DecideAsync(course, lodged.Id, "upheld", "No.").ShouldRefuseAsync(409, "appeal-withdrawn");
        var again = await LodgeAsync(course, ana, "After all.").ReadAsync<AppealText>();
        again.Id.ShouldNotBe(lodged.Id);
        await DecideAsync(course, again.Id, "upheld", "No.").ReadAsync<AppealText>();
        await course.As(ana).DeleteAsync($"{Mine(course)}/{again.Id}").ShouldRefuseAsync(409, "appeal-already-decided");

        var first = await ListAsync(course, "?limit=1");
        first.Items.ShouldHaveSingleItem().Id.ShouldBe(lodged.Id);
        (await ListAsync(course, $"?after={first.Next}")).Items.ShouldHaveSingleItem().Id.ShouldBe(again.Id);
        await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/appeals?outcome=lost").ShouldRefuseAsync(422, "unknown-outcome");
    }

    [Fact]
    public async Task Nobody_appeals_before_the_release_nor_a_result_that_is_not_theirs()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        await course.StartAsync(ana);
        await LodgeAsync(course, ana, "Early.").ShouldRefuseAsync(409, "result-not-released");
        await course.ReleaseAsync();
        await LodgeAsync(course, rui, "Mine?").ShouldRefuseAsync(404, "not-found");
        await LodgeAsync(course, ana, "").ShouldRefuseAsync(422, "invalid-values");
        await LodgeAsync(course, ana, "Which?", Guid.CreateVersion7()).ShouldRefuseAsync(422, "unknown-item");

        var lodged = await LodgeAsync(course, ana, "Please.").ReadAsync<AppealText>();
        await course.As(rui).DeleteAsync($"{Mine(course)}/{lodged.Id}").ShouldRefuseAsync(404, "not-found");
        (await MineAsync(course, rui)).Items.ShouldBeEmpty();
        await course.As(rui).GetAsync(Of(course, lodged.Id)).ShouldRefuseAsync(403, "forbidden");
        await Service.As(ana, Roles.Coordinator).PostAsJsonAsync($"{Of(course, lodged.Id)}/decision", new { Outcome = "upheld", Reasons = "I lose." }).ShouldRefuseAsync(403, "own-appeal");
        await DecideAsync(course, lodged.Id, "reversed", "Yes.").ShouldRefuseAsync(422, "reversal-without-marks");
        await DecideAsync(course, lodged.Id, "reversed", "Yes.", (course.Single, 1.5m)).ShouldRefuseAsync(422, "points-out-of-range");
        await DecideAsync(course, Guid.CreateVersion7(), "upheld", "No.").ShouldRefuseAsync(404, "not-found");

        // By the way of another test.
        var other = ModuleTest.IdOf(course.EditionId, 2);
        await course.Coordinator.GetAsync($"/api/assessment/tests/{other}/appeals/{lodged.Id}").ShouldRefuseAsync(404, "not-found");
        await course.Coordinator.PostAsJsonAsync($"/api/assessment/tests/{other}/appeals/{lodged.Id}/decision", new { Outcome = "upheld", Reasons = "No." }).ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task An_erased_persons_words_go_and_do_not_come_back_with_the_decision()
    {
        var (course, ana) = await ReleasedAsync("a");
        var lodged = await LodgeAsync(course, ana, "These are my words.").ReadAsync<AppealText>();
        await Service.PublishAsync(new PersonErased(ana));
        await Eventually.TrueAsync(async () => (await ListAsync(course)).Items.Count == 0);
        await DecideAsync(course, lodged.Id, "upheld", "No.").ShouldRefuseAsync(404, "not-found");
        (await course.GradeEventsAsync(ana)).OfType<AppealLodged>().ShouldHaveSingleItem();
    }

    /// <summary>An attempt that answers the second item so; and another one, if so wished.</summary>
    private async Task<(Course Course, Guid Person)> ReleasedAsync(string option, params string[] second)
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(attempts: second is [] ? 1 : 2).ReadAsync<TestAnswer>();
        var person = await course.CandidateAsync();
        foreach (var (number, options) in second is [] ? [(1, [option])] : ((int, string[])[])[(1, [option]), (2, second)])
        {
            await course.StartAsync(person);
            await course.PutAnswerAsync(person, course.Multiple, options, number).ReadAsync<SavedAnswerAnswer>();
            await course.PostSubmitAsync(person, number).ReadAsync<AttemptAnswer>();
        }

        await course.ReleaseAsync();
        return (course, person);
    }

    private static string Mine(Course course, int number = 1) => $"/api/assessment/tests/{course.TestId}/my-attempts/{number}/result/appeals";

    private static string Of(Course course, Guid appeal) => $"/api/assessment/tests/{course.TestId}/appeals/{appeal}";

    private static Task<HttpResponseMessage> LodgeAsync(Course course, Guid person, string words, Guid? itemId = null, int number = 1) =>
        course.As(person).PostAsJsonAsync(Mine(course, number), new { Words = words, ItemId = itemId });

    private static Task<Page<AppealText>> MineAsync(Course course, Guid person) => course.As(person).GetAsync(Mine(course)).ReadAsync<Page<AppealText>>();

    private static Task<Page<AppealText>> ListAsync(Course course, string query = "") =>
        course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/appeals{query}").ReadAsync<Page<AppealText>>();

    private static Task<HttpResponseMessage> DecideAsync(Course course, Guid appeal, string outcome, string reasons, params (Guid ItemId, decimal Points)[] marks) =>
        course.Coordinator.PostAsJsonAsync(
            $"{Of(course, appeal)}/decision", new { Outcome = outcome, Reasons = reasons, Marks = marks.Select(m => new { m.ItemId, m.Points }) });
}
