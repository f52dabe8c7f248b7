using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using Published = HumanRights.Contracts.AmbassadorNetwork;

namespace HumanRights.AmbassadorNetwork.Integration;

public static class AmbassadorNetworkOutbound
{
    public static Outbound Map { get; } = new Outbound()
        .Private<AmbassadorInvited>()
        .Private<CertificateAdded>()
        .Private<CertificateLost>()
        .Publish<AmbassadorJoined>(e => new Published.AmbassadorJoined(e.PersonId, e.CertificateId))
        .Private<ConsentChanged>()
        .Private<InvitationDeclined>()
        .Publish<AmbassadorLeft>(e => new Published.AmbassadorLeft(e.PersonId))
        .Private<ErasureNoted>()
        .Private<ProjectDrafted>()
        .Private<ProjectRevised>()
        .Private<ProjectSubmitted>()
        .Private<ChangesRequested>()
        .Publish<ProjectApproved>(e => new Published.ProjectApproved(e.ProjectId, e.AuthorId, e.Organisation))
        .Private<ProjectRejected>()
        .Private<MentorAssigned>()
        .Private<ImplementationStarted>()
        .Private<EvidenceAdded>()
        .Private<ImplementationReported>()
        .Publish<OutcomeVerified>(e => new Published.ProjectImplemented(e.ProjectId, e.AuthorId, e.Organisation))
        .Publish<PracticePublished>(e => new Published.PracticePublished(e.PracticeId, e.ProjectId, e.Practice.Organisation.Code, e.GuideVersion));
}
