using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.AmbassadorNetwork.Tests.Samples;

namespace HumanRights.AmbassadorNetwork.Tests.Specs;

public sealed class ProjectSpecs
{
    private static readonly Ambassador Author = Fold<Ambassador>(Invited(), Joined);
    private static readonly Ambassador FormerMember = Fold<Ambassador>(Invited(), Joined, new AmbassadorLeft(PersonId, LeavingReason.OwnWish));
    private static readonly Ambassador Another = Author with { PersonId = Id(1002) };
    private static readonly Proposal Rewritten = TheProposal with { SummaryId = Id(4009) };

    private static readonly Dictionary<string, Func<Project, Ambassador, Decision>> AuthorCommands = new()
    {
        ["revise"] = (p, a) => p.Revise(a, Rewritten),
        ["submit"] = (p, a) => p.Submit(a),
        ["start"] = (p, a) => p.StartImplementation(a),
        ["evidence"] = (p, a) => p.AddEvidence(a, Evidence(2).EvidenceId, EvidenceKind.Document, Evidence(2).DescriptionId),
        ["report"] = (p, a) => p.ReportImplemented(a),
    };

    private static readonly Dictionary<string, Func<Project, Guid, Decision>> CoordinatorCommands = new()
    {
        ["request changes"] = (p, c) => p.RequestChanges(c, ReasonsId),
        ["approve"] = (p, c) => p.Approve(c),
        ["reject"] = (p, c) => p.Reject(c, ReasonsId),
        ["mentor"] = (p, c) => p.Assign(c, MentorId),
        ["verify"] = (p, c) => p.Verify(c),
    };

    private static readonly ProjectStage[] Stages =
    [
        ProjectStage.Undrafted, ProjectStage.Draft, ProjectStage.Submitted, ProjectStage.ChangesRequested, ProjectStage.Rejected,
        ProjectStage.Approved, ProjectStage.Implementing, ProjectStage.Reported, ProjectStage.Verified,
    ];

    /// <summary>For each command what each stage, in the order above, answers: the event, nothing, or the code of the refusal.</summary>
    public static TheoryData<string, string[]> Table => new()
    {
        { "revise", ["not-found", "ProjectRevised", "project-not-editable", "ProjectRevised", "project-not-editable", "project-not-editable", "project-not-editable", "project-not-editable", "project-not-editable"] },
        { "submit", ["not-found", "ProjectSubmitted", "", "ProjectSubmitted", "project-already-decided", "project-already-decided", "project-already-decided", "project-already-decided", "project-already-decided"] },
        { "start", ["not-found", "project-not-approved", "project-not-approved", "project-not-approved", "project-not-approved", "ImplementationStarted", "", "", ""] },
        { "evidence", ["not-found", "project-not-implementing", "project-not-implementing", "project-not-implementing", "project-not-implementing", "project-not-implementing", "EvidenceAdded", "EvidenceAdded", "project-not-implementing"] },
        { "report", ["not-found", "project-not-implementing", "project-not-implementing", "project-not-implementing", "project-not-implementing", "project-not-implementing", "ImplementationReported", "", ""] },
        { "request changes", ["not-found", "project-not-submitted", "ChangesRequested", "", "project-not-submitted", "project-not-submitted", "project-not-submitted", "project-not-submitted", "project-not-submitted"] },
        { "approve", ["not-found", "project-not-submitted", "ProjectApproved", "project-not-submitted", "project-not-submitted", "", "", "", ""] },
        { "reject", ["not-found", "project-not-submitted", "ProjectRejected", "project-not-submitted", "", "project-not-submitted", "project-not-submitted", "project-not-submitted", "project-not-submitted"] },
        { "mentor", ["not-found", "project-not-in-development", "project-not-in-development", "project-not-in-development", "project-not-in-development", "MentorAssigned", "MentorAssigned", "MentorAssigned", "project-not-in-development"] },
        { "verify", ["not-found", "implementation-not-reported", "implementation-not-reported", "implementation-not-reported", "implementation-not-reported", "implementation-not-reported", "implementation-not-reported", "OutcomeVerified", ""] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_stage_answers_every_command(string command, string[] answers)
    {
        for (var i = 0; i < Stages.Length; i++)
        {
            MembershipSpecs.Answer(Decide(Fold<Project>(At(Stages[i])), command)).ShouldBe(answers[i], $"{command} at {Stages[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_repeat_adds_nothing_at_any_stage(string command, string[] answers)
    {
        answers.Length.ShouldBe(Stages.Length);
        foreach (var stage in Stages)
        {
            Spec.Given<Project>(At(stage)).ThenARepeatAddsNothing(p => Decide(p, command));
        }
    }

    [Fact]
    public void Another_persons_project_does_not_exist_for_an_author()
    {
        foreach (var (name, decide) in AuthorCommands)
        {
            foreach (var stage in Stages)
            {
                MembershipSpecs.Answer(decide(Fold<Project>(At(stage)), Another)).ShouldBe("not-found", name);
            }
        }
    }

    [Fact]
    public void Who_left_the_network_acts_no_more()
    {
        foreach (var (name, decide) in AuthorCommands)
        {
            MembershipSpecs.Answer(decide(Fold<Project>(At(ProjectStage.Draft)), FormerMember)).ShouldBe("not-an-ambassador", name);
        }
    }

    [Fact]
    public void Nobody_decides_about_their_own_project()
    {
        foreach (var (name, decide) in CoordinatorCommands)
        {
            MembershipSpecs.Answer(decide(Fold<Project>(At(ProjectStage.Reported)), PersonId)).ShouldBe("own-project", name);
        }
    }

    [Fact]
    public void A_member_drafts() => Spec.Given<Project>().When(p => p.Draft(ProjectId, Author, TheProposal)).Then(Drafted);

    [Fact]
    public void A_repeated_draft_adds_nothing() => Spec.Given<Project>().ThenARepeatAddsNothing(p => p.Draft(ProjectId, Author, TheProposal));

    [Fact]
    public void Who_is_no_member_drafts_nothing() =>
        Spec.Given<Project>().When(p => p.Draft(ProjectId, Ambassador.Initial, TheProposal)).ThenRejected("not-an-ambassador");

    [Fact]
    public void The_same_id_with_another_content_is_refused() =>
        Spec.Given<Project>(Drafted).When(p => p.Draft(ProjectId, Author, Rewritten)).ThenRejected("project-already-drafted");

    [Fact]
    public void The_same_id_by_another_person_is_refused() =>
        Spec.Given<Project>(Drafted).When(p => p.Draft(ProjectId, Another, TheProposal)).ThenRejected("project-already-drafted");

    [Fact]
    public void Topics_and_goals_are_the_programmes()
    {
        Spec.Given<Project>().When(p => p.Draft(ProjectId, Author, TheProposal with { Topics = ["gardening"] })).ThenRejected("unknown-topic");
        Spec.Given<Project>().When(p => p.Draft(ProjectId, Author, TheProposal with { Goals = [17] })).ThenRejected("unknown-goal");
        Spec.Given<Project>(Drafted).When(p => p.Revise(Author, TheProposal with { Topics = ["gardening"] })).ThenRejected("unknown-topic");
    }

    [Fact]
    public void The_same_content_revises_nothing() => Spec.Given<Project>(Drafted).When(p => p.Revise(Author, TheProposal with { Topics = ["inclusion", "refugees"] })).ThenNothing();

    [Fact]
    public void Approval_names_author_and_organisation_for_the_other_services() =>
        Spec.Given<Project>(At(ProjectStage.Submitted)).When(p => p.Approve(CoordinatorId)).Then(Approved);

    [Fact]
    public void The_author_is_not_the_mentor() =>
        Spec.Given<Project>(At(ProjectStage.Approved)).When(p => p.Assign(CoordinatorId, PersonId)).ThenRejected("mentor-is-the-author");

    [Fact]
    public void Another_mentor_may_take_over() =>
        Spec.Given<Project>([.. At(ProjectStage.Approved), new MentorAssigned(ProjectId, Id(1801))]).When(p => p.Assign(CoordinatorId, MentorId)).Then(new MentorAssigned(ProjectId, MentorId));

    [Fact]
    public void Nothing_is_reported_without_evidence() =>
        Spec.Given<Project>(Drafted, Submitted, Approved, Started).When(p => p.ReportImplemented(Author)).ThenRejected("no-evidence");

    [Fact]
    public void Evidence_is_not_without_end() =>
        Spec.Given<Project>([Drafted, Submitted, Approved, Started, .. Enumerable.Range(1, 100).Select(n => (object)Evidence(n))])
            .When(p => p.AddEvidence(Author, Id(9), EvidenceKind.Media, Id(8))).ThenRejected("too-much-evidence");

    private static Decision Decide(Project project, string command) =>
        AuthorCommands.TryGetValue(command, out var byAuthor) ? byAuthor(project, Author) : CoordinatorCommands[command](project, CoordinatorId);
}

public sealed class PublishPracticeSpecs
{
    private static Func<Guide, Decision> Publish(ProjectStage stage = ProjectStage.Verified, string title = "A desk for everyone") =>
        guide => guide.Publish(PracticeId, Fold<Project>(At(stage)), ThePractice.Title with { En = title }, ThePractice.Summary);

    [Fact]
    public void A_verified_project_makes_the_first_version() => Spec.Given<Guide>().When(Publish()).Then(Published);

    [Fact]
    public void The_next_practice_makes_the_next_version() =>
        Spec.Given<Guide>(Published with { ProjectId = Id(77) }).When(Publish()).Then(Published with { GuideVersion = 2 });

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Guide>().ThenARepeatAddsNothing(Publish());

    [Fact]
    public void A_published_project_in_other_words_is_refused() =>
        Spec.Given<Guide>(Published).When(Publish(title: "Another title")).ThenRejected("practice-already-published");

    [Fact]
    public void An_unknown_project_is_not_found() => Spec.Given<Guide>().When(Publish(ProjectStage.Undrafted)).ThenRejected("not-found");

    [Theory]
    [InlineData(ProjectStage.Draft)]
    [InlineData(ProjectStage.Submitted)]
    [InlineData(ProjectStage.ChangesRequested)]
    [InlineData(ProjectStage.Rejected)]
    [InlineData(ProjectStage.Approved)]
    [InlineData(ProjectStage.Implementing)]
    [InlineData(ProjectStage.Reported)]
    public void Only_a_verified_project_is_published(ProjectStage stage) => Spec.Given<Guide>().When(Publish(stage)).ThenRejected("project-not-verified");
}
