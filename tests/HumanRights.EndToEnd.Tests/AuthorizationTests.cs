using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Promise P8: nobody acts or sees beyond their role and their own data.</summary>
public sealed partial class AuthorizationTests(Platform platform)
{
    static readonly string[] Anonymous =
    [
        "GET /api/ambassadornetwork/guide", "GET /api/ambassadornetwork/guide/{practiceId}", "GET /api/ambassadornetwork/statistics",
        "GET /api/certification/statistics", "GET /api/certification/verification/{number}",
        "GET /api/enrolment/editions", "GET /api/enrolment/editions/{editionId}", "GET /api/enrolment/editions/{editionId}/window", "GET /api/enrolment/programmes/{programmeId}",
        "POST /api/identity/password-resets", "POST /api/identity/registrations", "POST /api/identity/registrations/letters",
        "GET /guide", "GET /guide/{practiceId}", "GET /verify/{number}",
    ];

    // Their success would take the test's own people away.
    static readonly string[] NotCalledWithSuccess = ["DELETE /api/identity/people/me"];

    [Fact]
    public async Task Who_may_call_what_is_as_committed()
    {
        var documented = (await Operation.AllAsync(platform))
            .Select(o => $"{o} {(o.Roles is not { } roles ? "anyone" : roles.Count == 0 ? "signed-in" : string.Join(' ', roles))}").Order(StringComparer.Ordinal).ToList();
        documented.ShouldBe(await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "roles.txt")), ignoreOrder: false, string.Join("\n", documented));
    }

    [Fact]
    public async Task Without_a_token_only_the_listed_paths_answer()
    {
        foreach (var operation in await Operation.AllAsync(platform))
        {
            var (status, code) = await CallAsync(platform.Anyone, operation);
            if (Anonymous.Contains(operation.ToString()))
            {
                // 400: it came as far as the missing body.
                status.ShouldBeOneOf([200, 404, .. operation.Body is null ? [] : (int[])[400]], $"{operation}");
            }
            else
            {
                (status, code).ShouldBe((401, "unauthenticated"), $"{operation}");
            }
        }
    }

    [Fact]
    public async Task Each_role_may_call_what_is_its_own_and_nothing_else()
    {
        var operations = (await Operation.AllAsync(platform)).Where(o => o.Roles is not null && !NotCalledWithSuccess.Contains(o.ToString())).ToList();
        var wrong = new List<string>();
        foreach (var role in Roles.All)
        {
            // What is for whoever is signed in is about themselves, and a service is nobody.
            foreach (var operation in operations.Where(o => role != Roles.Service || o.Roles!.Count > 0))
            {
                var (status, code) = await CallAsync(platform.As(role), operation);
                var forbidden = (status, code) == (403, "forbidden");
                var may = operation.Roles!.Count == 0 || operation.Roles.Contains(role);
                if (forbidden == may || status is 401 or >= 500)
                {
                    wrong.Add($"{role}: {operation} gave {status} {code}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Spoiled_tokens_are_refused_by_every_service()
    {
        var operations = (await Operation.AllAsync(platform)).Where(o => o.Roles is not null).GroupBy(o => o.Service).Select(g => g.First());
        var bad = Tokens.Spoiled(platform.Coordinator.Token!, platform.SigningKeyPem);
        foreach (var (operation, (what, token)) in operations.SelectMany(o => bad.Select(b => (o, b))))
        {
            // At the gateway, and at the service itself for whoever gets past it.
            (await CallAsync(platform.WithToken(token), operation)).ShouldBe((401, "unauthenticated"), $"{operation} with a token {what}");
            (await CallAsync(platform.WithToken(token), operation, platform.Host.Url(operation.Service))).ShouldBe((401, "unauthenticated"), $"{operation} with a token {what}");
        }
    }

    [Fact]
    public async Task Two_people_never_meet_in_each_others_data()
    {
        var (ana, rui) = (platform.NextParticipant(), platform.NextParticipant());
        var done = await platform.GraduateAsync(ana, rui);
        foreach (var (own, other) in ((Person, Person)[])[(ana, rui), (rui, ana)])
        {
            var project = await own.Network.DraftProjectAsync($"The project of {own.Id}");
            await other.Network.TryReadAsync(project).ShouldRefuseAsync(404, "not-found");
            foreach (var step in (string[])["submit", "start", "report"])
            {
                await other.Network.TryStepAsync(project, step).ShouldRefuseAsync(404, "not-found");
            }

            await other.Network.TryStepAsync(project, "evidence", Samples.Evidence).ShouldRefuseAsync(404, "not-found");
            await other.PutAsync($"/api/ambassadornetwork/projects/{project}", Samples.Proposal("Mine now")).ShouldRefuseAsync(404, "not-found");
            (await own.Network.StepAsync(project, "submit")).ShouldBe("submitted", "its author still finds it as it was");

            foreach (var path in (string[])
            [
                $"/api/identity/people/{own.Id}", $"/api/certification/editions/{done.Edition}/ledgers/{own.Id}",
                $"/api/assessment/tests/{done.Test}/attempts", $"/api/enrolment/editions/{done.Edition}/registrations",
                $"/api/learning/courses/{done.Edition}/progress", $"/api/ambassadornetwork/projects",
            ])
            {
                await other.GetAsync(path).ShouldRefuseAsync(403, "forbidden");
            }

            // What is "mine" is the token's, whoever asks.
            foreach (var path in (string[])
            [
                "/api/identity/people/me", "/api/identity/people/me/data", $"/api/enrolment/editions/{done.Edition}/registrations/me",
                $"/api/certification/editions/{done.Edition}/ledgers/me", "/api/certification/certificates/me", $"/api/learning/courses/{done.Edition}/progress/me",
                $"/api/assessment/editions/{done.Edition}/my-tests", "/api/ambassadornetwork/membership", "/api/ambassadornetwork/projects/mine",
            ])
            {
                var mine = await (await other.GetAsync(path)).Content.ReadAsStringAsync();
                mine.ShouldNotContain(own.Id.ToString(), Case.Insensitive, path);
            }
        }

        var numbers = done.Certificates.Select(c => c.Number).ToList();
        (await (await ana.GetAsync("/api/certification/certificates/me")).Content.ReadAsStringAsync()).ShouldContain(numbers[0]);
        (await (await ana.GetAsync("/api/certification/certificates/me")).Content.ReadAsStringAsync()).ShouldNotContain(numbers[1]);
    }

    /// <summary>With ids that nobody has and without a body: whoever gets past authorization is refused for another reason.</summary>
    static async Task<(int Status, string? Code)> CallAsync(Person person, Operation operation, Uri? service = null)
    {
        var path = Placeholder().Replace(operation.Path, m => m.Value is "{number}" or "{moduleNumber}" or "{version}" ? "1" : Guid.CreateVersion7().ToString());
        using var answer = await person.SendAsync(new(new(operation.Method), service is null ? new Uri(path, UriKind.Relative) : new Uri(service, path)) { Headers = { Accept = { new("application/json") } } });
        var problem = (int)answer.StatusCode >= 400 ? await answer.Content.ReadFromJsonAsync<JsonElement>() : default;
        return ((int)answer.StatusCode, problem.ValueKind == JsonValueKind.Object ? problem.GetProperty("code").GetString() : null);
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
