using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>
/// Promise P8 for the vault, registrations and tests, walked to the end: every operation of Identity, Enrolment and Assessment, with every id that
/// belongs to somebody, called by somebody else in every role that gives no right to others' data. New operations are in it as soon as they are documented.
/// </summary>
public sealed partial class EveryIdTests(Platform platform, ITestOutputHelper output)
{
    // Its success would take the caller away.
    static readonly string[] NotCalled = ["DELETE /api/identity/people/me"];

    /// <summary>What somebody has: ids by which it could be reached, and words that only they and staff may read.</summary>
    sealed record Belongings(Person Person, string Email, Guid Programme, Guid[] Editions, TakenTest Taken, Guid[] Ids, string[] Secrets);

    /// <summary>An attempt that is open, and what it is about.</summary>
    sealed record TakenTest(Guid Test, Guid Item, Guid Medium, Guid Attempt, string Words);

    [Fact]
    public async Task Nobody_reaches_anothers_data_by_any_id_in_any_role()
    {
        var (ana, rui) = (platform.NextParticipant(), platform.NextParticipant());
        var operations = (await Operation.AllAsync(platform))
            .Where(o => o.Service is "identity" or "enrolment" or "assessment" && !NotCalled.Contains(o.ToString())).ToList();
        var (wrong, calls) = (new List<string>(), 0);
        foreach (var (owner, other) in ((Person, Person)[])[(ana, rui), (rui, ana)])
        {
            var own = await BelongingsOfAsync(owner, other);
            var before = await SnapshotAsync(own);
            own.Secrets.ShouldAllBe(secret => before.Contains(secret), "they are what the owner sees");

            var strangers = new Dictionary<string, Person> { [Roles.Participant] = other, ["nobody"] = platform.Anyone };
            foreach (var role in (string[])[Roles.Trainer, Roles.Partner, Roles.Ambassador])
            {
                strangers[role] = platform.As(role);
            }

            foreach (var operation in operations)
            {
                foreach (var path in Paths(operation, own))
                {
                    foreach (var (role, stranger) in strangers)
                    {
                        calls++;
                        var request = new HttpRequestMessage(new(operation.Method), path) { Content = Body(operation, own) };
                        using var answer = await stranger.SendAsync(request);
                        var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
                        var may = operation.Roles is not { } roles || (stranger.Token is not null && (roles.Count == 0 || roles.Contains(role)));
                        if ((!may && status != (stranger.Token is null ? 401 : 403)) || status >= 500)
                        {
                            wrong.Add($"{role}: {operation.Method} {path} gave {status}");
                        }

                        if (own.Secrets.Where(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } seen)
                        {
                            wrong.Add($"{role}: {operation.Method} {path} shows {string.Join(", ", seen)}");
                        }
                    }
                }
            }

            (await SnapshotAsync(own)).ShouldBe(before, "nobody else has changed anything");
        }

        output.WriteLine($"{calls} calls of {operations.Count} operations");
        wrong.ShouldBeEmpty();
    }

    async Task<Belongings> BelongingsOfAsync(Person owner, Person other)
    {
        var programme = await platform.Coordinator.Enrolment.DefineProgrammeAsync(Samples.ShortBlueprint);
        var editions = new List<Guid>();
        foreach (var number in (int[])[1, 2])
        {
            var edition = await platform.Coordinator.Enrolment.PlanEditionAsync(programme, number, seats: 2);
            await platform.Coordinator.Enrolment.OpenRegistrationAsync(edition);
            editions.Add(edition);
        }

        // Somebody else's seat in a third edition, so that the owner waits; in a fourth they have given it up, so that it is offered to the owner.
        var (before, generous) = (platform.NextParticipant(), await platform.Coordinator.Enrolment.DefineProgrammeAsync(Samples.BlueprintWithOffers));
        var registrations = new List<Guid>();
        foreach (var (of, number) in ((Guid, int)[])[(programme, 3), (generous, 1)])
        {
            var edition = await platform.Coordinator.Enrolment.PlanEditionAsync(of, number, seats: 1);
            await platform.Coordinator.Enrolment.OpenRegistrationAsync(edition);
            await before.Enrolment.RegisterAsync(edition);
            registrations.Add((await owner.Enrolment.RegisterAsync(edition)).RegistrationId);
            editions.Add(edition);
        }

        await before.Enrolment.WithdrawAsync(editions[3]);

        // A seat in one edition; in the other a refusal, and an appeal against it.
        var registration = await owner.Enrolment.RegisterAsync(editions[0]);
        await other.Enrolment.RegisterAsync(editions[0]);
        await platform.Coordinator.PostAsync($"/api/enrolment/editions/{editions[1]}/registrations/close").ReadAsync<object>();
        var code = (await JsonAsync(owner.Enrolment.TryRegisterAsync(editions[1]))).GetProperty("code").GetString()!;
        var words = $"the words of {owner.Id:N}";
        var appeal = await owner.PostAsync($"/api/enrolment/editions/{editions[1]}/appeals", new { code, words }).ReadAsync<JsonElement>();
        await owner.PostAsync($"/api/enrolment/programmes/{programme}/interest").ReadAsync<object>();

        var taken = await TakeTestAsync(programme, editions[0], owner, other);
        var profile = await owner.GetAsync("/api/identity/people/me").ReadAsync<JsonElement>();
        var email = profile.GetProperty("email").GetString()!;
        (await platform.Anyone.PostAsync("/api/identity/password-resets", new { email })).EnsureSuccessStatusCode();
        var letter = (await platform.QueryAsync<Guid>("identity", "select id from letters where person_id = $1", owner.Id)).ShouldHaveSingleItem();
        var appealId = appeal.GetProperty("id").GetGuid();
        return new(owner, email, programme, [.. editions], taken, [owner.Id, registration.RegistrationId, .. registrations, appealId, letter, taken.Attempt],
            [owner.Id.ToString(), email, words, registration.RegistrationId.ToString(), .. registrations.Select(r => r.ToString()), appealId.ToString(), taken.Attempt.ToString(), taken.Words]);
    }

    /// <summary>The owner has written an answer to an item with a picture; the other has begun the same test.</summary>
    async Task<TakenTest> TakeTestAsync(Guid programme, Guid edition, Person owner, Person other)
    {
        var picture = new ByteArrayContent([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. owner.Id.ToByteArray()]) { Headers = { ContentType = new("image/png") } };
        var medium = (await platform.Coordinator.SendAsync(new(HttpMethod.Post, "/api/assessment/media") { Content = picture }).ReadAsync<JsonElement>()).GetProperty("fileId").GetGuid();
        var item = (await platform.Coordinator.PostAsync("/api/assessment/items", new
        {
            programmeId = programme, moduleNumber = 1, content = new
            {
                kind = "shortText", prompt = Samples.Words("What is this? [[x]]"), variants = new[] { new { pattern = "a chart" } },
                media = new[] { new { name = "x", fileId = medium, alternative = Samples.Words("A chart") } },
            },
        }).ReadAsync<JsonElement>()).GetProperty("itemId").GetGuid();
        await platform.Coordinator.Assessment.ReviewItemAsync((item, 1), platform.Trainer);
        var test = await platform.Coordinator.Assessment.ComposeTestAsync(edition, module: 1, item);
        var attempt = await owner.Assessment.StartAttemptAsync(test);
        await other.Assessment.StartAttemptAsync(test);
        var words = $"what {owner.Id:N} answers";
        await owner.PutAsync($"/api/assessment/tests/{test}/my-attempts/1/answers/{item}", new { text = words }).ReadAsync<object>();
        return new(test, item, medium, attempt.AttemptId, words);
    }

    /// <summary>All that the owner sees, and the password.</summary>
    async Task<string> SnapshotAsync(Belongings own)
    {
        var seen = new List<string>();
        foreach (var path in (string[])
        [
            "/api/identity/people/me", $"/api/enrolment/editions/{own.Editions[0]}/registrations/me",
            $"/api/enrolment/editions/{own.Editions[2]}/registrations/me", $"/api/enrolment/editions/{own.Editions[3]}/registrations/me",
            $"/api/enrolment/editions/{own.Editions[1]}/appeals/mine", $"/api/enrolment/programmes/{own.Programme}/interest/me",
        ])
        {
            seen.Add(await (await own.Person.GetAsync(path)).Content.ReadAsStringAsync());
        }

        var attempt = JsonNode.Parse(await (await own.Person.GetAsync($"/api/assessment/tests/{own.Taken.Test}/my-attempts/1")).Content.ReadAsStringAsync())!.AsObject();
        attempt.Remove("now");
        seen.Add(attempt.ToJsonString());
        seen.AddRange(await platform.QueryAsync<string>("identity", "select password_hash || generation || failed_tries from credentials where person_id = $1", own.Person.Id));
        return string.Join('\n', seen);
    }

    /// <summary>The operation's path with each combination of the owner's ids.</summary>
    static IEnumerable<string> Paths(Operation operation, Belongings own) => Placeholder().Matches(operation.Path).Select(m => m.Value).Aggregate(
        (IEnumerable<string>)[operation.Path],
        (paths, placeholder) => paths.SelectMany(path => (placeholder switch
        {
            "{editionId}" => own.Editions.Cast<object>(),
            "{programmeId}" => [own.Programme],
            "{testId}" => [own.Taken.Test],
            "{itemId}" => [own.Taken.Item],
            "{fileId}" => [own.Taken.Medium],
            "{attemptId}" => [own.Taken.Attempt],
            "{number}" or "{moduleNumber}" or "{version}" => (IEnumerable<object>)[1],
            _ => own.Ids.Cast<object>(),
        }).Select(id => path.Replace(placeholder, id.ToString(), StringComparison.Ordinal))));

    /// <summary>Such as would do something, if it were let: about the owner wherever a body says whom it is about.</summary>
    static HttpContent? Body(Operation operation, Belongings own)
    {
        if (operation.Body is null)
        {
            return null;
        }

        var people = new[] { own.Person.Id };
        object body = operation.ToString() switch
        {
            "PUT /api/identity/people/me" => new { name = "Somebody Else" },
            "PUT /api/identity/people/me/password" => new { current = "not the password", @new = "yet another four words" },
            "PUT /api/identity/people/{id}/roles" => new { roles = new[] { Roles.Coordinator } },
            "PUT /api/identity/people/{id}/verification" => new { publicServant = false },
            "POST /api/identity/registrations" => new { email = own.Email, name = "Somebody Else", password = "yet another four words" },
            "POST /api/identity/registrations/letters" or "POST /api/identity/password-resets" => new { email = own.Email },
            "POST /api/identity/people/find" => new { emails = new[] { own.Email } },
            // A trainer may read names by ids, and is given none here.
            "POST /api/identity/people/names" or "POST /api/identity/people/facts" or "POST /api/identity/people/addresses" => new { people = operation.Roles!.Contains(Roles.Trainer) ? [] : people },
            "POST /api/enrolment/editions/{editionId}/appeals" => new { code = "registration-closed", words = "These are mine." },
            "POST /api/enrolment/editions/{editionId}/appeals/{appealId}/decision" => new { outcome = "reversed", reasons = "So I say." },
            "POST /api/enrolment/editions/{editionId}/approvals" => new { personId = own.Person.Id },
            "PUT /api/assessment/tests/{testId}/my-attempts/{number}/answers/{itemId}" => new { text = "These are mine." },
            "PUT /api/enrolment/editions/{editionId}/capacity" => new { capacity = 100 },
            _ => new { },
        };
        return System.Net.Http.Json.JsonContent.Create(body, body.GetType());
    }

    static async Task<JsonElement> JsonAsync(Task<HttpResponseMessage> answering) =>
        JsonDocument.Parse(await (await answering).Content.ReadAsStringAsync()).RootElement;

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
