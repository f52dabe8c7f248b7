using System.Net.Http.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Insight;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>A faulty item is put right before the release, and after it.</summary>
public sealed class CorrectionTests(AssessmentService assessment)
{
    private static readonly string[] Letters = ["a", "b", "c"];

    private static object Body(Guid item, string kind, string[]? optionIds = null, decimal? weight = null) =>
        new { ItemId = item, Kind = kind, OptionIds = optionIds, Weight = weight, Reason = new { En = "Two options are right.", Pt = "Duas opções estão certas." } };

    private static Task<HttpResponseMessage> Preview(Course course, object body, string query = "") =>
        course.Coordinator.PostAsJsonAsync($"/api/assessment/tests/{course.TestId}/corrections/preview{query}", body);

    private static async Task<HttpResponseMessage> Apply(Course course, object body, long? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/assessment/tests/{course.TestId}/corrections") { Content = JsonContent.Create(body) };
        if (version is { } seen)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"{seen}");
        }

        return await course.Coordinator.SendAsync(request);
    }

    private static Task<CorrectionsAnswer> Corrections(Course course) =>
        course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/corrections").ReadAsync<CorrectionsAnswer>();

    private static Task Done(Course course, int corrections) =>
        Eventually.TrueAsync(async () => await Corrections(course) is { Waiting: 0 } c && c.Items.Count == corrections);

    /// <summary>Each chose another option of the single choice, and one of two right ones of the multiple choice.</summary>
    private static async Task<(Course Course, Guid[] People)> TakenAsync(ServiceUnderTest<Program> service, int people = 3)
    {
        var course = await Course.PlannedAsync(service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var all = new Guid[people];
        for (var i = 0; i < people; i++)
        {
            all[i] = await course.CandidateAsync();
            await course.StartAsync(all[i]);
            await course.SaveAsync(all[i], course.Single, Letters[i % 3]);
            await course.SaveAsync(all[i], course.Multiple, "a");
            await course.PostSubmitAsync(all[i]).ReadAsync<AttemptAnswer>();
        }

        await course.PostAsync("close").ReadAsync<TestAnswer>();
        await Eventually.TrueAsync(async () => (await course.SummaryAsync()).Graded == people);
        return (course, all);
    }

    [Fact]
    public async Task A_correction_before_the_release_is_previewed_applied_and_explained()
    {
        var (course, people) = await TakenAsync(assessment.Service);
        var body = Body(course.Single, "acceptAlso", ["c"]);
        await Apply(course, body, null).ShouldRefuseAsync(422, "if-match-missing");
        var preview = await Preview(course, body).ReadAsync<CorrectionPreviewAnswer>();
        (preview.Correction, preview.Attempts, preview.NotGraded, preview.Rise, preview.Fall, preview.Pass, preview.Fail, preview.Next).ShouldBe((1, 3, 0, 1, 0, 1, 0, null));
        preview.Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.PersonId.ShouldBe(people[2]), c => (c.ScoreFrom, c.ScoreTo, c.PassedFrom, c.PassedTo).ShouldBe((33.33m, 66.67m, false, true)));
        (await course.GradeEventsAsync(people[2])).ShouldHaveSingleItem();

        await Apply(course, body, preview.Version + 1).ShouldRefuseAsync(412, "stale-version");
        var applied = await Apply(course, body, preview.Version).ReadAsync<CorrectionsAnswer>();
        applied.Items.ShouldHaveSingleItem().Reason.Pt.ShouldBe("Duas opções estão certas.");
        // A lost answer is asked for again, with the version of then.
        (await Apply(course, body, preview.Version).ReadAsync<CorrectionsAnswer>()).ShouldSatisfyAllConditions(
            c => c.Version.ShouldBe(applied.Version), c => c.Items.Count.ShouldBe(1));
        (await Preview(course, body).ReadAsync<CorrectionPreviewAnswer>()).Correction.ShouldBeNull();
        await Done(course, 1);
        foreach (var person in people)
        {
            (await course.GradeEventsAsync(person)).Select(e => e.GetType().Name).ShouldBe(["AttemptGraded", "AttemptRegraded"]);
        }

        await course.GetResultAsync(people[2]).ShouldRefuseAsync(409, "result-not-released");
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items.Single(a => a.PersonId == people[2]) is { ScorePercent: 66.67m, Status: "graded" });
        await course.ReleaseAsync();
        var result = await course.GetResultAsync(people[2]).ReadAsync<ResultAnswer>();
        (result.ScorePercent, result.ReleasedScorePercent, result.Passed).ShouldBe((66.67m, 66.67m, true));
        result.Items[0].Because.ShouldBe("The right option. The item was corrected (correction 1).");
        result.Items[0].Options.Where(o => o.Correct == true).Select(o => o.OptionId).Order().ShouldBe(["b", "c"]);
        result.Corrections.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Reason.ShouldBe("Two options are right."), c => c.What.ShouldBe("Further answers to the item are accepted."), c => c.ItemId.ShouldBe(course.Single));
        (await course.AttemptEventsAsync(people[2])).OfType<ResultReleased>().ShouldHaveSingleItem().Correction.ShouldBeNull();
    }

    [Fact]
    public async Task After_the_release_what_changes_is_released_anew_and_comes_to_what_was_previewed()
    {
        var (database, broker) = (await assessment.Servers.CreateDatabaseAsync("corrected"), await assessment.Servers.CreateVirtualHostAsync("corrected"));
        await using var service = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        var (course, people) = await TakenAsync(service, 7);
        await course.ReleaseAsync();
        var body = Body(course.Multiple, "drop");
        var preview = await Preview(course, body, "?limit=5").ReadAsync<CorrectionPreviewAnswer>();
        // Who had the single choice right has all of what is left, the others nothing.
        (preview.Rise, preview.Fall, preview.Pass, preview.Fail, preview.Items.Count).ShouldBe((2, 5, 0, 0, 5));
        var rest = await Preview(course, body, $"?after={preview.Next}").ReadAsync<CorrectionPreviewAnswer>();
        rest.Next.ShouldBeNull();

        await Apply(course, body, preview.Version).ReadAsync<CorrectionsAnswer>();
        await Done(course, 1);
        await Apply(course, Body(course.Single, "drop"), preview.Version + 1).ShouldRefuseAsync(409, "last-item");
        foreach (var change in preview.Items.Concat(rest.Items))
        {
            var released = (await course.AttemptEventsAsync(change.PersonId)).OfType<ResultReleased>().ToList();
            released.Select(r => r.ScorePercent).ShouldBe([change.ScoreFrom, change.ScoreTo]);
            released.Select(r => r.Correction).ShouldBe([null, 1]);
            (await course.GetResultAsync(change.PersonId).ReadAsync<ResultAnswer>()).ShouldSatisfyAllConditions(
                r => r.ReleasedScorePercent.ShouldBe(change.ScoreTo), r => r.ScorePercent.ShouldBe(change.ScoreTo), r => r.Passed.ShouldBe(change.PassedTo),
                r => r.Items[1].Weight.ShouldBe(0), r => r.Items[1].Because.ShouldStartWith("The item counts for nobody."));
        }

        // Rows and views are folds: rebuilt, they ask again, and nothing comes of it.
        await Eventually.TrueAsync(async () => (await course.SummaryAsync()).AverageScorePercent == 28.57m);
        var before = (await course.AttemptsAsync()).Items;
        await service.RebuildAsync("attempts", "due");
        await Done(course, 1);
        (await course.AttemptsAsync()).Items.ShouldBeEquivalentTo(before);
        foreach (var person in people)
        {
            (await course.GradeEventsAsync(person)).Count.ShouldBe(2);
            (await course.AttemptEventsAsync(person)).OfType<ResultReleased>().Count().ShouldBe(2);
        }

        var insight = await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/insight").ReadAsync<TestInsightAnswer>();
        insight.Items.ShouldHaveSingleItem().ItemId.ShouldBe(course.Single);
    }

    [Fact]
    public async Task A_correction_while_attempts_end_and_are_graded_reaches_each_of_them()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => course.CandidateAsync()));
        await Task.WhenAll(people.Select(course.StartAsync));
        await Task.WhenAll(people.Select(p => course.SaveAsync(p, course.Single, "c")));

        var ending = people.Select(p => course.PostSubmitAsync(p).ReadAsync<AttemptAnswer>()).ToList();
        await Apply(course, Body(course.Single, "acceptAlso", ["c"]), 1).ReadAsync<CorrectionsAnswer>();
        await Apply(course, Body(course.Single, "reweight", weight: 2), 2).ReadAsync<CorrectionsAnswer>();
        await Task.WhenAll(ending);
        await course.ReleaseAsync();
        await Done(course, 2);
        foreach (var person in people)
        {
            (await course.GetResultAsync(person).ReadAsync<ResultAnswer>()).ShouldSatisfyAllConditions(
                r => r.Points.ShouldBe(2), r => r.ScorePercent.ShouldBe(50), r => r.ReleasedScorePercent.ShouldBe(50), r => r.Corrections.Count.ShouldBe(2));
        }
    }

    [Fact]
    public async Task When_another_attempt_counts_afterwards_both_are_released_anew_and_told()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync(attempts: 2).ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        foreach (var (number, item, options) in ((int, Guid, string[])[])[(1, course.Single, ["b"]), (2, course.Multiple, ["a", "c"])])
        {
            await course.StartAsync(ana);
            await course.PutAnswerAsync(ana, item, options, number).ReadAsync<SavedAnswerAnswer>();
            await course.PostSubmitAsync(ana, number).ReadAsync<AttemptAnswer>();
        }

        await course.ReleaseAsync();
        (await course.GetResultAsync(ana, 2).ReadAsync<ResultAnswer>()).Counts.ShouldBeTrue();

        await Apply(course, Body(course.Multiple, "drop"), 1).ReadAsync<CorrectionsAnswer>();
        await Done(course, 1);
        var (one, two) = ((await course.AttemptEventsAsync(ana, 1)).OfType<ResultReleased>().ToList(), (await course.AttemptEventsAsync(ana, 2)).OfType<ResultReleased>().ToList());
        one.Select(r => (r.ScorePercent, r.Counts, r.CountedBefore)).ShouldBe([(33.33m, false, null), (100, true, null)]);
        two.Select(r => (r.ScorePercent, r.Counts, r.CountedBefore)).ShouldBe([(66.67m, true, null), (0, false, true)]);
        (await course.GetResultAsync(ana, 1).ReadAsync<ResultAnswer>()).ShouldSatisfyAllConditions(r => r.Counts.ShouldBeTrue(), r => r.Passed.ShouldBeTrue());
    }

    [Fact]
    public async Task Only_the_coordination_corrects_and_only_what_there_is()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/corrections").ShouldRefuseAsync(404, "not-found");
        await Preview(course, Body(course.Single, "drop")).ShouldRefuseAsync(404, "not-found");
        await course.PutTestAsync(opensIn: TimeSpan.FromHours(1)).ReadAsync<TestAnswer>();
        await Preview(course, Body(course.Single, "drop")).ShouldRefuseAsync(409, "test-not-open");
        await Preview(course, Body(course.Single, "reweight", weight: 0)).ShouldRefuseAsync(422, "invalid-values");
        await Preview(course, Body(course.Single, "reweight")).ShouldRefuseAsync(422, "incoherent-correction");
        await course.As(Guid.CreateVersion7()).GetAsync($"/api/assessment/tests/{course.TestId}/corrections").ShouldRefuseAsync(403, "forbidden");
    }
}
