using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

public static class SubmitProject
{
    public static Decision Submit(this Project project, Ambassador author) => project switch
    {
        _ when project.RefusalTo(author) is { } refusal => refusal,
        { Editable: true } => Decision.Accept(new ProjectSubmitted(project.Id)),
        { Stage: ProjectStage.Submitted } => Decision.Nothing,
        _ => project.NotNow("project-already-decided", "The coordination has decided about this project.", "A coordenação já decidiu sobre este projeto."),
    };

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> Handle(Guid projectId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsAuthorAsync(projectId, caller, (p, author) => p.Submit(author), cancellation);
}
