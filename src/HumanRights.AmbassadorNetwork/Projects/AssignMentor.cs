using System.Security.Claims;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <param name="MentorId">The person who guides the author.</param>
public sealed record AssignMentorBody(Guid MentorId);

public static class AssignMentor
{
    public static Decision Assign(this Project project, Guid coordinatorId, Guid mentorId) => project switch
    {
        _ when project.RefusalTo(coordinatorId) is { } refusal => refusal,
        _ when mentorId == project.AuthorId => new Rejection(
            "mentor-is-the-author",
            new Text("The author cannot be the project's mentor.", "O autor não pode ser o mentor do projeto."),
            new Text("Choose another person.", "Escolha outra pessoa.")),
        _ when project.MentorId == mentorId => Decision.Nothing,
        { WasApproved: true, Stage: not ProjectStage.Verified } => Decision.Accept(new MentorAssigned(project.Id, mentorId)),
        _ => project.NotNow(
            "project-not-in-development", "A mentor is assigned from approval until the outcome is verified.",
            "O mentor é designado entre a aprovação e a verificação do resultado."),
    };

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> Handle(
        Guid projectId, AssignMentorBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.AsCoordinatorAsync(projectId, caller, (p, coordinator) => p.Assign(coordinator, body.MentorId), cancellation);
}
