using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

public sealed class CompositionTests(AssessmentService assessment)
{
    private async Task<Course> StockedAsync(int items)
    {
        var course = await Course.PlannedAsync(assessment.Service);
        for (var n = 0; n < items; n++)
        {
            var id = Guid.CreateVersion7();
            await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new
            {
                course.ProgrammeId,
                ModuleNumber = 1,
                ItemId = id,
                Content = new
                {
                    Kind = "trueFalse",
                    Prompt = new { En = "Is it so?", Pt = "É assim?" },
                    Options = new object[] { new { Id = "true", Text = new { En = "Yes", Pt = "Sim" }, Correct = true }, new { Id = "false", Text = new { En = "No", Pt = "Não" } } },
                    Topics = (string[])["asylum"],
                    Objectives = (string[])["c"],
                },
            }).ReadAsync<ItemAnswer>();
            await course.ApproveAsync(id, 1);
        }

        return course;
    }

    private static Task<HttpResponseMessage> PutAsync(Course course, object body) =>
        course.Coordinator.PutAsJsonAsync($"/api/assessment/editions/{course.EditionId}/modules/1/test", body);

    [Fact]
    public async Task Attempts_draw_their_items_by_rule_and_are_marked_by_what_they_drew()
    {
        var course = await StockedAsync(6);
        var test = await PutAsync(course, new
        {
            Items = new[] { course.Single },
            Sections = new object[] { new { Count = 2, Topic = "Asylum", Objective = "c", Weight = 3 } },
            ShuffleItems = true,
            ClosesAt = "2150-01-01T09:00",
            Minutes = 30,
            Attempts = 2,
        }).ReadAsync<TestAnswer>();
        test.Items.Count.ShouldBe(7);
        test.ItemsPerAttempt.ShouldBe(3);

        var ana = await course.CandidateAsync();
        var begun = await course.StartAsync(ana);
        begun.Items.Count.ShouldBe(3);
        begun.Items.ShouldContain(i => i.ItemId == course.Single);
        begun.Items.Where(i => i.ItemId != course.Single).ShouldAllBe(i => i.Weight == 3);
        (await course.AttemptEventsAsync(ana)).OfType<AttemptStarted>().Single().Items.Select(i => i.ItemId).ShouldBe(begun.Items.Select(i => i.ItemId));
        (await course.StartAsync(ana)).Items.Select(i => i.ItemId).ShouldBe(begun.Items.Select(i => i.ItemId));

        var drawn = begun.Items.First(i => i.ItemId != course.Single).ItemId;
        await course.SaveAsync(ana, drawn, "true");
        var other = test.Items.First(i => begun.Items.All(b => b.ItemId != i.ItemId)).ItemId;
        await course.PutAnswerAsync(ana, other, ["true"]).ShouldRefuseAsync(404, "not-found");
        await course.PostSubmitAsync(ana).ReadAsync<AttemptAnswer>();
        await course.ReleaseAsync();
        var result = await course.GetResultAsync(ana).ReadAsync<ResultAnswer>();
        result.ShouldSatisfyAllConditions(r => r.Points.ShouldBe(3), r => r.MaxPoints.ShouldBe(7), r => r.ScorePercent.ShouldBe(42.86m));
        result.Items.Select(i => i.ItemId).ShouldBe(begun.Items.Select(i => i.ItemId));
    }

    [Fact]
    public async Task An_average_of_attempts_is_released_and_shown_without_keys()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await PutAsync(course, new
        {
            Items = new[] { course.Single, course.Multiple },
            ClosesAt = "2150-01-01T09:00",
            Minutes = 30,
            Attempts = 2,
            Counting = "average",
            Feedback = "rightOrWrong",
        }).ReadAsync<TestAnswer>();
        var ana = await course.CandidateAsync();
        foreach (var (number, options) in ((int, string[])[])[(1, ["a", "c"]), (2, [])])
        {
            await course.StartAsync(ana);
            await course.PutAnswerAsync(ana, course.Single, ["b"], number).ReadAsync<SavedAnswerAnswer>();
            await course.PutAnswerAsync(ana, course.Multiple, options, number).ReadAsync<SavedAnswerAnswer>();
            await course.PostSubmitAsync(ana, number).ReadAsync<AttemptAnswer>();
        }

        await course.ReleaseAsync();
        (await course.AttemptEventsAsync(ana, 2)).OfType<ResultReleased>().Single().ShouldSatisfyAllConditions(
            r => r.ScorePercent.ShouldBe(66.67m), r => r.AverageOf.ShouldBe(2), r => r.Passed.ShouldBeTrue(), r => r.Counts.ShouldBeTrue());
        var result = await course.GetResultAsync(ana, 2).ReadAsync<ResultAnswer>();
        result.ShouldSatisfyAllConditions(
            r => r.ScorePercent.ShouldBe(33.33m), r => r.ReleasedScorePercent.ShouldBe(66.67m), r => r.AverageOf.ShouldBe(2), r => r.Passed.ShouldBeTrue());
        result.Items.SelectMany(i => i.Options).ShouldAllBe(o => o.Chosen || o.Correct == null);
        (await course.GetResultAsync(ana, 1).ReadAsync<ResultAnswer>()).Counts.ShouldBeFalse();
        (await course.SummaryAsync()).ShouldSatisfyAllConditions(s => s.Passed.ShouldBe(1), s => s.AverageScorePercent.ShouldBe(66.67m));
    }

    [Fact]
    public async Task A_rehearsal_tells_its_result_at_once_and_counts_for_nothing()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        Task<HttpResponseMessage> PutRehearsalAsync(int number, Guid item) =>
            course.Coordinator.PutAsJsonAsync($"/api/assessment/editions/{course.EditionId}/modules/1/rehearsals/{number}", new { Items = new[] { item }, ClosesAt = "2150-01-01T09:00", Minutes = 30 });
        await PutRehearsalAsync(2, course.Single).ShouldRefuseAsync(409, "rehearsal-out-of-order");
        await PutRehearsalAsync(0, course.Single).ShouldRefuseAsync(409, "rehearsal-out-of-order");
        var first = await PutRehearsalAsync(1, course.Single).ReadAsync<TestAnswer>();
        var second = await PutRehearsalAsync(2, course.Single).ReadAsync<TestAnswer>();
        await PutAsync(course, new { Items = new[] { course.Single }, ClosesAt = "2150-01-01T09:00", Minutes = 30 }).ShouldRefuseAsync(409, "item-kept-apart");
        await PutAsync(course, new { Items = new[] { course.Multiple }, ClosesAt = "2150-01-01T09:00", Minutes = 30 }).ReadAsync<TestAnswer>();

        var ana = await course.CandidateAsync();
        var mine = (await course.As(ana).GetAsync($"/api/assessment/editions/{course.EditionId}/my-tests").ReadAsync<EventSourcing.Page<MyTestAnswer>>()).Items;
        mine.Select(t => (t.TestId, t.Rehearsal)).ShouldBe([(course.TestId, null), (first.TestId, 1), (second.TestId, 2)]);

        string Path(string rest) => $"/api/assessment/tests/{first.TestId}/my-attempts{rest}";
        await course.As(ana).PostAsync(Path(""), null).ReadAsync<AttemptAnswer>();
        await course.As(ana).GetAsync(Path("/1/result")).ShouldRefuseAsync(409, "attempt-not-ended");
        await course.As(ana).PutAsJsonAsync(Path($"/1/answers/{course.Single}"), new { OptionIds = (string[])["b"] }).ReadAsync<SavedAnswerAnswer>();
        await course.As(ana).PostAsync(Path("/1/submit"), null).ReadAsync<AttemptAnswer>();
        (await course.As(ana).GetAsync(Path("/1/result")).ReadAsync<ResultAnswer>()).ShouldSatisfyAllConditions(
            r => r.ScorePercent.ShouldBe(100), r => r.Passed.ShouldBeTrue(), r => r.Counts.ShouldBeFalse(), r => r.Items.ShouldHaveSingleItem().Options.ShouldContain(o => o.Correct == true));

        await course.Coordinator.PostAsync($"/api/assessment/tests/{first.TestId}/close", null).ReadAsync<TestAnswer>();
        await course.Coordinator.PostAsync($"/api/assessment/tests/{first.TestId}/release", null).ShouldRefuseAsync(409, "rehearsal-not-released");
        (await assessment.Service.EventsAsync(Attempt.Stream(first.TestId, ana, 1))).Select(e => e.Data).OfType<ResultReleased>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_beyond_the_bank_is_refused_with_what_is_missing()
    {
        var course = await StockedAsync(1);
        using var answer = await PutAsync(course, new
        {
            Sections = new object[] { new { Count = 3, Topic = "asylum" }, new { Count = 2 } },
            ClosesAt = "2150-01-01T09:00",
            Minutes = 30,
        });
        ((int)answer.StatusCode).ShouldBe(409);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("too-few-items");
        var lack = problem.GetProperty("sections")[0];
        (lack.GetProperty("section").GetInt32(), lack.GetProperty("wanted").GetInt32(), lack.GetProperty("fitting").GetInt32(), lack.GetProperty("missing").GetInt32())
            .ShouldBe((1, 3, 1, 2));

        await PutAsync(course, new { ClosesAt = "2150-01-01T09:00", Minutes = 30 }).ShouldRefuseAsync(422, "test-without-items");
        await PutAsync(course, new { Sections = new object[] { new { Count = 0 } }, ClosesAt = "2150-01-01T09:00", Minutes = 30 }).ShouldRefuseAsync(422, "invalid-values");
        await PutAsync(course, new { Sections = new object[] { new { Count = 1, Objective = "human dignity" } }, ClosesAt = "2150-01-01T09:00", Minutes = 30 }).ShouldRefuseAsync(422, "invalid-values");
    }

    [Fact]
    public async Task A_window_is_named_by_the_clocks_of_Lisbon_and_shown_by_them()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        object Body(string opens, string closes, string? zone = null) => new { Items = new[] { course.Single }, OpensAt = opens, ClosesAt = closes, Zone = zone, Minutes = 30 };

        await PutAsync(course, Body("2100-03-28T01:30", "2100-03-28T12:00")).ShouldRefuseAsync(422, "local-time-skipped");
        await PutAsync(course, Body("2100-03-28T09:00", "2100-10-31T01:30")).ShouldRefuseAsync(422, "local-time-twice");
        await PutAsync(course, Body("2100-02-30T09:00", "2100-10-30T01:30")).ShouldRefuseAsync(422, "no-such-time");
        await PutAsync(course, Body("tomorrow", "2100-10-30T01:30")).ShouldRefuseAsync(422, "invalid-values");
        await PutAsync(course, Body("2100-07-01T09:00", "2100-07-01T12:00", "Mars/Olympus")).ShouldRefuseAsync(422, "invalid-values");

        var test = await PutAsync(course, Body("2100-07-01T09:00", "2100-10-31T01:30:00+01:00")).ReadAsync<TestAnswer>();
        test.ShouldSatisfyAllConditions(
            t => t.OpensAt.ShouldBe(new DateTimeOffset(2100, 7, 1, 8, 0, 0, TimeSpan.Zero)), t => t.OpensInLisbon.ShouldBe("2100-07-01T09:00:00"),
            t => t.ClosesAt.ShouldBe(new DateTimeOffset(2100, 10, 31, 0, 30, 0, TimeSpan.Zero)), t => t.ClosesInLisbon.ShouldBe("2100-10-31T01:30:00"));
        (await PutAsync(course, Body("2100-07-01T08:00", "2100-07-01T12:00", "Atlantic/Azores")).ReadAsync<TestAnswer>()).OpensInLisbon.ShouldBe("2100-07-01T09:00:00");
    }
}
