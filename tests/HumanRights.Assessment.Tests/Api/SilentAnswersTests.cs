using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>
/// Whoever answers right is told the same, at the same length and in the same order, as whoever answers wrong: by each request of an open attempt,
/// and by its submission.
/// </summary>
public sealed class SilentAnswersTests(AssessmentService assessment)
{
    private static readonly string[] Clock = ["savedAt", "now", "startedAt", "deadlineAt", "endedAt", "deadlineInLisbon"];

    private static readonly string[] Said = ["optionIds", "pairs", "number", "text", "chosen", "matched", "written"];

    [Fact]
    public async Task Saves_starts_and_reads_of_one_attempt_do_not_tell_right_from_wrong()
    {
        var (course, items) = await ComposedAsync();
        var ana = await course.CandidateAsync();
        await course.StartAsync(ana);
        foreach (var (item, right, wrong) in items)
        {
            var seen = new List<(string Save, string Read, string Start)>();
            foreach (var answer in (object[])[right, wrong, right])
            {
                // Taken back before, so that each is the item's first.
                await PutAsync(course, ana, item, new { });
                seen.Add((
                    Told(await AnswerAsync(PutAsync(course, ana, item, answer))),
                    Told(await AnswerAsync(course.As(ana).GetAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1"))),
                    Told(await AnswerAsync(course.PostStartAsync(ana)))));
            }

            seen[1].ShouldBe(seen[0]);
            seen[2].ShouldBe(seen[0]);
        }
    }

    [Fact]
    public async Task The_submission_of_an_attempt_does_not_tell_right_from_wrong()
    {
        var (course, items) = await ComposedAsync();
        var submitted = new List<(int Status, string Headers, string Body)>();
        foreach (var answers in (object[][])[[.. items.Select(i => i.Right)], [.. items.Select(i => i.Wrong)]])
        {
            var person = await course.CandidateAsync();
            var start = await AnswerAsync(course.PostStartAsync(person));
            foreach (var (item, answer) in items.Zip(answers, (i, a) => (i.Item, a)))
            {
                (await PutAsync(course, person, item, answer)).EnsureSuccessStatusCode();
            }

            submitted.Add(await AnswerAsync(course.PostSubmitAsync(person)));
            Ids(submitted[^1].Body).ShouldBe(Ids(start.Body), "the order is the attempt's own, whatever was answered");
        }

        submitted[1].Status.ShouldBe(submitted[0].Status);
        submitted[1].Headers.ShouldBe(submitted[0].Headers);
        submitted[1].Body.Length.ShouldBe(submitted[0].Body.Length);
    }

    /// <summary>Items of every kind that is marked by rule, each with an answer that is right and one as long that is wrong.</summary>
    private async Task<(Course Course, List<(Guid Item, object Right, object Wrong)> Items)> ComposedAsync()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        var items = new List<(Guid Item, object Right, object Wrong)>
        {
            (course.Single, Options("b"), Options("a")),
            (course.Multiple, Options("a", "c"), Options("b", "d")),
            (Guid.CreateVersion7(), new { Pairs = new[] { new { OptionId = "q", TargetId = "x" } } }, new { Pairs = new[] { new { OptionId = "q", TargetId = "z" } } }),
            (Guid.CreateVersion7(), new { Number = 30 }, new { Number = 99 }),
            (Guid.CreateVersion7(), new { Text = "Eleanor Roosevelt" }, new { Text = "Theodor Roosevelt" }),
            (Guid.CreateVersion7(), Options("false"), Options("true")),
        };
        foreach (var (kind, (id, _, _)) in ((string[])["matching", "numeric", "shortText", "trueFalse"]).Zip(items.Skip(2)))
        {
            await course.Coordinator.PostAsJsonAsync("/api/assessment/items", new { course.ProgrammeId, ModuleNumber = 1, ItemId = id, Content = EveryKindTests.Contents[kind] }).ReadAsync<ItemAnswer>();
            await course.ApproveAsync(id, 1);
        }

        await course.PutTestAsync(items: [.. items.Select(i => i.Item)]).ReadAsync<TestAnswer>();
        return (course, items);
    }

    private static object Options(params string[] ids) => new { OptionIds = ids };

    private static Task<HttpResponseMessage> PutAsync(Course course, Guid person, Guid item, object answer) =>
        course.As(person).PutAsJsonAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1/answers/{item}", answer);

    /// <summary>What came, with clocks stopped: how an instant is written depends on its digits.</summary>
    private static async Task<(int Status, string Headers, string Body)> AnswerAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        answer.EnsureSuccessStatusCode();
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        foreach (var name in Clock.Where(body.ContainsKey))
        {
            body[name] = "then";
        }

        // True and false are what was said, not what is right.
        return ((int)answer.StatusCode, string.Join(' ', answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order()), body.ToJsonString().Replace("[\"true\"]", "[\"false\"]", StringComparison.Ordinal));
    }

    /// <summary>The whole of it; of what was said, and of which save it was, the length at most.</summary>
    private static string Told((int Status, string Headers, string Body) answer)
    {
        var body = JsonNode.Parse(answer.Body)!.AsObject();
        if (body.ContainsKey("order"))
        {
            body["order"] = 0;
        }

        foreach (var said in body["items"] is JsonArray items ? items.Select(i => i!.AsObject()) : [body])
        {
            foreach (var name in Said.Where(n => said[n] is not null))
            {
                said[name] = said[name]!.ToJsonString().Length;
            }
        }

        return $"{answer.Status} {answer.Headers} {body.ToJsonString()}";
    }

    private static List<string> Ids(string body) =>
        [.. JsonNode.Parse(body)!["items"]!.AsArray().SelectMany(i => (string[])[$"{i!["itemId"]}", .. Of(i, "options"), .. Of(i, "targets")])];

    private static IEnumerable<string> Of(JsonNode item, string list) => item[list]!.AsArray().Select(o => $"{o!["optionId"]}");
}
