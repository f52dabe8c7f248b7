using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HumanRights.TestKit;

namespace HumanRights.Benchmarks;

/// <summary>One test that everybody of an examination takes.</summary>
public sealed class Sitting(Examination examination, JsonNode test, DateTimeOffset closesAt)
{
    private static readonly byte[] NoOpBody = JsonSerializer.SerializeToUtf8Bytes(new { optionIds = (string[])["a"], order = 1 });

    private readonly Uri gateway = examination.Platform.Gateway;
    private readonly HashSet<string> acknowledged = [];

    public Guid TestId { get; } = (Guid)test["testId"]!;

    public DateTimeOffset ClosesAt => closesAt;

    public JsonArray Items { get; } = test["items"]!.AsArray();

    public async Task<LoadRun> StartAsync(int connections) =>
        Sound(await HttpLoad.PostAsync(gateway, $"/api/assessment/tests/{TestId}/my-attempts", examination.Tokens, connections));

    public async Task<LoadRun> SubmitAsync(int connections) =>
        Sound(await HttpLoad.PostAsync(gateway, $"/api/assessment/tests/{TestId}/my-attempts/1/submit", examination.Tokens, connections));

    /// <summary>Everybody answers every item, one item after the other.</summary>
    /// <param name="round">From 1; each gives other answers than the one before.</param>
    /// <param name="connections">Requests under way at most.</param>
    /// <param name="perSecond">At this pace, if not as fast as it goes.</param>
    /// <param name="items">Only so many items.</param>
    public async Task<LoadRun> SaveAsync(int round, int connections, double? perSecond = null, int items = int.MaxValue)
    {
        var shots = new List<Shot>();
        var names = new List<string>();
        foreach (var (n, item) in Items.Take(items).Index())
        {
            for (var person = 0; person < examination.Tokens.Count; person++)
            {
                var body = Answer(item!["question"]!, person, n, round);
                var head = HttpConnection.Head(gateway, $"/api/assessment/tests/{TestId}/my-attempts/1/answers/{item["itemId"]}", "PUT", body.Length);
                shots.Add(new Shot(head, examination.Tokens[person], body));
                names.Add($"{examination.PersonIds[person]:N} {item["itemId"]} {round}");
            }
        }

        var run = await HttpLoad.SendAsync(gateway, shots, connections, perSecond);
        acknowledged.UnionWith(names.Zip(run.Answers).Where(a => a.Second.Status == 200).Select(a => a.First));
        return run;
    }

    /// <summary>As many requests as a round of saves has, with the same tokens over as many connections and a body like theirs, for which nothing is done.</summary>
    public Task<LoadRun> NoOpAsync(int connections)
    {
        var head = HttpConnection.Head(gateway, "/api/assessment/no-op", length: NoOpBody.Length);
        return HttpLoad.SendAsync(gateway, [.. Items.SelectMany(_ => examination.Tokens).Select(token => new Shot(head, token, NoOpBody))], connections);
    }

    /// <summary>Saves that were acknowledged, and are in no stream.</summary>
    public async Task<int> LostAsync()
    {
        var prefix = $"attempt-{TestId:N}-";
        var stored = await examination.Platform.Host.QueryAsync<string>(
            "assessment", "select split_part(stream_id, '-', 3) || ' ' || (data ->> 'itemId') || ' ' || (data ->> 'order') from mt_events where type = 'answer-saved' and stream_id like $1",
            prefix + "%");
        return acknowledged.Except(stored).Count();
    }

    /// <summary>Waits until every attempt of the test has an event of this type, in its own stream or its grade's.</summary>
    public async Task EveryAsync(string type)
    {
        var like = $"{(type == "attempt-graded" ? "grade" : "attempt")}-{TestId:N}-%";
        var waited = Stopwatch.StartNew();
        while ((await examination.Platform.Host.QueryAsync<long>("assessment", "select count(*) from mt_events where type = $1 and stream_id like $2", type, like))[0] < examination.Tokens.Count)
        {
            if (waited.Elapsed > TimeSpan.FromMinutes(3))
            {
                throw new TimeoutException($"Not every attempt has its {type}.");
            }

            await Task.Delay(100);
        }
    }

    private static byte[] Answer(JsonNode question, int person, int item, int round)
    {
        // People differ, and so do items, but nothing is left to chance.
        var choice = ((person * 31) + (item * 17) + round) % 7;
        string Id(string of, int n) => (string)question[of]![n % question[of]!.AsArray().Count]!["id"]!;
        object body = (string)question["kind"]! switch
        {
            "multipleChoice" => new { optionIds = choice < 4 ? (string[])[Id("options", 0), Id("options", 1)] : [Id("options", choice)], order = round },
            "matching" => new { pairs = Enumerable.Range(0, 3).Select(n => new { optionId = Id("options", n), targetId = Id("targets", choice < 4 ? n : n + choice) }), order = round },
            "numeric" => new { number = 28 + choice, order = round },
            "shortText" => new { text = choice < 4 ? "dignity" : $"freedom {choice}", order = round },
            _ => new { optionIds = (string[])[Id("options", choice < 4 ? 0 : choice)], order = round },
        };
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static LoadRun Sound(LoadRun run) => run.Errors(200) == 0 ? run : throw new InvalidOperationException(
        string.Join(", ", run.Answers.Where(a => a.Status != 200).Take(3).Select(a => $"{a.Status} {System.Text.Encoding.UTF8.GetString(a.Body.Span)}")));
}
