using System.Collections.Immutable;
using HumanRights.Assessment.Marking;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Appeals;

/// <summary>A person asks to look again at the released result of one of their attempts. What they wrote is a row with the appeal's id.</summary>
/// <param name="AppealId">The appeal.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="ItemId">The item it is about; null: the whole result.</param>
public sealed record AppealLodged(Guid AppealId, Guid AttemptId, Guid PersonId, Guid? ItemId);

/// <summary>By the person themself: nothing is left to decide.</summary>
public sealed record AppealWithdrawn(Guid AppealId);

public enum AppealOutcome
{
    /// <summary>The result stands.</summary>
    Upheld,

    /// <summary>It does not: items have more points now.</summary>
    Reversed,
}

/// <param name="ItemId">The item.</param>
/// <param name="Share">Of its weight, as it is from now on: more than before, at most 1.</param>
public sealed record RaisedMark(Guid ItemId, decimal Share);

/// <param name="AppealId">The appeal.</param>
/// <param name="TestId">Of the attempt.</param>
/// <param name="EditionId">Of the test.</param>
/// <param name="ModuleNumber">Of the test.</param>
/// <param name="PersonId">Who appealed.</param>
/// <param name="AttemptId">Whose result was appealed.</param>
/// <param name="Outcome">What was decided; the reasons are in the appeal's row.</param>
/// <param name="Raised">What the items have now; none if the result stands.</param>
/// <param name="ScorePercent">The attempt's own score from now on.</param>
public sealed record AppealDecided(
    Guid AppealId, Guid TestId, Guid EditionId, int ModuleNumber, Guid PersonId, Guid AttemptId, AppealOutcome Outcome, IReadOnlyList<RaisedMark> Raised, decimal ScorePercent)
{
    /// <value>Of each item that was raised, in place of the rule's words.</value>
    internal static Text Because { get; } = new(
        "Marked anew on appeal; the reasons are with the appeal.", "Reavaliada em recurso; os fundamentos constam do recurso.");
}

public sealed record Appeal(Guid Id, Guid PersonId, Guid? ItemId, AppealDecided? Decided = null, bool Withdrawn = false)
{
    public bool IsOpen => Decided is null && !Withdrawn;

    public Rejection DecidedAlready => new(
        "appeal-already-decided",
        new Text("The appeal has been decided.", "O recurso já foi decidido."),
        new Text("Read its outcome and reasons.", "Consulte o resultado e os fundamentos."))
    { Facts = new Dictionary<string, object?> { ["appealId"] = Id, ["outcome"] = Decided!.Outcome } };
}

/// <summary>
/// The grade with the appeals against it. They share its stream: what reverses a result changes the grade by the same event, and of two
/// who decide at once the second sees what the first did.
/// </summary>
public sealed record AppealedGrade(Grade Grade, ImmutableList<Appeal> Appeals) : IState<AppealedGrade>
{
    public static AppealedGrade Initial { get; } = new(Grade.Initial, []);

    public Appeal? Open => Appeals.Find(a => a.IsOpen);

    public AppealedGrade Apply(object @event) => new(Grade.Apply(@event), @event switch
    {
        AppealLodged e => Appeals.Add(new Appeal(e.AppealId, e.PersonId, e.ItemId)),
        AppealWithdrawn e => Appeals.ConvertAll(a => a.Id == e.AppealId ? a with { Withdrawn = true } : a),
        AppealDecided e => Appeals.ConvertAll(a => a.Id == e.AppealId ? a with { Decided = e } : a),
        _ => Appeals,
    });
}
