using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Marten;
using Npgsql;
using static HumanRights.AmbassadorNetwork.Tests.Api.Journey;

namespace HumanRights.AmbassadorNetwork.Tests.Api;

[Collection("api")] // one after the other: a test that rebuilds views must not take them from another
public sealed class ProjectTests(AmbassadorNetworkService network)
{
    private ServiceUnderTest<Program> Service => network.Service;

    private Journey Journey { get; } = new(network.Service);

    [Fact]
    public async Task A_project_goes_from_draft_to_verified_with_its_words()
    {
        var person = await Journey.MemberAsync();
        var project = await Journey.ProjectAsync(person, ProjectStage.Submitted);
        await Journey.StepAsync(Journey.AsCoordinator, project, "request-changes", new { Reasons = "Say how it will be measured." });
        (await Journey.ProjectAsync(Journey.As(person), project)).Reasons.ShouldBe("Say how it will be measured.");

        await Journey.As(person).PutAsJsonAsync($"{Root}/projects/{project}", Proposal("A desk for everyone", "With figures.")).ReadAsync<ProjectAnswer>();
        await Journey.StepAsync(Journey.As(person), project, "submit");
        await Journey.StepAsync(Journey.AsCoordinator, project, "approve");
        var mentor = Guid.CreateVersion7();
        await Journey.StepAsync(Journey.AsCoordinator, project, "mentor", new { MentorId = mentor });
        await Journey.StepAsync(Journey.As(person), project, "start");
        await Journey.As(person).PostAsJsonAsync($"{Root}/projects/{project}/evidence", Evidence("The new procedure")).ReadAsync<EvidenceAnswer>();
        await Journey.StepAsync(Journey.As(person), project, "report");
        (await Journey.StepAsync(Journey.AsCoordinator, project, "verify")).Stage.ShouldBe(ProjectStage.Verified);

        var seen = await Journey.ProjectAsync(Journey.As(mentor), project);
        seen.ShouldSatisfyAllConditions(
            p => p.Stage.ShouldBe(ProjectStage.Verified), p => p.Title.ShouldBe("A desk for everyone"), p => p.Summary.ShouldBe("With figures."),
            p => p.Reasons.ShouldBeNull(), p => p.Evidence.Single().ShouldSatisfyAllConditions(
                e => e.Description.ShouldBe("The new procedure"), e => e.Link.ShouldBe("https://example.org/report")));
        (await Service.EventsAsync(Project.Stream(project))).Select(e => e.Data.GetType().Name).ShouldBe(
        [
            "ProjectDrafted", "ProjectSubmitted", "ChangesRequested", "ProjectRevised", "ProjectSubmitted", "ProjectApproved", "MentorAssigned",
            "ImplementationStarted", "EvidenceAdded", "ImplementationReported", "OutcomeVerified",
        ]);
    }

    [Fact]
    public async Task A_repeat_of_a_draft_adds_nothing()
    {
        var person = await Journey.MemberAsync();
        var body = new { ProjectId = Guid.CreateVersion7(), Proposal = Proposal("The same twice") };
        for (var i = 0; i < 2; i++)
        {
            await Journey.As(person).PostAsJsonAsync($"{Root}/projects", body).ReadAsync<ProjectAnswer>();
        }

        (await Service.EventsAsync(Project.Stream(body.ProjectId))).Count.ShouldBe(1);
        await using var session = Service.Store.QuerySession();
        (await session.Query<PersonText>().Where(t => t.WrittenBy == person).CountAsync()).ShouldBe(2);
        await Journey.As(person).PostAsJsonAsync($"{Root}/projects", new { body.ProjectId, Proposal = Proposal("Another") }).ShouldRefuseAsync(409, "project-already-drafted");
    }

    [Fact]
    public async Task A_revision_of_an_older_version_is_stale()
    {
        var person = await Journey.MemberAsync();
        var project = await Journey.ProjectAsync(person);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/projects/{project}") { Content = JsonContent.Create(Proposal("Revised")) };
        request.Headers.TryAddWithoutValidation("If-Match", "7");
        await Journey.As(person).SendAsync(request).ShouldRefuseAsync(412, "stale-version");
    }

    [Fact]
    public async Task Each_sees_and_does_only_what_is_theirs()
    {
        var (person, another) = (await Journey.MemberAsync(), await Journey.MemberAsync());
        var project = await Journey.ProjectAsync(person);
        string[] authors = ["submit", "start", "report"], coordinators = ["approve", "verify"];

        await Journey.As(another).GetAsync($"{Root}/projects/{project}").ShouldRefuseAsync(404, "not-found");
        await Journey.As(another).PutAsJsonAsync($"{Root}/projects/{project}", Proposal("Mine now")).ShouldRefuseAsync(404, "not-found");
        await Journey.As(another).PostAsJsonAsync($"{Root}/projects/{project}/evidence", Evidence("Mine")).ShouldRefuseAsync(404, "not-found");
        foreach (var step in authors)
        {
            await Journey.As(another).PostAsync($"{Root}/projects/{project}/{step}", null).ShouldRefuseAsync(404, "not-found");
            await Service.Anonymous().PostAsync($"{Root}/projects/{project}/{step}", null).ShouldRefuseAsync(401, "unauthenticated");
        }

        foreach (var step in coordinators)
        {
            await Journey.As(person).PostAsync($"{Root}/projects/{project}/{step}", null).ShouldRefuseAsync(403, "forbidden");
            await Journey.AsCoordinator.PostAsync($"{Root}/projects/{Guid.CreateVersion7()}/{step}", null).ShouldRefuseAsync(404, "not-found");
        }

        await Journey.As(person).GetAsync($"{Root}/projects").ShouldRefuseAsync(403, "forbidden");
        await Service.Anonymous().GetAsync($"{Root}/directory").ShouldRefuseAsync(401, "unauthenticated");
        await Service.As(person, Roles.Coordinator).PostAsync($"{Root}/projects/{project}/approve", null).ShouldRefuseAsync(403, "own-project");
    }

    [Fact]
    public async Task Refusals_say_at_which_stage_the_project_is()
    {
        var person = await Journey.MemberAsync();
        var problem = await Journey.As(person).PostAsync($"{Root}/projects/{await Journey.ProjectAsync(person)}/start", null).ShouldRefuseAsync(409, "project-not-approved");
        problem.GetProperty("stage").GetString().ShouldBe("draft");
    }

    [Fact]
    public async Task Invalid_values_are_refused()
    {
        var person = await Journey.MemberAsync();
        var project = await Journey.ProjectAsync(person, ProjectStage.Implementing);
        var client = Journey.As(person);
        await client.PostAsJsonAsync($"{Root}/projects", new { Proposal = Proposal("") }).ShouldRefuseAsync(422, "invalid-values");
        await client.PostAsJsonAsync($"{Root}/projects", new { Proposal = Proposal("A desk", topics: ["gardening"]) }).ShouldRefuseAsync(422, "unknown-topic");
        await client.PostAsJsonAsync($"{Root}/projects", new { Proposal = Proposal("A desk", topics: []) }).ShouldRefuseAsync(422, "invalid-values");
        await client.PostAsJsonAsync($"{Root}/projects/{project}/evidence", new { Kind = "document", Description = "x", Link = "javascript:alert(1)" }).ShouldRefuseAsync(422, "invalid-values");
        await client.PostAsJsonAsync($"{Root}/projects/{project}/evidence", new { Kind = "rumour", Description = "x" }).ShouldRefuseAsync(400, "malformed-request");
        await Journey.AsCoordinator.PostAsJsonAsync($"{Root}/projects/{project}/reject", new { Reasons = " " }).ShouldRefuseAsync(422, "invalid-values");
        foreach (var text in (string[])["\\ud800", "\\u0000"])
        {
            using var body = new StringContent($$"""{"reasons":"{{text}}"}""", System.Text.Encoding.UTF8, "application/json");
            await Journey.AsCoordinator.PostAsync($"{Root}/projects/{project}/reject", body).ShouldRefuseAsync(400, "malformed-request");
        }
    }

    [Fact]
    public async Task Lists_come_by_stage_and_in_pages()
    {
        var person = await Journey.MemberAsync();
        var projects = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            projects.Add(await Journey.ProjectAsync(person, ProjectStage.Submitted, $"Project {i}"));
        }

        await Eventually.TrueAsync(async () => (await ListAsync(Journey.As(person), "/mine")).Items.Count(p => p.Stage == ProjectStage.Submitted) == 3);
        var first = await ListAsync(Journey.As(person), "/mine?limit=2");
        var second = await ListAsync(Journey.As(person), $"/mine?limit=2&after={first.Next}");
        first.Items.Concat(second.Items).Select(p => p.Title).ShouldBe(["Project 2", "Project 1", "Project 0"]);
        second.Next.ShouldBeNull();

        (await ListAsync(Journey.AsCoordinator, "?stage=submitted&limit=500")).Items.Select(p => p.Id).Intersect(projects).Count().ShouldBe(3);
        (await ListAsync(Journey.AsCoordinator, "?stage=rejected&limit=500")).Items.ShouldAllBe(p => p.Stage == ProjectStage.Rejected);
        await Journey.AsCoordinator.GetAsync($"{Root}/projects?stage=somewhere").ShouldRefuseAsync(400, "malformed-request");
    }

    [Fact]
    public async Task An_erased_persons_words_are_in_no_table_and_the_published_practice_stays()
    {
        var person = await Journey.MemberAsync();
        var project = await Journey.ProjectAsync(person, ProjectStage.Verified, title: "words-to-be-erased");
        var rejected = await Journey.ProjectAsync(person, ProjectStage.Submitted, title: "words-to-be-erased too");
        await Journey.StepAsync(Journey.AsCoordinator, rejected, "reject", new { Reasons = "words-to-be-erased in reasons" });
        var published = await Journey.PublishAsync(project, "words-that-stay").ReadAsync<Practices.PublishedAnswer>();
        await Eventually.TrueAsync(async () => (await ListAsync(Journey.As(person), "/mine")).Items.Count(p => p.Title is not null) == 2);
        (await TablesHoldingAsync("words-to-be-erased")).ShouldBe(["mt_doc_persontext"]);

        var message = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
        {
            await Service.PublishAsync(new PersonErased(person), message);
        }

        await Eventually.TrueAsync(async () => (await TablesHoldingAsync("words-to-be-erased")).Count == 0);
        (await TablesHoldingAsync("words-that-stay")).ShouldContain("mt_events");
        var practice = await Eventually.GetAsync(() => GetPracticeAsync(published.PracticeId));
        practice.Title.En.ShouldBe("words-that-stay");
        (await Journey.ProjectAsync(Journey.AsCoordinator, project)).ShouldSatisfyAllConditions(
            p => p.Stage.ShouldBe(ProjectStage.Verified), p => p.Title.ShouldBeNull(), p => p.Evidence.Single().Description.ShouldBeNull());

        var events = (await Service.EventsAsync(Ambassador.Stream(person))).Select(e => e.Data.GetType().Name).ToList();
        events[^2..].ShouldBe(["AmbassadorLeft", "ErasureNoted"]);
        // Refused from the first time on; within the second, because the token that was given out before acts no more at all.
        var answers = new List<string>();
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await Journey.As(person).PostAsJsonAsync($"{Root}/projects", new { Proposal = Proposal("Again") });
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answers.Add($"{(int)answer.StatusCode} {(problem.TryGetProperty("code", out var code) ? code.GetString() : "done")}");
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
        answers[..^1].ShouldAllBe(a => a == "403 not-an-ambassador");
        await Journey.As(person).PostAsJsonAsync($"{Root}/membership/accept", Acceptance()).ShouldRefuseAsync(401, "unauthenticated");
    }

    private async Task<PracticeView?> GetPracticeAsync(Guid id)
    {
        using var answer = await Service.Anonymous().GetAsync($"{Root}/guide/{id}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<PracticeView>(ServiceUnderTest<Program>.Json) : null;
    }

    private static Task<Page<ProjectListed>> ListAsync(HttpClient client, string query) =>
        client.GetAsync($"{Root}/projects{query}").ReadAsync<Page<ProjectListed>>();

    /// <summary>Every table of the service's database, whatever its schema, in which the words occur in any column.</summary>
    private async Task<IReadOnlyList<string>> TablesHoldingAsync(string words)
    {
        await using var session = Service.Store.QuerySession();
        await using var connection = session.Database.CreateConnection();
        await connection.OpenAsync();
        var tables = new List<(string Schema, string Name)>();
        await using (var command = new NpgsqlCommand("select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var holding = new List<string>();
        foreach (var (schema, name) in tables)
        {
            await using var command = new NpgsqlCommand($"select exists (select 1 from \"{schema}\".\"{name}\" t where t::text like @words)", connection);
            command.Parameters.AddWithValue("words", $"%{words}%");
            if ((bool)(await command.ExecuteScalarAsync())!)
            {
                holding.Add(name);
            }
        }

        return holding;
    }
}
