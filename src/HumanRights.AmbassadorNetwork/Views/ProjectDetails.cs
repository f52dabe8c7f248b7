using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Views;

public sealed record EvidenceDetails(Guid EvidenceId, EvidenceKind Kind, string? Description, string? Link);

/// <summary>A whole project as of now. Words are absent once their writer or the project's author was erased.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Version">For If-Match.</param>
/// <param name="AuthorId">The ambassador.</param>
/// <param name="MentorId">The person who guides the author.</param>
/// <param name="Organisation">The organisation it changes.</param>
/// <param name="Topics">Codes.</param>
/// <param name="Goals">Sustainable Development Goals.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Title">The author's.</param>
/// <param name="Summary">The author's.</param>
/// <param name="Reasons">The coordination's, for changes requested or rejection.</param>
/// <param name="Evidence">In the order it was added.</param>
public sealed record ProjectDetails(
    Guid ProjectId, long Version, Guid AuthorId, Guid? MentorId, Organisation Organisation, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals,
    ProjectStage Stage, string? Title, string? Summary, string? Reasons, IReadOnlyList<EvidenceDetails> Evidence);

public static class ProjectReading
{
    public static async Task<Results<Ok<ProjectDetails>, Refusal>> Handle(
        Guid projectId, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var ((project, version), me) = (await writer.ReadAsync<Project>(Project.Stream(projectId), cancellation), caller.TryGetPersonId());
        if (project.Proposal is not { } proposal
            || !(caller.IsInRole(Roles.Coordinator) || project.AuthorId == me || (me is not null && project.MentorId == me)))
        {
            return new Refusal(Project.NotFound);
        }

        var texts = await session.TextsAsync(
            [proposal.TitleId, proposal.SummaryId, project.ReasonsId ?? default, .. project.Evidence.Select(e => e.DescriptionId)], cancellation);
        return TypedResults.Ok(new ProjectDetails(
            projectId, version, project.AuthorId, project.MentorId, proposal.Organisation, proposal.Topics, proposal.Goals, project.Stage,
            Words(proposal.TitleId), Words(proposal.SummaryId), Words(project.ReasonsId ?? default),
            [.. project.Evidence.Select(e => new EvidenceDetails(e.Id, e.Kind, Words(e.DescriptionId), texts.GetValueOrDefault(e.DescriptionId)?.Link))]));

        string? Words(Guid id) => texts.GetValueOrDefault(id)?.Words;
    }
}
