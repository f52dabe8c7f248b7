using System.Collections.Immutable;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <summary>A public organisation, by code and official name.</summary>
public sealed record Organisation(string Code, Text Name);

/// <summary>What a project is about. Its words are the author's and lie in erasable rows; here are only their ids.</summary>
/// <param name="Organisation">The organisation it changes.</param>
/// <param name="Topics">Codes of the programme's topics, at least one.</param>
/// <param name="Goals">Numbers of the Sustainable Development Goals it serves, at least one.</param>
/// <param name="TitleId">A <see cref="PersonText"/>.</param>
/// <param name="SummaryId">A <see cref="PersonText"/>.</param>
public sealed record Proposal(Organisation Organisation, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals, Guid TitleId, Guid SummaryId)
{
    public bool SameAs(Proposal other) => Organisation == other.Organisation && TitleId == other.TitleId && SummaryId == other.SummaryId
        && Topics.SequenceEqual(other.Topics) && Goals.SequenceEqual(other.Goals);
}

public sealed record ProjectDrafted(Guid ProjectId, Guid AuthorId, Proposal Proposal);

public sealed record ProjectRevised(Guid ProjectId, Proposal Proposal);

public sealed record ProjectSubmitted(Guid ProjectId);

public sealed record ChangesRequested(Guid ProjectId, Guid ReasonsId);

public sealed record ProjectApproved(Guid ProjectId, Guid AuthorId, string Organisation);

public sealed record ProjectRejected(Guid ProjectId, Guid ReasonsId);

public sealed record MentorAssigned(Guid ProjectId, Guid MentorId);

public sealed record ImplementationStarted(Guid ProjectId);

public enum EvidenceKind
{
    Document,
    Procedure,
    Training,
    Survey,
    Media,
}

/// <param name="ProjectId">The project.</param>
/// <param name="EvidenceId">The piece of evidence.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DescriptionId">A <see cref="PersonText"/>: description and link.</param>
public sealed record EvidenceAdded(Guid ProjectId, Guid EvidenceId, EvidenceKind Kind, Guid DescriptionId);

public sealed record ImplementationReported(Guid ProjectId);

public sealed record OutcomeVerified(Guid ProjectId, Guid AuthorId, string Organisation, Guid VerifierId);

/// <summary>In the order a project goes through them, but for the two ways back and out.</summary>
public enum ProjectStage
{
    Undrafted,
    Draft,
    Submitted,
    ChangesRequested,
    Rejected,
    Approved,
    Implementing,
    Reported,
    Verified,
}

public sealed record Evidence(Guid Id, EvidenceKind Kind, Guid DescriptionId);

public sealed record Project(
    Guid Id, Guid AuthorId, ProjectStage Stage, Proposal? Proposal, Guid? ReasonsId, Guid? MentorId, ImmutableList<Evidence> Evidence) : IState<Project>
{
    public static Project Initial { get; } = new(default, default, ProjectStage.Undrafted, null, null, null, []);

    public static string Stream(Guid projectId) => $"project-{projectId:N}";

    public bool Editable => Stage is ProjectStage.Draft or ProjectStage.ChangesRequested;

    /// <summary>Approved at some time: every later stage comes after it.</summary>
    public bool WasApproved => Stage >= ProjectStage.Approved;

    public Project Apply(object @event) => @event switch
    {
        ProjectDrafted e => this with { Id = e.ProjectId, AuthorId = e.AuthorId, Proposal = e.Proposal, Stage = ProjectStage.Draft },
        ProjectRevised e => this with { Proposal = e.Proposal },
        ProjectSubmitted => this with { Stage = ProjectStage.Submitted, ReasonsId = null },
        ChangesRequested e => this with { Stage = ProjectStage.ChangesRequested, ReasonsId = e.ReasonsId },
        ProjectRejected e => this with { Stage = ProjectStage.Rejected, ReasonsId = e.ReasonsId },
        ProjectApproved => this with { Stage = ProjectStage.Approved },
        MentorAssigned e => this with { MentorId = e.MentorId },
        ImplementationStarted => this with { Stage = ProjectStage.Implementing },
        EvidenceAdded e => this with { Evidence = Evidence.Add(new Evidence(e.EvidenceId, e.Kind, e.DescriptionId)) },
        ImplementationReported => this with { Stage = ProjectStage.Reported },
        OutcomeVerified => this with { Stage = ProjectStage.Verified },
        _ => this,
    };

    /// <summary>Why this person cannot act as the project's author; another's project does not exist for them.</summary>
    public Rejection? RefusalTo(Ambassador author) => this switch
    {
        { Stage: ProjectStage.Undrafted } => NotFound,
        _ when author.PersonId != AuthorId => NotFound,
        _ when !author.IsMember => Ambassador.NotAMember,
        _ => null,
    };

    /// <summary>Why this coordinator cannot decide about the project: nobody decides about their own.</summary>
    public Rejection? RefusalTo(Guid coordinatorId) => this switch
    {
        { Stage: ProjectStage.Undrafted } => NotFound,
        _ when coordinatorId == AuthorId => OwnProject,
        _ => null,
    };

    /// <summary>The command belongs to another stage; the stage it is at is among the facts.</summary>
    public Rejection NotNow(string code, string en, string pt) => new(code, new Text(en, pt))
    {
        Facts = new Dictionary<string, object?> { ["stage"] = Stage },
    };

    public static Rejection NotFound { get; } = Rejection.NotFound(new Text("There is no such project.", "Esse projeto não existe."));

    private static Rejection OwnProject { get; } = new(
        "own-project",
        new Text("Nobody decides about their own project.", "Ninguém decide sobre o seu próprio projeto."),
        new Text("Ask another member of the coordination.", "Peça a outro membro da coordenação."), RejectionKind.Forbidden);
}
