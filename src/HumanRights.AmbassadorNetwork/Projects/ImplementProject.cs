using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <param name="Kind">document, procedure, training, survey or media.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Link">Where it can be seen (http or https).</param>
/// <param name="EvidenceId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record AddEvidenceBody(
    EvidenceKind Kind,
    [Required, StringLength(2000, MinimumLength = 1)] string Description,
    [StringLength(2000), RegularExpression("^https?://[^\\s]+$")] string? Link = null,
    Guid? EvidenceId = null);

public sealed record EvidenceAnswer(Guid EvidenceId, Guid ProjectId, EvidenceKind Kind);

/// <summary>The author changes the organisation, shows it and reports it done.</summary>
public static class ImplementProject
{
    public static Decision StartImplementation(this Project project, Ambassador author) => project switch
    {
        _ when project.RefusalTo(author) is { } refusal => refusal,
        { Stage: ProjectStage.Approved } => Decision.Accept(new ImplementationStarted(project.Id)),
        { WasApproved: true } => Decision.Nothing,
        _ => project.NotNow("project-not-approved", "Implementation starts once the project is approved.", "A implementação começa quando o projeto é aprovado."),
    };

    public static Decision AddEvidence(this Project project, Ambassador author, Guid evidenceId, EvidenceKind kind, Guid descriptionId) => project switch
    {
        _ when project.RefusalTo(author) is { } refusal => refusal,
        _ when project.Evidence.Exists(e => e.Id == evidenceId) => Decision.Nothing,
        { Evidence.Count: >= MostEvidence } => new Rejection(
            "too-much-evidence",
            new Text($"A project has at most {MostEvidence} pieces of evidence.", $"Um projeto tem no máximo {MostEvidence} elementos de prova.")),
        { Stage: ProjectStage.Implementing or ProjectStage.Reported } => Decision.Accept(new EvidenceAdded(project.Id, evidenceId, kind, descriptionId)),
        _ => NotImplementing(project),
    };

    public static Decision ReportImplemented(this Project project, Ambassador author) => project switch
    {
        _ when project.RefusalTo(author) is { } refusal => refusal,
        { Stage: ProjectStage.Reported or ProjectStage.Verified } => Decision.Nothing,
        { Stage: not ProjectStage.Implementing } => NotImplementing(project),
        { Evidence.IsEmpty: true } => new Rejection(
            "no-evidence",
            new Text("An implementation is reported with at least one piece of evidence.", "A implementação é comunicada com pelo menos um elemento de prova."),
            new Text("Add evidence first.", "Junte primeiro um elemento de prova.")),
        _ => Decision.Accept(new ImplementationReported(project.Id)),
    };

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> HandleStart(
        Guid projectId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsAuthorAsync(projectId, caller, (p, author) => p.StartImplementation(author), cancellation);

    public static async Task<Results<Created<EvidenceAnswer>, Refusal>> HandleEvidence(
        Guid projectId, AddEvidenceBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var (id, author) = (body.EvidenceId ?? Guid.CreateVersion7(), await writer.CallerAsync(caller, cancellation));
        var description = PersonText.New(caller.PersonId(), caller.PersonId(), body.Description, body.Link);
        return await writer.DecideAsync<Project>(
                Project.Stream(projectId), (p, _) => p.AddEvidence(author, id, body.Kind, description.Id),
                alongside: s => s.Store(description), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created(
                $"/api/ambassadornetwork/projects/{projectId}", new EvidenceAnswer(id, projectId, o.State.Evidence.Find(e => e.Id == id)!.Kind)));
    }

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> HandleReport(
        Guid projectId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsAuthorAsync(projectId, caller, (p, author) => p.ReportImplemented(author), cancellation);

    private const int MostEvidence = 100;

    private static Rejection NotImplementing(Project project) => project.NotNow(
        "project-not-implementing", "The project is not being implemented.", "O projeto não está em implementação.");
}
