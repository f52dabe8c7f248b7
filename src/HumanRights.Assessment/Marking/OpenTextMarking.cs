using System.Collections.Immutable;
using System.Globalization;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>Where an open text stands with those who mark it.</summary>
public enum MarkingStage
{
    Waiting,

    /// <summary>One mark is there, and another person's was asked for.</summary>
    AwaitsSecond,

    /// <summary>Two marks differ by more than is tolerated.</summary>
    ToSettle,
    Marked,
}

/// <summary>What a step of marking leads to.</summary>
/// <param name="Stage">Of the item.</param>
/// <param name="Share">Of the item's weight: 0 to 1; absent unless it is marked.</param>
/// <param name="ScorePercent">Of the whole attempt.</param>
/// <param name="Passed">Whether that is enough.</param>
public sealed record MarkingResult(MarkingStage Stage, decimal? Share, decimal ScorePercent, bool Passed);

/// <summary>What a step of marking by people tells: of which open text, and what it leads to.</summary>
public interface IMarkingStep
{
    Guid AttemptId { get; }

    Guid ItemId { get; }

    MarkingResult After { get; }
}

/// <summary>What a person gave for one line of the rubric.</summary>
public sealed record CriterionMark(string Id, decimal Points);

/// <summary>A person's mark; given again by the same person, it takes the place of the one before.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="ItemId">The open text.</param>
/// <param name="MarkerId">Who marked.</param>
/// <param name="Round">1, or 2 for the second marker.</param>
/// <param name="Criteria">By line of the rubric; none where there is no rubric.</param>
/// <param name="Points">In all, as the rubric counts them.</param>
/// <param name="OutOf">The most there was to give.</param>
/// <param name="NoteId">The erasable row with the marker's words.</param>
/// <param name="After">What it leads to.</param>
public sealed record OpenTextMarked(
    Guid AttemptId, Guid ItemId, Guid MarkerId, int Round, IReadOnlyList<CriterionMark> Criteria, decimal Points, decimal OutOf, Guid? NoteId, MarkingResult After) : IMarkingStep;

/// <summary>Another person is to mark the open text too, without having seen the first mark.</summary>
public sealed record SecondMarkAsked(Guid AttemptId, Guid ItemId, Guid ById, MarkingResult After) : IMarkingStep;

/// <summary>Two markers differed; a third person decided. Members as of a mark; the reasons are in the row.</summary>
public sealed record MarkSettled(
    Guid AttemptId, Guid ItemId, Guid ById, IReadOnlyList<CriterionMark> Criteria, decimal Points, decimal OutOf, Guid NoteId, MarkingResult After) : IMarkingStep;

/// <summary>What was written was erased before marking was finished: the marks given until then count, and without any it counts as not given.</summary>
public sealed record OpenTextErased(Guid AttemptId, Guid ItemId, MarkingResult After) : IMarkingStep;

/// <summary>One person's mark of an open text.</summary>
public sealed record PersonsPoints(Guid ById, IReadOnlyList<CriterionMark> Criteria, decimal Points, decimal OutOf, Guid? NoteId)
{
    public decimal Share => Points / OutOf;

    public bool SaysTheSame(PersonsPoints other) =>
        ById == other.ById && Criteria.SequenceEqual(other.Criteria) && Points == other.Points && OutOf == other.OutOf && NoteId == other.NoteId;
}

/// <summary>The marking of one open text by people.</summary>
/// <param name="First">The first marker's.</param>
/// <param name="SecondAsked">Whether another person is to mark it too.</param>
/// <param name="Second">The second marker's.</param>
/// <param name="Settled">The third person's.</param>
/// <param name="Erased">Whether what was written is gone.</param>
public sealed record OpenTextMarking(PersonsPoints? First, bool SecondAsked, PersonsPoints? Second, PersonsPoints? Settled, bool Erased)
{
    /// <summary>Two marks that differ by no more than this share of the weight agree.</summary>
    public const decimal Tolerance = 0.10m;

    public static OpenTextMarking None { get; } = new(null, false, null, null, false);

    /// <value>Where it stands, and which share of the weight it comes to.</value>
    public (MarkingStage Stage, decimal? Share) Outcome => this switch
    {
        { Settled: { } settled } => (MarkingStage.Marked, settled.Share),
        { First: { } one, Second: { } two } when Erased || Math.Abs(one.Share - two.Share) <= Tolerance => (MarkingStage.Marked, (one.Share + two.Share) / 2),
        { First: not null, Second: not null } => (MarkingStage.ToSettle, null),
        { First: { } only } when Erased || !SecondAsked => (MarkingStage.Marked, only.Share),
        { Erased: true } => (MarkingStage.Marked, 0),
        { First: null } => (MarkingStage.Waiting, null),
        _ => (MarkingStage.AwaitsSecond, null),
    };

    /// <summary>Whether the person is one of those who marked it.</summary>
    public bool By(Guid personId) => ((PersonsPoints?[])[First, Second, Settled]).Any(p => p?.ById == personId);

    public OpenTextMarking Apply(IMarkingStep step) => step switch
    {
        OpenTextMarked { Round: 1 } e => this with { First = new PersonsPoints(e.MarkerId, e.Criteria, e.Points, e.OutOf, e.NoteId) },
        OpenTextMarked e => this with { Second = new PersonsPoints(e.MarkerId, e.Criteria, e.Points, e.OutOf, e.NoteId) },
        MarkSettled e => this with { Settled = new PersonsPoints(e.ById, e.Criteria, e.Points, e.OutOf, e.NoteId) },
        SecondMarkAsked => this with { SecondAsked = true },
        OpenTextErased => this with { Erased = true },
        _ => this,
    };

    /// <summary>What one line of the rubric came to; nothing while that is open.</summary>
    public decimal? PointsOf(string criterionId)
    {
        IEnumerable<PersonsPoints?> counting = Settled is not null ? [Settled] : [First, Second];
        var given = counting.SelectMany(p => p?.Criteria ?? []).Where(c => c.Id == criterionId).Select(c => c.Points).ToList();
        return Outcome.Stage != MarkingStage.Marked || given.Count == 0 ? null : given.Average();
    }

    public Text Because => this switch
    {
        { Settled: { } s } => Said("Two markers differed and a third person settled it", "Dois avaliadores divergiram e uma terceira pessoa decidiu", s),
        { First: { } one, Second: { } two } => new Text(
            $"The mean of two markers, who gave {Of(one)} and {Of(two)} points.", $"A média de dois avaliadores, que atribuíram {Of(one, "de")} e {Of(two, "de")} pontos."),
        { First: { } only } => Said("Marked by a person", "Avaliado por uma pessoa", only),
        _ => new Text(
            "What was written was erased before it was marked: it counts as not given.", "O que foi escrito foi apagado antes de ser avaliado: conta como não respondido."),
    };

    private static Text Said(string en, string pt, PersonsPoints given) => new($"{en}: {Of(given)} points.", $"{pt}: {Of(given, "de")} pontos.");

    private static string Of(PersonsPoints given, string of = "of") =>
        string.Create(CultureInfo.InvariantCulture, $"{given.Points:0.##} {of} {given.OutOf:0.##}");
}

public static class GradeByPersons
{
    public static OpenTextMarking MarkingOf(this Grade grade, Guid itemId) => grade.Marking.GetValueOrDefault(itemId) ?? OpenTextMarking.None;

    /// <summary>The grade after a step of marking: an item that is not marked (any more) waits for a person again.</summary>
    public static Grade After(this Grade grade, IMarkingStep step)
    {
        var marking = grade.MarkingOf(step.ItemId).Apply(step);
        return grade.With(step.ItemId, marking, step.After.Share);
    }

    /// <summary>What the grade comes to once an item's marking is this.</summary>
    public static MarkingResult ResultOf(this Grade grade, Guid itemId, OpenTextMarking marking)
    {
        var (stage, share) = marking.Outcome;
        var current = grade.With(itemId, marking, share).Current!;
        return new MarkingResult(stage, share, current.Marks.ScorePercent, current.Passed);
    }

    private static Grade With(this Grade grade, Guid itemId, OpenTextMarking marking, decimal? share) => grade with
    {
        Marking = grade.Marking.SetItem(itemId, marking),
        ByPerson = share is { } part ? grade.ByPerson.SetItem(itemId, new PersonsMark(part, marking.Because)) : grade.ByPerson.Remove(itemId),
    };
}
