using System.Text.Json;

namespace HumanRights.TestKit;

/// <summary>
/// What people were told in a test against what the platform keeps: their attempts as they see them, the grades as the coordination sees them, the streams in
/// PostgreSQL.
/// </summary>
/// <param name="host">The platform.</param>
/// <param name="test">What was taken.</param>
/// <param name="sheets">What everybody did and was told.</param>
public sealed class TestAudit(RunningAppHost host, MassTest test, IReadOnlyCollection<Sheet> sheets)
{
    const string Answers = "select * from mt_events where type = 'answer-saved' and starts_with(stream_id, $1)";

    /// <summary>Streams of a test's attempts ($1) that are not one start, answers, one end; then of its grades ($2) that are not one mark.</summary>
    const string Doubles =
        $"""
        with ends as (select stream_id, version from mt_events where type in ('attempt-submitted', 'attempt-closed') and starts_with(stream_id, $1)),
             saves as ({Answers})
        select 'two starts: ' || stream_id from mt_events where type = 'attempt-started' and starts_with(stream_id, $1) group by stream_id having count(*) > 1
        union all select 'two ends: ' || stream_id from ends group by stream_id having count(*) > 1
        union all select 'a save twice: ' || stream_id || ' ' || (data ->> 'itemId') || ' ' || (data ->> 'order') from saves group by stream_id, data ->> 'itemId', data ->> 'order' having count(*) > 1
        union all select 'two marks: ' || stream_id from mt_events where type = 'attempt-graded' and starts_with(stream_id, $2) group by stream_id having count(*) > 1
        """;

    const string Disorder =
        $"""
        with saves as ({Answers}),
             ends as (select stream_id, version from mt_events where type in ('attempt-submitted', 'attempt-closed') and starts_with(stream_id, $1))
        select 'saved after the end: ' || s.stream_id || ' ' || s.version from saves s join ends e using (stream_id) where s.version > e.version
        union all select 'undone by an earlier one: ' || stream_id || ' ' || version from (
            select stream_id, version, (data ->> 'order')::bigint as given, max((data ->> 'order')::bigint)
                over (partition by stream_id, data ->> 'itemId' order by version rows between unbounded preceding and 1 preceding) as latest_before
            from saves) s where given < latest_before
        """;

    readonly List<string> broken = [];

    /// <summary>Acknowledged, and neither it nor a later answer to the same item is in the attempt, or in its marks.</summary>
    public int Lost { get; private set; }

    /// <summary>Starts, saves, ends, receipts or marks there are twice.</summary>
    public int Doubled { get; private set; }

    /// <summary>Every rule broken, in words; those counted above too.</summary>
    public IReadOnlyList<string> Broken => broken;

    /// <summary>Waits until every attempt has ended and is marked.</summary>
    public async Task WholeAsync()
    {
        using var coordinator = MassTest.Client(host, (await host.TokensAsync("coordinator", 1))[0]);
        foreach (var taken in sheets.Where(s => s.DeadlineAt is not null).GroupBy(s => s.TestId))
        {
            var address = $"/api/assessment/tests/{taken.Key}";
            await Eventually.TrueAsync(async () => await coordinator.GetAsync($"{address}/summary").ReadAsync<JsonElement>() is var s
                && s.GetProperty("attempts").GetInt32() >= taken.Count() && s.GetProperty("graded").GetInt32() == s.GetProperty("attempts").GetInt32(), TimeSpan.FromMinutes(2));
            var attempts = await AttemptsAsync(coordinator, address);
            if (taken.Key == test.Long && attempts.Count > taken.Count()) broken.Add($"{attempts.Count} attempts of {taken.Count()} people");
            await Parallel.ForEachAsync(taken, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (sheet, cancellation) =>
            {
                using var person = MassTest.Client(host, sheet.Token);
                var seen = await person.GetAsync($"{address}/my-attempts/1", cancellation).ReadAsync<JsonElement>();
                var marks = await coordinator.GetAsync($"{address}/attempts/{seen.GetProperty("attemptId").GetGuid()}/grade", cancellation).ReadAsync<JsonElement>();
                lock (broken) Compare(sheet, seen, attempts[sheet.PersonId], marks);
            });
            foreach (var several in attempts.Values.GroupBy(a => a.GetProperty("receipt").GetString()).Where(g => g.Count() > 1)) Double($"{several.Count()} attempts have the receipt {several.Key}");
            foreach (var what in await host.QueryAsync<string>("assessment", Doubles, $"attempt-{taken.Key:N}-", $"grade-{taken.Key:N}-")) Double(what);
            broken.AddRange(await host.QueryAsync<string>("assessment", Disorder, $"attempt-{taken.Key:N}-"));
        }
    }

    /// <summary>One attempt: as its person sees it, in the coordination's list, and marked.</summary>
    void Compare(Sheet sheet, JsonElement seen, JsonElement listed, JsonElement marked)
    {
        var (status, receipt) = (seen.GetProperty("status").GetString(), seen.GetProperty("receipt").GetString());
        if (status != (sheet.TestId == test.Long ? "submitted" : "closed")) broken.Add($"{sheet.PersonId}: the attempt is {status}");
        if (receipt is null || listed.GetProperty("receipt").GetString() != receipt || (sheet.TestId == test.Long && sheet.Receipt != receipt))
            broken.Add($"{sheet.PersonId}: told the receipt {sheet.Receipt}, sees {receipt}, listed with {listed.GetProperty("receipt")}");
        var points = marked.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("explained")).ToDictionary(m => m.GetProperty("itemId").GetGuid(), m => m.GetProperty("points").GetDecimal());
        foreach (var item in seen.GetProperty("items").EnumerateArray())
        {
            var (id, value) = (item.GetProperty("itemId").GetGuid(), ValueOf(item));
            var given = sheet.Answers[id];
            var last = given.LastOrDefault(g => g.Acknowledged);
            // Given after the last one acknowledged: whether it is kept, nobody was told.
            var possible = given.Where(g => g.Order >= (last?.Order ?? 0)).Select(g => g.Value).Concat(last is null ? [""] : (string[])[]);
            if (!possible.Contains(value)) Lose($"{sheet.PersonId} {id}: acknowledged {last}, kept \"{value}\"");
            var earned = value == "a" || value.StartsWith("even ", StringComparison.Ordinal) ? 1 : 0;
            if (points.GetValueOrDefault(id, -1) != earned) Lose($"{sheet.PersonId} {id}: \"{value}\" is marked with {points.GetValueOrDefault(id, -1)}");
        }
    }

    static string ValueOf(JsonElement item) =>
        item.TryGetProperty("written", out var written) && written.ValueKind == JsonValueKind.String ? written.GetString()! : string.Join(',', item.GetProperty("chosen").EnumerateArray().Select(o => o.GetString()));

    static async Task<Dictionary<Guid, JsonElement>> AttemptsAsync(HttpClient coordinator, string address)
    {
        var found = new Dictionary<Guid, JsonElement>();
        for (string? after = null; ;)
        {
            var page = await coordinator.GetAsync($"{address}/attempts?limit=200{(after is null ? "" : $"&after={after}")}").ReadAsync<JsonElement>();
            foreach (var attempt in page.GetProperty("items").EnumerateArray()) found.Add(attempt.GetProperty("personId").GetGuid(), attempt);
            if (!page.TryGetProperty("next", out var next) || (after = next.GetString()) is null) return found;
        }
    }

    void Lose(string what)
    {
        Lost++;
        broken.Add($"lost: {what}");
    }

    void Double(string what)
    {
        Doubled++;
        broken.Add(what);
    }
}
