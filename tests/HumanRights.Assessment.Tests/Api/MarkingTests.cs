using System.Net.Http.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Contracts.Identity;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Marten;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>An open text from the writing to the released result, with a test of one choice (weight 1) and one open text (weight 4).</summary>
public sealed class MarkingTests(AssessmentService assessment)
{
    private readonly Guid essay = Guid.CreateVersion7();
    private readonly (Guid Id, HttpClient As) marta = Trainer(assessment), nuno = Trainer(assessment), olga = Trainer(assessment);

    private static (Guid, HttpClient) Trainer(AssessmentService assessment)
    {
        var id = Guid.CreateVersion7();
        return (id, assessment.Service.As(id, Roles.Trainer));
    }

    private static object Words(string en) => new { En = en, Pt = en + " (pt)" };

    private static object Lines(decimal clarity, decimal grounds) => new[] { new { Id = "clarity", Points = clarity }, new { Id = "grounds", Points = grounds } };

    private static object Points(decimal clarity, decimal grounds, string? note = null) => new { Criteria = Lines(clarity, grounds), Note = note };

    private async Task<Course> ComposedAsync(string feedback = "everything")
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new
        {
            course.ProgrammeId,
            ModuleNumber = 1,
            ItemId = essay,
            Content = new
            {
                Kind = "openText",
                Prompt = Words("Why?"),
                Weight = 4,
                Rubric = new object[] { new { Id = "clarity", Text = Words("Clear"), Points = 1 }, new { Id = "grounds", Text = Words("Well founded"), Points = 3 } },
                MarkersNotes = Words("Be fair."),
            },
        }).ReadAsync<ItemAnswer>();
        await course.ApproveAsync(essay, 1);
        await course.Coordinator.PutAsJsonAsync($"/api/assessment/editions/{course.EditionId}/modules/1/test", new
        {
            Items = new[] { course.Single, essay },
            ClosesAt = "2150-01-01T09:00",
            Minutes = 30,
            Feedback = feedback,
        }).ReadAsync<TestAnswer>();
        return course;
    }

    /// <summary>A person who chose rightly, wrote this (or nothing), and handed it in.</summary>
    private async Task<Guid> WroteAsync(Course course, string? words)
    {
        var person = await course.CandidateAsync();
        await course.StartAsync(person);
        await course.SaveAsync(person, course.Single, "b");
        if (words is not null)
        {
            await course.As(person).PutAsJsonAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1/answers/{essay}", new { Text = words }).ReadAsync<SavedAnswerAnswer>();
        }

        await course.PostSubmitAsync(person).ReadAsync<AttemptAnswer>();
        return person;
    }

    private static Task<MarkingQueueAnswer> QueueAsync(Course course, HttpClient marker, string query = "") =>
        marker.GetAsync($"/api/assessment/tests/{course.TestId}/marking{query}").ReadAsync<MarkingQueueAnswer>();

    private Task<HttpResponseMessage> PostAsync(Course course, HttpClient marker, Guid person, object? body, string step = "") =>
        marker.PostAsJsonAsync($"/api/assessment/tests/{course.TestId}/marking/{Attempt.IdOf(course.TestId, person, 1)}/{essay}{step}", body);

    private Task<MarkingStepAnswer> MarkAsync(Course course, HttpClient marker, Guid person, decimal clarity, decimal grounds, string? note = null) =>
        PostAsync(course, marker, person, Points(clarity, grounds, note)).ReadAsync<MarkingStepAnswer>();

    private static Task<ReviewAnswer> ReviewAsync(Course course, Guid person) =>
        course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/attempts/{Attempt.IdOf(course.TestId, person, 1)}/grade").ReadAsync<ReviewAnswer>();

    private static Task WaitingAsync(Course course, int answers) =>
        Eventually.TrueAsync(async () => await QueueAsync(course, course.Coordinator) is { Progress: { NotGraded: 0 } p } && p.Answers == answers);

    [Fact]
    public async Task From_writing_to_two_markers_a_settlement_and_the_result()
    {
        var course = await ComposedAsync();
        var ana = await WroteAsync(course, "Because all are born free.");
        var rui = await WroteAsync(course, null);
        await WaitingAsync(course, 1);

        var waiting = (await QueueAsync(course, marta.As)).Items.ShouldHaveSingleItem();
        waiting.ShouldSatisfyAllConditions(
            w => w.Stage.ShouldBe(MarkingStage.Waiting), w => w.ForYou.ShouldBeTrue(), w => w.Prompt.ShouldBe("Why?"), w => w.Written.ShouldBe("Because all are born free."),
            w => w.Rubric.ShouldBe([new RubricLine("clarity", "Clear", 1), new RubricLine("grounds", "Well founded", 3)]), w => w.MarkersNotes.ShouldBe("Be fair."),
            w => w.Marks.ShouldBeEmpty());
        using (var raw = await marta.As.GetAsync($"/api/assessment/tests/{course.TestId}/marking"))
        {
            (await raw.Content.ReadAsStringAsync()).ShouldNotContain(ana.ToString());
        }

        await course.PostAsync("close").ReadAsync<TestAnswer>();
        var refused = await course.PostAsync("release").ShouldRefuseAsync(409, "marking-not-complete");
        (refused.GetProperty("marked").GetInt32(), refused.GetProperty("answers").GetInt32(), refused.GetProperty("waiting").GetInt32()).ShouldBe((0, 1, 1));

        (await MarkAsync(course, marta.As, ana, 1, 3, "Convincing.")).Stage.ShouldBe(MarkingStage.Marked);
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items.Any(a => a.PersonId == ana && a.ScorePercent == 100 && a.Passed == true));
        (await PostAsync(course, marta.As, ana, null, "/second").ReadAsync<MarkingStepAnswer>()).ShouldSatisfyAllConditions(
            a => a.Stage.ShouldBe(MarkingStage.AwaitsSecond), a => a.Points.ShouldBe(4));
        (await course.PostAsync("release").ShouldRefuseAsync(409, "marking-not-complete")).GetProperty("awaitSecond").GetInt32().ShouldBe(1);
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items.Any(a => a.PersonId == ana && a.ScorePercent == 20 && a.Passed == false));

        // Whoever is to mark second is shown nothing of the first mark, wherever they look.
        (await QueueAsync(course, nuno.As)).Items.Single().ShouldSatisfyAllConditions(
            w => w.Stage.ShouldBe(MarkingStage.AwaitsSecond), w => w.ForYou.ShouldBeTrue(), w => w.Marks.ShouldBeEmpty());
        (await QueueAsync(course, marta.As)).Items.Single().ShouldSatisfyAllConditions(
            w => w.ForYou.ShouldBeFalse(), w => w.Marks.ShouldHaveSingleItem().Note.ShouldBe("Convincing."));
        (await ReviewAsync(course, ana)).Items[1].ShouldSatisfyAllConditions(i => i.Marks.ShouldBeEmpty(), i => i.Explained.Criteria.ShouldAllBe(c => c.Points == null));

        (await MarkAsync(course, nuno.As, ana, 0, 1)).Stage.ShouldBe(MarkingStage.ToSettle);
        (await course.PostAsync("release").ShouldRefuseAsync(409, "marking-not-complete")).GetProperty("toSettle").GetInt32().ShouldBe(1);
        await PostAsync(course, nuno.As, ana, new { Reasons = "Mine.", Criteria = Lines(0, 1) }, "/settle").ShouldRefuseAsync(403, "not-a-third-person");
        (await QueueAsync(course, olga.As)).Items.Single().Marks.Select(m => (m.Points, m.Note)).ShouldBe([(4, "Convincing."), (1, null)]);
        var settling = new { Reasons = "Founded, but not clear.", Criteria = Lines(0, 3) };
        (await PostAsync(course, olga.As, ana, settling, "/settle").ReadAsync<MarkingStepAnswer>()).Stage.ShouldBe(MarkingStage.Marked);
        await PostAsync(course, olga.As, ana, settling, "/settle").ReadAsync<MarkingStepAnswer>();
        (await QueueAsync(course, olga.As)).ShouldSatisfyAllConditions(q => q.Items.ShouldBeEmpty(), q => q.Progress.ShouldBe(new MarkingProgress(1, 1, 0, 0, 0, 0)));
        (await course.GradeEventsAsync(ana)).Select(e => e.GetType().Name).ShouldBe(
            ["AttemptGraded", "OpenTextMarked", "SecondMarkAsked", "OpenTextMarked", "MarkSettled"]);

        await course.GetResultAsync(ana).ShouldRefuseAsync(409, "result-not-released");
        await course.ReleaseAsync();
        var result = await course.GetResultAsync(ana).ReadAsync<ResultAnswer>();
        (result.Points, result.ScorePercent, result.Passed).ShouldBe((4m, 80m, true));
        result.Items[1].ShouldSatisfyAllConditions(
            i => i.Because.ShouldBe("Two markers differed and a third person settled it: 3 of 4 points."),
            i => i.Criteria.ShouldBe([new MarkedCriterion("clarity", "Clear", 0, 1), new MarkedCriterion("grounds", "Well founded", 3, 3)]));
        (await course.GetResultAsync(rui).ReadAsync<ResultAnswer>()).ScorePercent.ShouldBe(20);
        (await course.AttemptEventsAsync(ana)).OfType<ResultReleased>().Single().ScorePercent.ShouldBe(80);

        var review = await ReviewAsync(course, ana);
        review.Items[0].Explained.Options.Where(o => o.Correct == true).Select(o => o.OptionId).ShouldBe(["b"]);
        review.Items[1].ShouldSatisfyAllConditions(
            i => i.Explained.Written.ShouldBe("Because all are born free."), i => i.MarkersNotes.ShouldBe("Be fair."),
            i => i.Marks.Select(m => (m.Round, m.ById, m.Points, m.Note)).ShouldBe(
                [("first", marta.Id, 4m, "Convincing."), ("second", nuno.Id, 1m, null), ("settled", olga.Id, 3m, "Founded, but not clear.")]));
        await PostAsync(course, marta.As, ana, Points(1, 3)).ShouldRefuseAsync(409, "result-released");
    }

    [Fact]
    public async Task A_mark_sent_again_changes_nothing_and_is_corrected_by_its_marker_only()
    {
        var course = await ComposedAsync("rightOrWrong");
        var ana = await WroteAsync(course, "Because.");
        await WaitingAsync(course, 1);
        await MarkAsync(course, marta.As, ana, 1, 1, "Short.");
        await MarkAsync(course, marta.As, ana, 1, 1, "Short.");
        (await course.GradeEventsAsync(ana)).OfType<OpenTextMarked>().ShouldHaveSingleItem().NoteId.ShouldNotBeNull();

        await MarkAsync(course, marta.As, ana, 1, 2);
        await PostAsync(course, nuno.As, ana, Points(1, 3)).ShouldRefuseAsync(409, "already-marked");
        await PostAsync(course, nuno.As, ana, null, "/second").ShouldRefuseAsync(403, "not-first-marker");
        await PostAsync(course, marta.As, ana, new { Points = 3 }).ShouldRefuseAsync(422, "points-not-by-rubric");
        await PostAsync(course, olga.As, ana, new { Reasons = "So.", Criteria = Lines(0, 1) }, "/settle").ShouldRefuseAsync(409, "nothing-to-settle");
        await PostAsync(course, olga.As, ana, new { Reasons = " ", Criteria = Lines(0, 1) }, "/settle").ShouldRefuseAsync(422, "invalid-values");
        await PostAsync(course, marta.As, Guid.CreateVersion7(), Points(1, 3)).ShouldRefuseAsync(404, "not-found");
        await PostAsync(course, course.As(ana), ana, Points(1, 3)).ShouldRefuseAsync(403, "forbidden");
        await PostAsync(course, assessment.Service.As(ana, Roles.Trainer), ana, Points(1, 3)).ShouldRefuseAsync(403, "own-answer");
        await marta.As.GetAsync($"/api/assessment/tests/{course.TestId}/marking?stage=7").ShouldRefuseAsync(422, "unknown-stage");
        await marta.As.GetAsync($"/api/assessment/tests/{Guid.CreateVersion7()}/marking").ShouldRefuseAsync(404, "not-found");

        await course.ReleaseAsync();
        // What was right, without the rubric.
        var item = (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).Items[1];
        (item.Points, item.Criteria.Count).ShouldBe((3m, 0));
    }

    [Fact]
    public async Task The_queue_is_read_page_by_page()
    {
        var course = await ComposedAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => WroteAsync(course, $"Because of {n}.")));
        await WaitingAsync(course, 5);
        var (seen, next) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await QueueAsync(course, nuno.As, $"?limit=2{(next is null ? "" : "&after=" + next)}");
            page.Items.Count.ShouldBeInRange(1, 2);
            seen.AddRange(page.Items.Select(i => i.AttemptId));
            next = page.Next;
        }
        while (next is not null);
        seen.ShouldBe(people.Select(p => Attempt.IdOf(course.TestId, p, 1)), ignoreOrder: true);

        await MarkAsync(course, nuno.As, people[0], 1, 3);
        (await QueueAsync(course, nuno.As, "?stage=marked")).ShouldSatisfyAllConditions(
            q => q.Items.ShouldHaveSingleItem().Marks.ShouldHaveSingleItem().Yours.ShouldBeTrue(), q => q.Progress.ShouldBe(new MarkingProgress(5, 1, 4, 0, 0, 0)));
    }

    [Fact]
    public async Task What_was_erased_before_it_was_marked_counts_as_not_given_and_nobody_waits_for_it()
    {
        var course = await ComposedAsync();
        var (ana, rui) = (await WroteAsync(course, "Because of Ana."), await WroteAsync(course, "Because of Rui."));
        await WaitingAsync(course, 2);
        await MarkAsync(course, marta.As, rui, 1, 3, "Said of Rui.");
        await assessment.Service.PublishAsync(new PersonErased(ana));
        await Eventually.TrueAsync(async () => (await QueueAsync(course, marta.As)).Progress == new MarkingProgress(1, 1, 0, 0, 0, 0));
        (await QueueAsync(course, marta.As)).Items.ShouldBeEmpty();
        await PostAsync(course, marta.As, ana, Points(1, 3)).ShouldRefuseAsync(409, "answer-erased");

        await course.ReleaseAsync();
        (await course.GradeEventsAsync(ana)).OfType<OpenTextErased>().Single().After.ShouldBe(new MarkingResult(MarkingStage.Marked, 0, 20, false));
        (await course.GetResultAsync(rui).ReadAsync<ResultAnswer>()).ScorePercent.ShouldBe(100);
        (await ReviewAsync(course, ana)).Items[1].Explained.Because.ShouldBe("What was written was erased before it was marked: it counts as not given.");

        // What markers wrote goes with whom it is about, and with who wrote it.
        await using var session = assessment.Service.Store.QuerySession();
        (await session.Query<MarkingNote>().Where(n => n.PersonId == rui).ToListAsync()).ShouldHaveSingleItem();
        await assessment.Service.PublishAsync(new PersonErased(rui));
        await Eventually.TrueAsync(async () => !await session.Query<MarkingNote>().AnyAsync(n => n.PersonId == rui));
    }

    [Fact]
    public async Task What_an_erased_marker_wrote_is_gone_and_their_mark_stands()
    {
        var course = await ComposedAsync();
        var ana = await WroteAsync(course, "Because.");
        await WaitingAsync(course, 1);
        await MarkAsync(course, marta.As, ana, 1, 3, "Convincing.");
        await assessment.Service.PublishAsync(new PersonErased(marta.Id));
        await Eventually.TrueAsync(async () => (await ReviewAsync(course, ana)).Items[1].Marks.Single() is { Note: null, Points: 4 });
        await course.ReleaseAsync();
        (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).ScorePercent.ShouldBe(100);
    }

    [Fact]
    public async Task A_second_marker_is_not_asked_for_behind_a_release()
    {
        var course = await ComposedAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => WroteAsync(course, $"Because of {n}.")));
        await WaitingAsync(course, people.Length);
        await Task.WhenAll(people.Select(p => MarkAsync(course, marta.As, p, 1, 3)));
        await course.PostAsync("close").ReadAsync<TestAnswer>();

        var asking = people.Select(p => StatusAsync(PostAsync(course, marta.As, p, null, "/second"))).ToList();
        var released = await StatusAsync(course.PostAsync("release"));
        var asked = await Task.WhenAll(asking);

        released.ShouldBeOneOf(200, 409, 503);
        asked.ShouldAllBe(status => status == 200 || status == 409 || status == 503);
        // Whatever came first: nobody's result is out while a mark of it is awaited.
        var awaited = (await QueueAsync(course, nuno.As)).Progress.AwaitSecond;
        awaited.ShouldBe(asked.Count(s => s == 200));
        (released == 200).ShouldBe((await assessment.Service.StateAsync<ModuleTest>(ModuleTest.Stream(course.TestId))).ReleasedAt is not null);
        if (released == 200)
        {
            awaited.ShouldBe(0);
        }

        static async Task<int> StatusAsync(Task<HttpResponseMessage> sending)
        {
            using var answer = await sending;
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_attempt_that_is_just_ending_is_waited_for_where_an_open_text_may_come_of_it()
    {
        var course = await ComposedAsync();
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await course.As(ana).PutAsJsonAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1/answers/{essay}", new { Text = "Late." }).ReadAsync<SavedAnswerAnswer>();
        await course.PostAsync("close").ReadAsync<TestAnswer>();
        await course.PostAsync("release").ShouldRefuseAsync(409, "marking-not-complete");
        await WaitingAsync(course, 1);
        await MarkAsync(course, marta.As, ana, 1, 3);
        await course.ReleaseAsync();
        (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).Points.ShouldBe(4);
    }
}
