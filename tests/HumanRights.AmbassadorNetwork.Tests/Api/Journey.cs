using System.Net.Http.Json;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.Contracts.Certification;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.AmbassadorNetwork.Tests.Api;

/// <summary>The steps of a journey through the network, as its people take them over HTTP.</summary>
public sealed class Journey(ServiceUnderTest<Program> service)
{
    public const string Root = "/api/ambassadornetwork";

    public HttpClient AsCoordinator { get; } = service.As(Guid.CreateVersion7(), Roles.Coordinator);

    public HttpClient As(Guid person) => service.As(person, new TestFacts(Organisation: "sample-town"), Roles.Participant);

    public async Task<Guid> InvitedAsync()
    {
        var person = Guid.CreateVersion7();
        await service.PublishAsync(Certificate(person));
        await Eventually.TrueAsync(async () => (await service.StateAsync<Ambassador>(Ambassador.Stream(person))).MayJoin);
        return person;
    }

    public async Task<Guid> MemberAsync(bool showOrganisation = true)
    {
        var person = await InvitedAsync();
        await As(person).PostAsJsonAsync($"{Root}/membership/accept", Acceptance(showOrganisation)).ReadAsync<MembershipAnswer>();
        return person;
    }

    /// <summary>A project of this person, brought to <paramref name="stage"/>.</summary>
    public async Task<Guid> ProjectAsync(Guid person, ProjectStage stage = ProjectStage.Draft, string title = "A desk for everyone")
    {
        var project = Guid.CreateVersion7();
        await As(person).PostAsJsonAsync($"{Root}/projects", new { ProjectId = project, Proposal = Proposal(title) }).ReadAsync<ProjectAnswer>();
        (ProjectStage To, Func<Task> Step)[] steps =
        [
            (ProjectStage.Submitted, () => StepAsync(As(person), project, "submit")),
            (ProjectStage.Approved, () => StepAsync(AsCoordinator, project, "approve")),
            (ProjectStage.Implementing, async () =>
            {
                await StepAsync(As(person), project, "start");
                await As(person).PostAsJsonAsync($"{Root}/projects/{project}/evidence", Evidence(title)).ReadAsync<EvidenceAnswer>();
            }),
            (ProjectStage.Reported, () => StepAsync(As(person), project, "report")),
            (ProjectStage.Verified, () => StepAsync(AsCoordinator, project, "verify")),
        ];
        foreach (var (_, step) in steps.Where(s => s.To <= stage))
        {
            await step();
        }

        return project;
    }

    public Task<HttpResponseMessage> PublishAsync(Guid project, string title, string summary = "What was done.") => AsCoordinator.PostAsJsonAsync(
        $"{Root}/guide/practices",
        new { ProjectId = project, Title = new { En = title, Pt = title + " (pt)" }, Summary = new { En = summary, Pt = summary + " (pt)" } });

    public async Task<ProjectAnswer> StepAsync(HttpClient client, Guid project, string step, object? body = null) =>
        await client.PostAsync($"{Root}/projects/{project}/{step}", body is null ? null : JsonContent.Create(body)).ReadAsync<ProjectAnswer>();

    public Task<ProjectDetails> ProjectAsync(HttpClient client, Guid project) => client.GetAsync($"{Root}/projects/{project}").ReadAsync<ProjectDetails>();

    public static CertificateIssued Certificate(Guid person) =>
        new(Samples.Id(900), person, Guid.CreateVersion7(), "2026-5-0001", new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    public static object Acceptance(bool showOrganisation = true, bool showTopics = true, params string[] topics) => new
    {
        Consent = new { ShowOrganisation = showOrganisation, ShowTopics = showTopics, ContactByColleagues = false },
        Topics = topics.Length == 0 ? ["inclusion"] : topics,
    };

    public static object Proposal(string title, string summary = "What we intend.", string[]? topics = null) => new
    {
        Organisation = new { Code = "sample-town", Name = new { En = "Municipality of Sample", Pt = "Município de Exemplo" } },
        Topics = topics ?? ["inclusion", "refugees"],
        Goals = new[] { 10, 16 },
        Title = title,
        Summary = summary,
    };

    public static object Evidence(string description) => new { Kind = "document", Description = description, Link = "https://example.org/report" };
}
