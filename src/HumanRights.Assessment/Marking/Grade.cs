using System.Collections.Immutable;
using HumanRights.Assessment.Appeals;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>The grade of an ended attempt with its explanation; it holds keys, and so has a stream of its own.</summary>
public sealed record AttemptGraded(Guid AttemptId, Guid TestId, Guid PersonId, int Number, Marks Marks, int PassMarkPercent, bool Passed);

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
    public AttemptGraded? Current => Graded is null || ByPerson.IsEmpty ? Graded : With(Graded);

    public static string Stream(Guid testId, Guid personId, int number) => $"grade-{testId:N}-{personId:N}-{number}";

    public Grade Apply(object @event) => @event switch
    {
        AttemptGraded e => this with { Graded = e },
        AppealDecided e => this with { ByPerson = ByPerson.SetItems(e.Raised.Select(m => KeyValuePair.Create(m.ItemId, new PersonsMark(m.Share, AppealDecided.Because)))) },
        _ => this,
    };

    private AttemptGraded With(AttemptGraded graded)
    {
        var marks = Marks.Of([.. graded.Marks.Items.Select(m => ByPerson.TryGetValue(m.ItemId, out var decided)
            ? m with { Points = Even(m.Weight * decided.Share), Because = decided.Because, NeedsMarker = false }
            : m)]);
        return graded with { Marks = marks, Passed = marks.ScorePercent >= graded.PassMarkPercent };
    }

    /// <summary>A third of three is one; the division takes the zeros away.</summary>
    private static decimal Even(decimal points) => Math.Round(points, 6, MidpointRounding.AwayFromZero) / 1.0000000m;
}
