using System.Security.Claims;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <summary>The coordination has seen that what was reported is so; only then can the project become a practice of the Guide.</summary>
public static class VerifyOutcome
{
    public static Decision Verify(this Project project, Guid coordinatorId) => project switch
    {
        _ when project.RefusalTo(coordinatorId) is { } refusal => refusal,
        { Stage: ProjectStage.Reported } => Decision.Accept(
            new OutcomeVerified(project.Id, project.AuthorId, project.Proposal!.Organisation.Code, coordinatorId)),
        { Stage: ProjectStage.Verified } => Decision.Nothing,
        _ => project.NotNow(
            "implementation-not-reported", "The author has not reported the project implemented.", "O autor não comunicou a implementação do projeto."),
    };

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> Handle(Guid projectId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsCoordinatorAsync(projectId, caller, (p, coordinator) => p.Verify(coordinator), cancellation);
}
