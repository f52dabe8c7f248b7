using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.AmbassadorNetwork.Projects;

public sealed record Name([Required, StringLength(200, MinimumLength = 1)] string En, [Required, StringLength(200, MinimumLength = 1)] string Pt)
{
    public Text Text => new(En, Pt);
}

public sealed record OrganisationBody([Required, RegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$"), StringLength(80)] string Code, [Required] Name Name);

/// <param name="Organisation">The organisation it changes.</param>
/// <param name="Topics">Codes of the programme's topics.</param>
/// <param name="Goals">4, 5, 10 or 16.</param>
/// <param name="Title">In the author's language.</param>
/// <param name="Summary">In the author's language.</param>
public sealed record ProposalBody(
    [Required] OrganisationBody Organisation,
    [Required, MinLength(1), MaxLength(9)] IReadOnlyList<string> Topics,
    [Required, MinLength(1), MaxLength(4)] IReadOnlyList<int> Goals,
    [Required, StringLength(200, MinimumLength = 1)] string Title,
    [Required, StringLength(4000, MinimumLength = 1)] string Summary);

/// <param name="Proposal">What the project is about.</param>
/// <param name="ProjectId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record DraftProjectBody([Required] ProposalBody Proposal, Guid? ProjectId = null);

/// <param name="ProjectId">The project.</param>
/// <param name="Stage">Where it stands after the command.</param>
/// <param name="Version">For If-Match.</param>
public sealed record ProjectAnswer(Guid ProjectId, ProjectStage Stage, long Version)
{
    public static ProjectAnswer Of(Outcome<Project> outcome) => new(outcome.State.Id, outcome.State.Stage, outcome.Version);
}

/// <summary>An ambassador writes a proposal down and rewrites it until it is submitted.</summary>
public static class DraftProject
{
    public static Decision Draft(this Project project, Guid projectId, Ambassador author, Proposal proposal) => project switch
    {
        _ when !author.IsMember => Ambassador.NotAMember,
        _ when Themes.Unlisted(proposal.Topics, proposal.Goals) is { } unlisted => unlisted,
        { Stage: ProjectStage.Undrafted } => Decision.Accept(new ProjectDrafted(projectId, author.PersonId, proposal)),
        _ when project.AuthorId == author.PersonId && project.Proposal!.SameAs(proposal) => Decision.Nothing,
        _ => new Rejection(
            "project-already-drafted",
            new Text("A project with this id says something else.", "Já existe um projeto com este identificador e outro conteúdo."),
            new Text("Revise that project, or draft one with another id.", "Reveja esse projeto ou redija um com outro identificador.")),
    };

    public static Decision Revise(this Project project, Ambassador author, Proposal proposal) => project switch
    {
        _ when project.RefusalTo(author) is { } refusal => refusal,
        { Editable: false } => project.NotNow(
            "project-not-editable", "A project can be revised until it is submitted, and again when changes are requested.",
            "Um projeto pode ser revisto até ser submetido, e de novo quando são pedidas alterações."),
        _ when Themes.Unlisted(proposal.Topics, proposal.Goals) is { } unlisted => unlisted,
        _ when project.Proposal!.SameAs(proposal) => Decision.Nothing,
        _ => Decision.Accept(new ProjectRevised(project.Id, proposal)),
    };

    public static async Task<Results<Created<ProjectAnswer>, Refusal>> Handle(
        DraftProjectBody body, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var (id, author) = (body.ProjectId ?? Guid.CreateVersion7(), await writer.CallerAsync(caller, cancellation));
        var (proposal, texts) = await ProposeAsync(id, body.Proposal, caller.PersonId(), writer, session, cancellation);
        return await writer.DecideAsync<Project>(
                Project.Stream(id), (p, _) => p.Draft(id, author, proposal), alongside: s => s.Store<PersonText>(texts), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/ambassadornetwork/projects/{id}", ProjectAnswer.Of(o)));
    }

    public static async Task<Results<Ok<ProjectAnswer>, Refusal>> HandleRevise(
        Guid projectId, ProposalBody body, [FromHeader(Name = "If-Match")] long? version,
        ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var author = await writer.CallerAsync(caller, cancellation);
        var (proposal, texts) = await ProposeAsync(projectId, body, caller.PersonId(), writer, session, cancellation);
        return await writer.DecideAsync<Project>(
                Project.Stream(projectId), (p, _) => p.Revise(author, proposal), version, s => s.Store<PersonText>(texts), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ProjectAnswer.Of(o)));
    }

    /// <summary>
    /// The proposal with its words put aside. Words that have not changed keep their id: so a repeat is seen to be one
    /// without any trace of the words in an event.
    /// </summary>
    private static async Task<(Proposal Proposal, PersonText[] NewTexts)> ProposeAsync(
        Guid projectId, ProposalBody body, Guid personId, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var (project, _) = await writer.ReadAsync<Project>(Project.Stream(projectId), cancellation);
        Guid[] present = project.Proposal is { } p && project.AuthorId == personId ? [p.TitleId, p.SummaryId] : [];
        var known = await session.TextsAsync(present, cancellation);
        var (title, summary) = (Keep(0, body.Title), Keep(1, body.Summary));
        var proposal = new Proposal(
            new Organisation(body.Organisation.Code, body.Organisation.Name.Text),
            [.. body.Topics.Distinct().Order()], [.. body.Goals.Distinct().Order()], title.Id, summary.Id);
        return (proposal, [.. new[] { title, summary }.Where(t => !known.ContainsKey(t.Id))]);

        PersonText Keep(int place, string words) =>
            present.Length > place && known.TryGetValue(present[place], out var text) && text.Words == words
                ? text
                : PersonText.New(personId, personId, words);
    }
}
