using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HumanRights.TestKit;

/// <summary>An answer that somebody gave, and whether they were told that it is kept.</summary>
public sealed record GivenAnswer(long Order, string Value, bool Acknowledged);

/// <summary>What somebody did in a test and was told of it: one request after the other.</summary>
public sealed class Sheet(string token, Guid testId)
{
    public string Token => token;

    public Guid TestId => testId;

    public Guid PersonId { get; } = Guid.Parse(new JsonWebToken(token).Subject);

    /// <summary>Absent: it was never begun.</summary>
    public DateTimeOffset? DeadlineAt { get; internal set; }

    /// <summary>By item, in the order given.</summary>
    public Dictionary<Guid, List<GivenAnswer>> Answers { get; } = [];

    public string? Receipt { get; internal set; }

    public int Acknowledged => Answers.Values.Sum(given => given.Count(g => g.Acknowledged));
}

/// <summary>
/// Everybody takes the same test at the same time, as clients do it through the gateway: start, answer, answer otherwise, send an old answer late, submit;
/// each repeats until told the outcome, and what they were told is written down. Every third person is in the other test and stays until told that the
/// time is over. Meanwhile faults strike one after the other, each in its own round of answers.
/// </summary>
/// <param name="host">The platform.</param>
/// <param name="test">What is taken.</param>
/// <param name="connections">How many ask at any time.</param>
public sealed class FaultyTest(RunningAppHost host, MassTest test, int connections)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>At most so long nobody asks, whatever Retry-After says: the sooner they are back, the harder it is for what comes up again.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Between two answers of somebody who stays.</summary>
    static readonly TimeSpan Thought = TimeSpan.FromMilliseconds(500);

    /// <summary>A service knows the database's time but for half the way there, which is long while the database starts.</summary>
    static readonly TimeSpan Askew = TimeSpan.FromSeconds(1);

    readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = host.Url("gateway"), Timeout = TimeSpan.FromSeconds(30) };
    readonly ConcurrentQueue<string> errors = [];
    readonly List<Sheet> sheets = [];

    public IReadOnlyCollection<Sheet> Sheets => sheets;

    /// <summary>Every answer that was neither as expected nor "try again".</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <param name="tokens">One for each person.</param>
    /// <param name="faults">Each strikes when a third of what is done in its round is acknowledged.</param>
    public async Task<IReadOnlyList<Strike>> RunAsync(IReadOnlyList<string> tokens, params Fault[] faults)
    {
        sheets.AddRange(tokens.Select((token, n) => new Sheet(token, n % 3 == 2 ? test.Short : test.Long)));
        var submitting = sheets.Where(s => s.TestId == test.Long).ToList();
        var staying = Task.WhenAll(sheets.Where(s => s.TestId == test.Short).Select(s => Task.Run(() => StayAsync(s))));
        var strikes = new List<Strike>();
        foreach (var (round, fault) in faults.Index())
        {
            var (first, last) = (round == 0, round == faults.Length - 1);
            var strike = new Strike(host, fault, submitting.Count * (MassTest.Items + (first ? 1 : 0) + (last ? 1 : 0)) / 3);
            strikes.Add(strike);
            var working = Parallel.ForEachAsync(submitting, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (sheet, _) =>
            {
                if (first) await StartAsync(sheet, strike);
                foreach (var item in sheet.Answers.Keys) await AnswerAsync(sheet, item, strike);
                await AnswerLateAsync(sheet, strike);
                if (last) await SubmitAsync(sheet, strike);
            });
            if (await Task.WhenAny(strike.Struck, working) == working)
            {
                await working;
                if (!strike.Struck.IsCompleted) throw new InvalidOperationException($"Too few are acknowledged for {fault} to strike: {string.Join('\n', errors)}");
            }

            await strike.MendedAsync();
            await working.WaitAsync(2 * Patience);
            await host.ReadyAsync();
        }

        await staying.WaitAsync(3 * Patience);
        http.Dispose();
        return strikes;
    }

    async Task StayAsync(Sheet sheet)
    {
        await StartAsync(sheet, null);
        while (sheet.DeadlineAt is not null)
        {
            foreach (var item in sheet.Answers.Keys)
            {
                if (!await AnswerAsync(sheet, item, null)) return;
                await Task.Delay(Thought);
            }
        }
    }

    async Task StartAsync(Sheet sheet, Strike? strike)
    {
        if (await SendAsync(sheet, HttpMethod.Post, "", null, strike) is not { } attempt) return;
        sheet.DeadlineAt = attempt.GetProperty("deadlineAt").GetDateTimeOffset();
        foreach (var item in attempt.GetProperty("items").EnumerateArray()) sheet.Answers[item.GetProperty("itemId").GetGuid()] = [];
    }

    /// <summary>Another answer each time: which of them is kept can be told.</summary>
    async Task<bool> AnswerAsync(Sheet sheet, Guid item, Strike? strike)
    {
        var given = sheet.Answers[item];
        var (order, choice) = (given.Count + 1, sheet.Answers.Keys.ToList().IndexOf(item) < MassTest.Choices);
        given.Add(new(order, choice ? "abcd"[(order + sheet.PersonId.ToByteArray()[15]) % 4].ToString() : $"{(order % 2 == 0 ? "even" : "odd")} {order} {sheet.PersonId:N}", Acknowledged: false));
        if (await PutAsync(sheet, item, given[^1], strike) is null) return false;
        given[^1] = given[^1] with { Acknowledged = true };
        return true;
    }

    /// <summary>As a request that was long on its way; it is overtaken.</summary>
    async Task AnswerLateAsync(Sheet sheet, Strike strike)
    {
        foreach (var (item, given) in sheet.Answers.Where(a => a.Value.Count > 1).Take(1))
        {
            if (await PutAsync(sheet, item, given[0], strike) is { } kept && kept.GetProperty("order").GetInt64() != given[^1].Order)
                errors.Enqueue($"{sheet.PersonId} {item}: {given[0]} undid {given[^1]}: {kept}");
        }
    }

    Task<JsonElement?> PutAsync(Sheet sheet, Guid item, GivenAnswer answer, Strike? strike) => SendAsync(
        sheet, HttpMethod.Put, $"/1/answers/{item}",
        answer.Value.Length == 1 ? new { optionIds = new[] { answer.Value }, answer.Order } : new { text = answer.Value, answer.Order }, strike);

    async Task SubmitAsync(Sheet sheet, Strike strike)
    {
        if (await SendAsync(sheet, HttpMethod.Post, "/1/submit", null, strike) is { } attempt) sheet.Receipt = attempt.GetProperty("receipt").GetString();
    }

    /// <summary>What was answered; nothing when the time is over, or something is wrong.</summary>
    async Task<JsonElement?> SendAsync(Sheet sheet, HttpMethod method, string path, object? body, Strike? strike)
    {
        for (var (first, tries) = (Stopwatch.GetTimestamp(), 1); ; tries++)
        {
            var (answer, words) = await OnceAsync(sheet, method, path, body);
            strike?.See(answer);
            switch (answer.Status)
            {
                case 200:
                    return JsonDocument.Parse(answer.Body).RootElement;
                case 409 when words.Contains("\"attempt-closed\"", StringComparison.Ordinal) && TimeProvider.System.GetUtcNow() >= sheet.DeadlineAt - Askew:
                case 409 when words.Contains("\"test-closed\"", StringComparison.Ordinal) && sheet.TestId == test.Short && sheet.DeadlineAt is null:
                    return null;
                case not (0 or 503):
                    errors.Enqueue($"{method} {path}: {answer.Status} {words}");
                    return null;
            }

            if (Stopwatch.GetElapsedTime(first) > Patience) throw new TimeoutException($"{method} {path}: refused {tries} times, at last with {answer.Status} {words}");
            var pause = TimeSpan.FromSeconds(answer.RetryAfter);
            await Task.Delay(answer.Status == 0 || pause > LongestPause ? LongestPause : pause);
        }
    }

    async Task<(Answer Answer, string Words)> OnceAsync(Sheet sheet, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/assessment/tests/{sheet.TestId}/my-attempts{path}")
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType()), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", sheet.Token) },
        };
        var sent = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(request);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var received = Stopwatch.GetTimestamp();
            return (new((int)answer.StatusCode, sent, received, (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0), bytes), answer.IsSuccessStatusCode ? "" : System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return (new(0, sent, Stopwatch.GetTimestamp(), 0, default), e.Message);
        }
    }
}
