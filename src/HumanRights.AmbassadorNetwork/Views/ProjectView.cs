using HumanRights.AmbassadorNetwork.Projects;
using JasperFx.Events;
using Marten.Events.Projections;

namespace HumanRights.AmbassadorNetwork.Views;

/// <summary>A project in lists: ids and codes, no words of a person. <paramref name="Order"/> is the order of drafting, what pages are cut by.</summary>
public sealed record ProjectView(
    Guid Id, long Order, Guid AuthorId, Organisation Organisation, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals, Guid TitleId, ProjectStage Stage, DateTimeOffset Since);

public sealed partial class ProjectViewProjection : MultiStreamProjection<ProjectView, Guid>
{
    public ProjectViewProjection()
    {
        Name = "projects";
        Identity<ProjectDrafted>(e => e.ProjectId);
        Identity<ProjectRevised>(e => e.ProjectId);
        Identity<ProjectSubmitted>(e => e.ProjectId);
        Identity<ChangesRequested>(e => e.ProjectId);
        Identity<ProjectRejected>(e => e.ProjectId);
        Identity<ProjectApproved>(e => e.ProjectId);
        Identity<ImplementationStarted>(e => e.ProjectId);
        Identity<ImplementationReported>(e => e.ProjectId);
        Identity<OutcomeVerified>(e => e.ProjectId);
    }

    public static ProjectView Create(IEvent<ProjectDrafted> e) => new(
        e.Data.ProjectId, e.Sequence, e.Data.AuthorId, e.Data.Proposal.Organisation, e.Data.Proposal.Topics, e.Data.Proposal.Goals,
        e.Data.Proposal.TitleId, ProjectStage.Draft, e.Timestamp);

    public static ProjectView Apply(ProjectRevised e, ProjectView view) => view with
    {
        Organisation = e.Proposal.Organisation, Topics = e.Proposal.Topics, Goals = e.Proposal.Goals, TitleId = e.Proposal.TitleId,
    };

    public static ProjectView Apply(IEvent<ProjectSubmitted> e, ProjectView view) => view with { Stage = ProjectStage.Submitted, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<ChangesRequested> e, ProjectView view) => view with { Stage = ProjectStage.ChangesRequested, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<ProjectRejected> e, ProjectView view) => view with { Stage = ProjectStage.Rejected, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<ProjectApproved> e, ProjectView view) => view with { Stage = ProjectStage.Approved, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<ImplementationStarted> e, ProjectView view) => view with { Stage = ProjectStage.Implementing, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<ImplementationReported> e, ProjectView view) => view with { Stage = ProjectStage.Reported, Since = e.Timestamp };

    public static ProjectView Apply(IEvent<OutcomeVerified> e, ProjectView view) => view with { Stage = ProjectStage.Verified, Since = e.Timestamp };
}
