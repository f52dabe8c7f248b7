using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HumanRights.Assessment.Appeals;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>The grade of an ended attempt with its explanation; it holds keys, and so has a stream of its own.</summary>
public sealed record AttemptGraded(Guid AttemptId, Guid TestId, Guid PersonId, int Number, Marks Marks, int PassMarkPercent, bool Passed)
{
    /// <value>The test's corrections that the marks include, from the first on; absent: there were none.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Corrections { get; init; }
}

/// <summary>What a person decided about one item; it stands before what the rule found.</summary>
/// <param name="Share">Of the item's weight: 0 to 1.</param>
/// <param name="Because">Why; never quotes what a person wrote.</param>
public sealed record PersonsMark(decimal Share, Text Because);

/// <param name="Graded">As it was first marked, by rule; null before.</param>
/// <param name="ByPerson">By item, what people have decided since.</param>
public sealed record Grade(AttemptGraded? Graded, ImmutableDictionary<Guid, PersonsMark> ByPerson) : IState<Grade>
{
    public static Grade Initial { get; } = new(null, ImmutableDictionary<Guid, PersonsMark>.Empty);

    /// <summary>The grade as it stands: everything that shows, releases or analyses a grade reads this.</summary>
    public AttemptGraded? Current => Corrected is null || ByPerson.IsEmpty ? Corrected : With(Corrected);

    /// <value>The marks after corrections of the test's items; null: there were none.</value>
    public AttemptRegraded? Regraded { get; init; }

    private AttemptGraded? Corrected => Regraded is not { } e ? Graded : Graded! with { Marks = e.Marks, Passed = e.Passed, Corrections = e.Corrections };

    /// <value>By item, how people mark the open texts.</value>
    public ImmutableDictionary<Guid, OpenTextMarking> Marking { get; init; } = ImmutableDictionary<Guid, OpenTextMarking>.Empty;

    public static string Stream(Guid testId, Guid personId, int number) => $"grade-{testId:N}-{personId:N}-{number}";

    public Grade Apply(object @event) => @event switch
    {
        AttemptGraded e => this with { Graded = e },
        IMarkingStep e => this.After(e),
        AppealDecided e => this with { ByPerson = ByPerson.SetItems(e.Raised.Select(m => KeyValuePair.Create(m.ItemId, new PersonsMark(m.Share, AppealDecided.Because)))) },
        AttemptRegraded e => this with { Regraded = e, ByPerson = ByPerson.RemoveRange(e.Marks.Items.Where(Outdone).Select(m => m.ItemId)) },
        _ => this,
    };

    /// <summary>Whether by rule it is now more than a person gave.</summary>
    private bool Outdone(ItemMark mark) => ByPerson.TryGetValue(mark.ItemId, out var decided) && mark.Points > Even(mark.Weight * decided.Share);

    private AttemptGraded With(AttemptGraded graded)
    {
        var marks = Marks.Of([.. graded.Marks.Items.Select(m => m.Weight > 0 && ByPerson.TryGetValue(m.ItemId, out var decided)
            ? m with { Points = Even(m.Weight * decided.Share), Because = decided.Because, NeedsMarker = false }
            : m)]);
        return graded with { Marks = marks, Passed = marks.ScorePercent >= graded.PassMarkPercent };
    }

    /// <summary>A third of three is one; the division takes the zeros away.</summary>
    internal static decimal Even(decimal points) => Math.Round(points, 6, MidpointRounding.AwayFromZero) / 1.0000000m;
}
