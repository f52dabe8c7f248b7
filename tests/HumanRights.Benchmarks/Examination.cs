using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HumanRights.TestKit;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HumanRights.Benchmarks;

/// <summary>An edition whose participants take tests; all that its coordination and they do goes through the gateway.</summary>
public sealed class Examination : IDisposable
{
    private readonly Guid edition;
    private readonly Guid programme;
    private readonly int people;
    private readonly HttpClient reviewer;

    private Examination(RunningPlatform platform, Guid edition, Guid programme, HttpClient coordinator, HttpClient reviewer, IReadOnlyList<byte[]> tokens)
    {
        this.reviewer = reviewer;
        (Platform, this.edition, this.programme, Coordinator, Tokens, people) = (platform, edition, programme, coordinator, tokens, tokens.Count);
        PersonIds = [.. tokens.Select(t => Guid.Parse(new JsonWebToken(Encoding.ASCII.GetString(t)).Subject))];
    }

    public RunningPlatform Platform { get; }

    public HttpClient Coordinator { get; }

    /// <summary>One for each participant.</summary>
    public IReadOnlyList<byte[]> Tokens { get; }

    public IReadOnlyList<Guid> PersonIds { get; }

    /// <summary>Everybody has a seat, and Assessment knows of it.</summary>
    public static async Task<Examination> OpenAsync(RunningPlatform platform, int people, int modules, int connections)
    {
        var tokens = (await platform.TokensAsync("participant", people)).Select(Encoding.ASCII.GetBytes).ToList();
        var edition = await platform.OpenEditionAsync(people, modules);
        var registered = await HttpLoad.PostAsync(platform.Gateway, $"/api/enrolment/editions/{edition}/registrations", tokens, connections);
        if (registered.Errors(200) > 0)
        {
            throw new InvalidOperationException($"{registered.Errors(200)} registrations failed.");
        }

        await Backlog.QuietAsync(platform.Host, edition, people, people);
        var programme = (await platform.Host.QueryAsync<Guid>(
            "assessment", "select (data ->> 'programmeId')::uuid from mt_events where type = 'edition-announced' and data ->> 'editionId' = $1", edition.ToString()))[0];
        var coordinators = await platform.TokensAsync("coordinator", 2);
        var coordinator = RunningPlatform.Client(platform.Gateway, coordinators[0]);
        coordinator.Timeout = TimeSpan.FromMinutes(5);
        return new Examination(platform, edition, programme, coordinator, RunningPlatform.Client(platform.Gateway, coordinators[1]), tokens);
    }

    /// <summary>A test of so many new questions of every kind, open from now on.</summary>
    public async Task<Sitting> ComposeAsync(int module, int questions, TimeSpan lasts)
    {
        var report = await ImportAsync(module, Questions(questions, $"Module {module}"));
        Guid[] items = [.. report.Select(l => JsonNode.Parse(l)!).Select(l => (string?)l["itemId"]).OfType<string>().Select(Guid.Parse)];
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (item, _) =>
        {
            await RunningPlatform.SendAsync(Coordinator, $"/api/assessment/items/{item}/versions/1/submit", new { });
            await RunningPlatform.SendAsync(reviewer, $"/api/assessment/items/{item}/versions/1/approve", new { });
        });
        var closesAt = TimeProvider.System.GetUtcNow() + lasts;
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/assessment/editions/{edition}/modules/{module}/test")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { items, closesAt, minutes = 20, attempts = 1 }, JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
        };
        using var answer = await Coordinator.SendAsync(put);
        var test = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return answer.IsSuccessStatusCode ? new Sitting(this, test, closesAt) : throw new InvalidOperationException(test.ToJsonString());
    }

    /// <returns>The report, line by line.</returns>
    public async Task<IReadOnlyList<string>> ImportAsync(int module, string gift)
    {
        using var file = new StringContent(gift, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        using var answer = await Coordinator.PostAsync($"/api/assessment/items/import?programmeId={programme}&moduleNumber={module}&format=gift", file);
        var report = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? report.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException(report);
    }

    /// <summary>Four of ten are single choices, two multiple ones; then true or false, a matching, a number and a short text.</summary>
    public static string Questions(int count, string about)
    {
        var gift = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            gift.Append(CultureInfo.InvariantCulture, $"::{about} {i}::{about}, question {i}\\: what does the Universal Declaration of Human Rights say of it? ");
            gift.AppendLine((i % 10) switch
            {
                < 4 => "{=What article one says.#It does. ~What article two says.#No\\: read it again. ~What article three says. ~None of these.####Article one is about dignity and rights.}",
                < 6 => "{~%50%Education. ~%50%Work. ~%-50%Idleness. ~%-50%Privilege.####Articles 23 and 26.}",
                6 => "{T#No.#Yes.}",
                7 => "{=Work -> 23 =Education -> 26 =Equality before the law -> 7}",
                8 => "{#30:1}",
                _ => "{=dignity =dignidade}",
            }).AppendLine();
        }

        return gift.ToString();
    }

    /// <summary>Every event is read by everybody, and nothing is due.</summary>
    public Task<(TimeSpan After, IReadOnlyList<string> Left)> QuietAsync() => Backlog.QuietAsync(Platform.Host, edition, people, people);

    public void Dispose()
    {
        Coordinator.Dispose();
        reviewer.Dispose();
    }
}
