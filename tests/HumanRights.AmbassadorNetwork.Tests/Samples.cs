using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork.Tests;

/// <summary>Fixed, readable values: nothing in a test depends on chance.</summary>
public static class Samples
{
    public static readonly Guid ProjectId = Id(1);
    public static readonly Guid PersonId = Id(1001);
    public static readonly Guid CoordinatorId = Id(1900);
    public static readonly Guid MentorId = Id(1800);
    public static readonly Guid PracticeId = Id(3);
    public static readonly Guid ReasonsId = Id(4003);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Guid Certificate(int number) => Id(2000 + number);

    public static Organisation TheOrganisation { get; } = new("sample-town", new Text("Municipality of Sample", "Município de Exemplo"));

    public static Proposal TheProposal { get; } = new(TheOrganisation, ["inclusion", "refugees"], [10, 16], Id(4001), Id(4002));

    public static Profile Open { get; } = Profile.Of(new Consent(true, true, false), "sample-town", ["inclusion"]);

    public static Practice ThePractice { get; } = new(
        TheOrganisation, new Text("A desk for everyone", "Um balcão para todos"), new Text("What was done.", "O que foi feito."), ["inclusion", "refugees"], [10, 16]);

    public static AmbassadorInvited Invited(int certificate = 1) => new(PersonId, Certificate(certificate));

    public static AmbassadorJoined Joined { get; } = new(PersonId, Certificate(1), Open);

    public static ProjectDrafted Drafted { get; } = new(ProjectId, PersonId, TheProposal);

    public static ProjectSubmitted Submitted { get; } = new(ProjectId);

    public static ProjectApproved Approved { get; } = new(ProjectId, PersonId, "sample-town");

    public static ImplementationStarted Started { get; } = new(ProjectId);

    public static EvidenceAdded Evidence(int number) => new(ProjectId, Id(5000 + number), EvidenceKind.Document, Id(4100 + number));

    public static ImplementationReported Reported { get; } = new(ProjectId);

    public static OutcomeVerified Verified { get; } = new(ProjectId, PersonId, "sample-town", CoordinatorId);

    public static PracticePublished Published { get; } = new(PracticeId, ProjectId, 1, ThePractice);

    /// <summary>The events that bring a project to each stage.</summary>
    public static object[] At(ProjectStage stage) => stage switch
    {
        ProjectStage.Undrafted => [],
        ProjectStage.Draft => [Drafted],
        ProjectStage.Submitted => [Drafted, Submitted],
        ProjectStage.ChangesRequested => [Drafted, Submitted, new ChangesRequested(ProjectId, ReasonsId)],
        ProjectStage.Rejected => [Drafted, Submitted, new ProjectRejected(ProjectId, ReasonsId)],
        ProjectStage.Approved => [Drafted, Submitted, Approved],
        ProjectStage.Implementing => [Drafted, Submitted, Approved, Started, Evidence(1)],
        ProjectStage.Reported => [Drafted, Submitted, Approved, Started, Evidence(1), Reported],
        _ => [Drafted, Submitted, Approved, Started, Evidence(1), Reported, Verified],
    };

    public static TState Fold<TState>(params object[] events) where TState : IState<TState> =>
        events.Aggregate(TState.Initial, (state, e) => state.Apply(e));

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        Invited(), new CertificateAdded(PersonId, Certificate(2)), new CertificateLost(PersonId, Certificate(1)), Joined,
        new ConsentChanged(PersonId, Open), new InvitationDeclined(PersonId), new AmbassadorLeft(PersonId, LeavingReason.OwnWish), new ErasureNoted(PersonId),
        Drafted, new ProjectRevised(ProjectId, TheProposal), Submitted, new ChangesRequested(ProjectId, ReasonsId), Approved,
        new ProjectRejected(ProjectId, ReasonsId), new MentorAssigned(ProjectId, MentorId), Started, Evidence(1), Reported, Verified, Published,
    ];
}
