using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <param name="Reasons">In words, for the author: a decision against a proposal always has some.</param>
public sealed record ReasonsBody([Required, StringLength(4000, MinimumLength = 1)] string Reasons);

/// <summary>The coordination's answer to a submitted proposal.</summary>
public static class DecideProject
{
    public static Decision RequestChanges(this Project project, Guid coordinatorId, Guid reasonsId) => project switch
    {
        _ when project.RefusalTo(coordinatorId) is { } refusal => refusal,
        { Stage: ProjectStage.Submitted } => Decision.Accept(new ChangesRequested(project.Id, reasonsId)),
        { Stage: ProjectStage.ChangesRequested } => Decision.Nothing,
        _ => NotSubmitted(project),
    };

    public static Decision Approve(this Project project, Guid coordinatorId) => project switch
    {
        _ when project.RefusalTo(coordinatorId) is { } refusal => refusal,
        { Stage: ProjectStage.Submitted } => Decision.Accept(new ProjectApproved(project.Id, project.AuthorId, project.Proposal!.Organisation.Code)),
        { WasApproved: true } => Decision.Nothing,
        _ => NotSubmitted(project),
    };

    public static Decision Reject(this Project project, Guid coordinatorId, Guid reasonsId) => project switch
    {
        _ when project.RefusalTo(coordinatorId) is { } refusal => refusal,
        { Stage: ProjectStage.Submitted } => Decision.Accept(new ProjectRejected(project.Id, reasonsId)),
        { Stage: ProjectStage.Rejected } => Decision.Nothing,
        _ => NotSubmitted(project),
    };

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> HandleApprove(
        Guid projectId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsCoordinatorAsync(projectId, caller, (p, coordinator) => p.Approve(coordinator), cancellation);

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> HandleRequestChanges(
        Guid projectId, ReasonsBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        WithReasonsAsync(projectId, body, caller, writer, (p, reasonsId) => p.RequestChanges(caller.PersonId(), reasonsId), cancellation);

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> HandleReject(
        Guid projectId, ReasonsBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        WithReasonsAsync(projectId, body, caller, writer, (p, reasonsId) => p.Reject(caller.PersonId(), reasonsId), cancellation);

    private static async Task<Results<Ok<ProjectAnswer>, Refusal>> WithReasonsAsync(
        Guid projectId, ReasonsBody body, ClaimsPrincipal caller, EventWriter writer, Func<Project, Guid, Decision> decide, CancellationToken cancellation)
    {
        var (project, _) = await writer.ReadAsync<Project>(Project.Stream(projectId), cancellation);
        var reasons = PersonText.New(caller.PersonId(), project.AuthorId, body.Reasons);
        return await writer.DecideAsync<Project>(
                Project.Stream(projectId), (p, _) => decide(p, reasons.Id), alongside: s => s.Store(reasons), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ProjectAnswer.Of(o)));
    }

    private static Rejection NotSubmitted(Project project) => project.NotNow(
        "project-not-submitted", "Only a submitted project that is not decided yet can be decided.", "Só se decide um projeto submetido e ainda não decidido.");
}
