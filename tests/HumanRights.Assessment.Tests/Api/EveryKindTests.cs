using System.Net.Http.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.Assessment.Views;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

public sealed class EveryKindTests(AssessmentService assessment)
{
    private ServiceUnderTest<Program> Service => assessment.Service;

    private static object Words(string en) => new { En = en, Pt = en + " (pt)" };

    internal static readonly Dictionary<string, object> Contents = new()
    {
        ["trueFalse"] = new
        {
            Kind = "trueFalse", Prompt = Words("Everyone may vote."),
            Options = new object[] { new { Id = "true", Text = Words("True"), Feedback = Words("Not those under age.") }, new { Id = "false", Text = Words("False"), Correct = true } },
        },
        ["matching"] = new
        {
            Kind = "matching", Prompt = Words("Which article?"), Weight = 2,
            Options = new object[] { new { Id = "p", Text = Words("Work"), Match = "y" }, new { Id = "q", Text = Words("Education"), Match = "x" } },
            Targets = new object[] { new { Id = "x", Text = Words("26") }, new { Id = "y", Text = Words("23") }, new { Id = "z", Text = Words("1") } },
        },
        ["numeric"] = new { Kind = "numeric", Prompt = Words("How many articles?"), Numbers = new object[] { new { Value = 30 }, new { Value = 30, Tolerance = 2, CreditPercent = 50 } }, Unit = "articles" },
        ["shortText"] = new { Kind = "shortText", Prompt = Words("Who chaired?"), Variants = new object[] { new { Pattern = "*Eleanor Roosevelt*", Feedback = Words("Since 1946.") } } },
        ["openText"] = new { Kind = "openText", Prompt = Words("Why?"), Weight = 4, Rubric = new object[] { new { Id = "grounds", Text = Words("Well founded"), Points = 4 } } },
    };

    private static readonly Dictionary<string, object> Answers = new()
    {
        ["trueFalse"] = new { OptionIds = new[] { "true" } },
        ["matching"] = new { Pairs = new[] { new { OptionId = "q", TargetId = "x" }, new { OptionId = "p", TargetId = "z" } } },
        ["numeric"] = new { Number = 31.5m },
        ["shortText"] = new { Text = " eléanor  roosevelt" },
        ["openText"] = new { Text = "Because all are born free." },
    };

    private async Task<(Course Course, Dictionary<string, Guid> Items)> ComposedAsync(params string[] kinds)
    {
        var course = await Course.PlannedAsync(Service);
        var items = kinds.ToDictionary(k => k, _ => Guid.CreateVersion7());
        foreach (var (kind, id) in items)
        {
            await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new { course.ProgrammeId, ModuleNumber = 1, ItemId = id, Content = Contents[kind] }).ReadAsync<ItemAnswer>();
            await course.ApproveAsync(id, 1);
        }

        await course.PutTestAsync(items: [.. items.Values]).ReadAsync<TestAnswer>();
        return (course, items);
    }

    private static Task<HttpResponseMessage> PutAsync(Course course, Guid person, Guid item, object answer) =>
        course.As(person).PutAsJsonAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1/answers/{item}", answer);

    [Fact]
    public async Task Answers_of_every_kind_are_kept_marked_and_explained()
    {
        var (course, items) = await ComposedAsync("trueFalse", "matching", "numeric", "shortText");
        var ana = await course.CandidateAsync();
        var attempt = await course.StartAsync(ana);
        attempt.Items[1].Targets.Select(t => t.OptionId).ShouldBe(["x", "y", "z"], ignoreOrder: true);
        attempt.Items[2].Unit.ShouldBe("articles");
        foreach (var (kind, id) in items)
        {
            await PutAsync(course, ana, id, Answers[kind]).ReadAsync<SavedAnswerAnswer>();
            await PutAsync(course, ana, id, Answers[kind]).ReadAsync<SavedAnswerAnswer>();
        }

        (await course.AttemptEventsAsync(ana)).OfType<AnswerSaved>().Count().ShouldBe(4);
        // On another device.
        var seen = await course.As(ana).GetAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1").ReadAsync<AttemptAnswer>();
        seen.Items.ShouldSatisfyAllConditions(
            i => i[0].Chosen.ShouldBe(["true"]), i => i[1].Matched.ShouldBe([new Pair("p", "z"), new Pair("q", "x")]),
            i => i[2].Number.ShouldBe(31.5m), i => i[3].Written.ShouldBe(" eléanor  roosevelt"));
        await course.PostSubmitAsync(ana).ReadAsync<AttemptAnswer>();
        await course.ReleaseAsync();

        var result = await course.GetResultAsync(ana).ReadAsync<ResultAnswer>();
        result.Items.Select(i => i.Points).ShouldBe([0, 1, 0.5m, 1]);
        (result.Points, result.MaxPoints, result.ScorePercent).ShouldBe((2.5m, 5m, 50m));
        result.Items.ShouldSatisfyAllConditions(
            i => i[0].Options[0].Feedback.ShouldBe("Not those under age."),
            i => i[1].Options.Select(o => (o.MatchedWith, o.Match, o.Correct)).ShouldBe([("1", "23", (bool?)false), ("26", "26", true)]),
            i => i[2].Because.ShouldBe("Accepted in part: 50 % of the weight."), i => i[2].Accepted.ShouldBe(["30"]),
            i => i[3].Feedback.ShouldBe("Since 1946."), i => i[3].Written.ShouldBe(" eléanor  roosevelt"));
    }

    [Fact]
    public async Task What_an_erased_person_wrote_is_gone()
    {
        var (course, items) = await ComposedAsync("shortText");
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        await PutAsync(course, ana, items["shortText"], Answers["shortText"]).ReadAsync<SavedAnswerAnswer>();
        var saved = (await course.AttemptEventsAsync(ana)).OfType<AnswerSaved>().Single();
        await using var session = Service.Store.QuerySession();
        (await session.LoadAsync<AnswerText>(saved.TextId!.Value)).ShouldNotBeNull().Words.ShouldBe(" eléanor  roosevelt");

        await Service.PublishAsync(new PersonErased(ana));
        await Eventually.TrueAsync(async () => await session.LoadAsync<AnswerText>(saved.TextId!.Value) is null);
        (await course.AttemptEventsAsync(ana)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_bank_is_searched_by_topic_objective_and_stage()
    {
        var course = await Course.PlannedAsync(Service);
        foreach (var (id, topic, objective) in ((Guid, string, string)[])[(Guid.CreateVersion7(), "equality", "a"), (Guid.CreateVersion7(), "refugees", "b")])
        {
            await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new
            {
                course.ProgrammeId, ModuleNumber = 1, ItemId = id,
                Content = new
                {
                    Kind = "shortText", Prompt = Words("?"), Variants = new object[] { new { Pattern = "yes" } }, Topics = new[] { topic, "all" }, Objectives = new[] { objective }, Owner = "A partner",
                },
            }).ReadAsync<ItemAnswer>();
        }

        foreach (var (query, count) in ((string, int)[])[("", 4), ("&topic=equality", 1), ("&topic=all", 2), ("&objective=b", 1), ("&stage=draft", 2), ("&stage=approved", 2), ("&topic=all&objective=a", 1), ("&topic=none", 0)])
        {
            await Eventually.TrueAsync(async () => (await course.Coordinator.GetAsync(
                $"/api/assessment/items?programmeId={course.ProgrammeId}&moduleNumber=1{query}").ReadAsync<Page<ItemView>>()).Items is var found && found.Count == count && found.All(i => i.LatestVersion == 1));
        }

        await course.Coordinator.GetAsync($"/api/assessment/items?programmeId={course.ProgrammeId}&stage=nonsense").ShouldRefuseAsync(422, "unknown-stage");
    }

    [Fact]
    public async Task A_review_sends_back_with_words()
    {
        var course = await Course.PlannedAsync(Service);
        var id = Guid.CreateVersion7();
        var item = $"/api/assessment/items/{id}";
        await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new { course.ProgrammeId, ModuleNumber = 1, ItemId = id, Content = Contents["shortText"] }).ReadAsync<ItemAnswer>();
        await course.Coordinator.PostAsync($"{item}/versions/1/approve", null).ShouldRefuseAsync(409, "not-in-review");
        await course.Coordinator.PostAsync($"{item}/versions/1/submit", null).ReadAsync<ItemAnswer>();
        (await course.Coordinator.PostAsJsonAsync($"{item}/versions/1/return", new { Words = "Name the year." }).ReadAsync<ItemAnswer>()).Stage.ShouldBe(ItemStage.Draft);
        (await course.Coordinator.GetAsync($"{item}/notes").ReadAsync<Page<ReviewNote>>()).Items.ShouldHaveSingleItem().Words.ShouldBe("Name the year.");
        await course.Coordinator.PostAsJsonAsync($"{item}/versions/1/return", new { Words = "Again." }).ShouldRefuseAsync(409, "not-in-review");
    }

    [Fact]
    public async Task Nobody_approves_the_version_they_wrote()
    {
        var course = await Course.PlannedAsync(Service);
        var id = Guid.CreateVersion7();
        var item = $"/api/assessment/items/{id}";
        await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new { course.ProgrammeId, ModuleNumber = 1, ItemId = id, Content = Contents["shortText"] }).ReadAsync<ItemAnswer>();
        await course.Coordinator.PostAsync($"{item}/versions/1/submit", null).ReadAsync<ItemAnswer>();
        await course.Coordinator.PostAsync($"{item}/versions/1/approve", null).ShouldRefuseAsync(403, "own-item");
        (await course.Reviewer.PutAsJsonAsync(item, Contents["numeric"]).ReadAsync<ItemAnswer>()).Version.ShouldBe(2);
        await course.Reviewer.PostAsync($"{item}/versions/2/submit", null).ReadAsync<ItemAnswer>();
        await course.Reviewer.PostAsync($"{item}/versions/2/approve", null).ShouldRefuseAsync(403, "own-item");
        (await course.Coordinator.PostAsync($"{item}/versions/2/approve", null).ReadAsync<ItemAnswer>()).Stage.ShouldBe(ItemStage.Approved);
    }
}
