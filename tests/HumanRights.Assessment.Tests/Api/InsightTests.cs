using HumanRights.Assessment.Insight;
using HumanRights.Assessment.ModuleTests;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>A test taken by a few people, in figures.</summary>
public sealed class InsightTests(AssessmentService assessment)
{
    private static readonly (string[] Single, string[] Multiple)[] Sheets =
        [(["b"], ["a", "c"]), (["b"], ["a", "c"]), (["b"], ["a"]), (["b"], ["a"]), (["b"], ["d"]), (["a"], ["a"]), (["a"], ["b"]), ([], ["b"])];

    [Fact]
    public async Task A_closed_test_is_told_in_figures_that_agree_with_what_its_people_answered()
    {
        var course = await TakenAsync(Sheets.Length);
        var composed = await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}").ReadAsync<TestAnswer>();
        (await Insight(course).ShouldRefuseAsync(409, "test-not-closed")).GetProperty("detail").GetString()!.ShouldContain($"{composed.ClosesInLisbon} (Lisbon)");
        await course.PostAsync("close").ReadAsync<TestAnswer>();
        var insight = await Eventually.GetAsync(async () => await Insight(course).ReadAsync<TestInsightAnswer>() is { Figures: not null } answer ? answer : null);

        insight.Attempts.ShouldBe(new AttemptsCounted(8, 8, 0, 0, 0));
        // Five of eight chose b, worth 1 of 3; of the multiple choice's weight 2 the sheets earned 2, 2, 1, 1, 0 (d: less than nothing), 1, 0 and 0.
        var single = insight.Items.Single(i => i.ItemId == course.Single);
        single.Difficulty.ShouldBe(0.625);
        single.Options.Single(o => o.OptionId == "b").People.ShouldBe(5);
        single.Options.Single(o => o.OptionId == "a").ShouldSatisfyAllConditions(o => o.People.ShouldBeNull(), o => o.Absent!.Code.ShouldBe("small-group"));
        insight.Figures!.People.ShouldBe(8);
        // Three of eight are fewer than five: how many passed is not told either.
        insight.Figures.Tenths.Where(t => t.People is not null).ShouldAllBe(t => t.People == 0 || t.People >= 5);
        insight.Objectives.ShouldBeEmpty();

        (await Item(course.Single).ReadAsync<ItemInsightAnswer>()).Versions.ShouldBeEmpty();
        await course.PostAsync("release").ReadAsync<TestAnswer>();
        (await Item(course.Single).ReadAsync<ItemInsightAnswer>()).Versions.ShouldHaveSingleItem().Figures.Difficulty.ShouldBe(0.625);
    }

    [Fact]
    public async Task Of_few_people_nothing_is_told_and_of_no_test_neither()
    {
        var course = await TakenAsync(4);
        await course.PostAsync("close").ReadAsync<TestAnswer>();
        var insight = await Eventually.GetAsync(async () => await Insight(course).ReadAsync<TestInsightAnswer>() is { Attempts.Included: 4 } answer ? answer : null);
        insight.ShouldSatisfyAllConditions(i => i.Figures.ShouldBeNull(), i => i.Items.ShouldBeEmpty(), i => i.Objectives.ShouldBeEmpty(), i => i.Absent!.Code.ShouldBe("small-group"));
        await course.Coordinator.GetAsync($"/api/assessment/tests/{Guid.CreateVersion7()}/insight").ShouldRefuseAsync(404, "not-found");
        await Item(Guid.CreateVersion7()).ShouldRefuseAsync(404, "not-found");
    }

    private static Task<HttpResponseMessage> Insight(Course course) => course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/insight");

    private Task<HttpResponseMessage> Item(Guid item) =>
        assessment.Service.As(Guid.CreateVersion7(), Roles.Trainer).GetAsync($"/api/assessment/items/{item}/insight");

    private async Task<Course> TakenAsync(int people)
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        foreach (var (single, multiple) in Sheets.Take(people))
        {
            var person = await course.CandidateAsync();
            await course.StartAsync(person);
            await course.SaveAsync(person, course.Single, single);
            await course.SaveAsync(person, course.Multiple, multiple);
            using var submitted = await course.PostSubmitAsync(person);
            submitted.EnsureSuccessStatusCode();
        }

        return course;
    }
}
