using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace HumanRights.TestKit;

/// <summary>An edition in which everybody has a seat, with a test of each of its two modules: one stays open long, the other is over soon.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Long">For who submits.</param>
/// <param name="Short">For who stays until the deadline.</param>
public sealed record MassTest(Guid Edition, Guid Long, Guid Short)
{
    /// <summary>Of each test: choices of which the option <c>a</c> is right, then short texts of which those that begin with <c>even</c> are.</summary>
    public const int Choices = 4, Texts = 2, Items = Choices + Texts;

    /// <param name="host">The platform.</param>
    /// <param name="tokens">One for each person.</param>
    /// <param name="shortly">How long the short test is open, from the end of the preparations.</param>
    public static async Task<MassTest> PrepareAsync(RunningAppHost host, IReadOnlyList<string> tokens, TimeSpan shortly)
    {
        var coordinators = await host.TokensAsync("coordinator", 2);
        using var coordinator = Client(host, coordinators[0]);
        using var reviewer = Client(host, coordinators[1]);
        Task<JsonElement> Post(string path, object? body = null) => coordinator.PostAsJsonAsync(path, body ?? new { }).ReadAsync<JsonElement>();

        var programme = (await Post("/api/enrolment/programmes", new { blueprint = Blueprint })).GetProperty("programmeId").GetGuid();
        var edition = (await Post("/api/enrolment/editions", new { programmeId = programme, number = 1, capacity = tokens.Count })).GetProperty("editionId").GetGuid();
        await Post($"/api/enrolment/editions/{edition}/registrations/open", new { closesAt = InTime(TimeSpan.FromDays(1)) });
        await Parallel.ForEachAsync(tokens, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (token, cancellation) =>
        {
            using var person = Client(host, token);
            (await person.PostAsync($"/api/enrolment/editions/{edition}/registrations", null, cancellation)).EnsureSuccessStatusCode();
        });

        var items = new Dictionary<int, Guid[]>();
        foreach (var module in (int[])[1, 2])
        {
            items[module] = await Task.WhenAll(Enumerable.Range(0, Items).Select(async n =>
            {
                var item = (await Post("/api/assessment/items", new { programmeId = programme, moduleNumber = module, content = n < Choices ? Choice : Text })).GetProperty("itemId").GetGuid();
                await Post($"/api/assessment/items/{item}/versions/1/submit");
                await reviewer.PostAsJsonAsync($"/api/assessment/items/{item}/versions/1/approve", new { }).ReadAsync<JsonElement>();
                return item;
            }));
        }

        await Eventually.TrueAsync(
            async () => (await host.QueryAsync<long>("assessment", $"select count(distinct id) from ({Backlog.SeatsElsewhere["assessment"]}) as e (id)", edition.ToString()))[0] == tokens.Count,
            TimeSpan.FromMinutes(2));
        async Task<Guid> ComposeAsync(int module, TimeSpan open) => (await coordinator.PutAsJsonAsync(
            $"/api/assessment/editions/{edition}/modules/{module}/test", new { items = items[module], closesAt = InTime(open), minutes = 480 }).ReadAsync<JsonElement>()).GetProperty("testId").GetGuid();
        return new MassTest(edition, await ComposeAsync(1, TimeSpan.FromHours(2)), await ComposeAsync(2, shortly));
    }

    internal static HttpClient Client(RunningAppHost host, string token) => new()
    {
        BaseAddress = host.Url("gateway"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private static DateTimeOffset InTime(TimeSpan time) => TimeProvider.System.GetUtcNow() + time;

    private static object Words(string text) => new { en = text, pt = text };

    private static object Blueprint => new
    {
        title = Words("A programme of two modules"),
        hours = 30,
        objectives = new[] { new { letter = "a", words = Words("Objective") } },
        modules = new[] { 1, 2 }.Select(number => new { number, title = Words("Module"), hours = 7, objectives = new[] { "a" }, contributingEntities = new[] { "sample-entity" } }),
        thresholds = new { attendancePercent = 0, involvementPoints = 0, passMarkPercent = 50 },
    };

    private static object Choice => new
    {
        kind = "singleChoice", prompt = Words("Which?"), options = "abcd".Select(id => new { id = id.ToString(), text = Words($"Option {id}"), correct = id == 'a' }),
    };

    private static object Text => new { kind = "shortText", prompt = Words("What?"), variants = new[] { new { pattern = "even *" } } };
}
