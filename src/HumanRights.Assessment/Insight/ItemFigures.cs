using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Insight;

/// <summary>How many made a choice; absent where so few did, or where it would tell of another choice that so few did.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="MatchedWith">Of a matching: the target it was matched with.</param>
/// <param name="Right">Whether the choice is right.</param>
/// <param name="People">Who made it.</param>
/// <param name="AmongBest">Of those at the upper end.</param>
/// <param name="AmongWeakest">Of those at the lower end.</param>
/// <param name="Absent">Why a number is not there.</param>
public sealed record OptionUse(string OptionId, string? MatchedWith, bool Right, int? People, int? AmongBest, int? AmongWeakest, Absent? Absent);

/// <summary>Seconds between the save before and the item's own: a quarter took at most <paramref name="LowerQuartile"/>, and so on.</summary>
public sealed record TimeTaken(decimal LowerQuartile, decimal Median, decimal UpperQuartile);

/// <summary>One version of an item in figures. docs/assessment-statistics.md has the formulas.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Version">Its version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Objectives">Letters.</param>
/// <param name="People">Who had it; absent where so few had.</param>
/// <param name="Best">How many of them are at the upper end, absent without ends.</param>
/// <param name="Weakest">How many of them are at the lower end.</param>
/// <param name="Difficulty">Mean share of the weight: 0 if nobody earned anything, 1 if everyone earned all.</param>
/// <param name="Discrimination">Correlation with the score on the other items, -1 to 1.</param>
/// <param name="DiscriminationAbsent">Why there is none.</param>
/// <param name="UnansweredShare">0 to 1; absent where it would tell of few.</param>
/// <param name="Options">In the author's order.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="Flags">What a reviewer should look at.</param>
/// <param name="Absent">Why there are no figures.</param>
public sealed record ItemFigures(
    Guid ItemId, int Version, ItemKind Kind, Text Prompt, IReadOnlyList<string> Objectives, int? People, int? Best, int? Weakest, double? Difficulty,
    double? Discrimination, Absent? DiscriminationAbsent, double? UnansweredShare, IReadOnlyList<OptionUse> Options, TimeTaken? Seconds,
    IReadOnlyList<Flag> Flags, Absent? Absent)
{
    /// <summary>
    /// Of one test or of several together. A number that one of the tests does not give is not given for all: what the others give would
    /// tell it.
    /// </summary>
    /// <param name="itemId">The item.</param>
    /// <param name="version">What was posed.</param>
    /// <param name="tables">A test's each.</param>
    /// <param name="smallest">The least number of people that is told of.</param>
    public static ItemFigures Of(Guid itemId, ItemVersion version, IReadOnlyList<ItemTable> tables, int smallest)
    {
        var content = version.Content;
        var nothing = new ItemFigures(
            itemId, version.Number, content.Question.Kind, content.Question.Prompt, content.Labels.Objectives, null, null, null, null, null, null, null, [], null, [],
            Absent.SmallGroup(smallest));
        if (tables.Count == 0 || tables.Any(t => t.People.All < smallest))
        {
            return nothing;
        }

        var people = tables.Aggregate(Chosen.Nobody, (sum, t) => sum + t.People);
        var ends = tables.All(t => t.People.Best >= smallest && t.People.Weakest >= smallest);
        var correlation = Together.Correlation([.. tables.Select(t => t.WithRest)]);
        var figures = nothing with
        {
            People = people.All,
            Best = ends ? people.Best : null,
            Weakest = ends ? people.Weakest : null,
            Difficulty = Round(tables.Sum(t => t.Shares.Mean * t.People.All) / people.All),
            Discrimination = Round(correlation),
            DiscriminationAbsent = correlation is not null ? null : tables.Any(t => t.HasRest) ? Absent.NoSpread : Absent.OneItem,
            UnansweredShare = Round(Unanswered(content, tables, smallest) / (double?)people.All),
            Options = [.. Alternatives.Of(content).SelectMany(a => Uses(a, tables, ends, smallest))],
            Seconds = Time(Tally.Of(tables.Select(t => t.Seconds)), smallest),
            Absent = null,
        };
        return figures with { Flags = Flag.Of(figures) };
    }

    // Twice: a half that the order of people has moved by a last digit is rounded as a half.
    internal static double? Round(double? value, int digits = 3) => value is { } v ? Math.Round(Math.Round(v, 9), digits) + 0.0 : null;

    /// <summary>Of a choice of one, no answer is one more alternative: left out as they are.</summary>
    private static int? Unanswered(ItemContent content, IReadOnlyList<ItemTable> tables, int smallest)
    {
        var among = Alternatives.Of(content).FirstOrDefault(a => a.HoldsUnanswered);
        return tables.Any(t => among is not null ? Hidden(among, t, smallest)[^1] : SmallGroups.Hidden([t.Answered.All, t.People.All - t.Answered.All], smallest)[1])
            ? null
            : tables.Sum(t => t.People.All - t.Answered.All);
    }

    private static IEnumerable<OptionUse> Uses(Alternatives alternatives, IReadOnlyList<ItemTable> tables, bool ends, int smallest)
    {
        var hidden = tables.Select(t => Hidden(alternatives, t, smallest)).ToList();
        var hiddenInEnds = tables.Select(t => HiddenInEnds(alternatives, t, smallest)).ToList();
        return alternatives.Choices.Select((choice, i) =>
        {
            var chosen = tables.Aggregate(Chosen.Nobody, (sum, t) => sum + t.Of(choice));
            var (all, parts) = (!hidden.Any(h => h[i]), ends && !hidden.Concat(hiddenInEnds).Any(h => h[i]));
            return new OptionUse(
                choice.OptionId, choice.TargetId.Length > 0 ? choice.TargetId : null, alternatives.Right.Contains(choice), all ? chosen.All : null,
                parts ? chosen.Best : null, parts ? chosen.Weakest : null, all && parts ? null : Absent.SmallGroup(smallest));
        });
    }

    // A choice of one is right or wrong: its difficulty tells how many chose the right option.
    private static bool[] Hidden(Alternatives alternatives, ItemTable table, int smallest) => SmallGroups.Hidden(
        [.. alternatives.Count(table).Select(c => c.All)], smallest,
        alternatives.HoldsUnanswered ? alternatives.Choices.Index().Where(c => alternatives.Right.Contains(c.Item)).Select(c => (int?)c.Index).FirstOrDefault() : null);

    private static bool[] HiddenInEnds(Alternatives alternatives, ItemTable table, int smallest)
    {
        var counts = alternatives.Count(table);
        return SmallGroups.Hidden([[.. counts.Select(c => c.Best)], [.. counts.Select(c => c.Middle)], [.. counts.Select(c => c.Weakest)]], smallest);
    }

    private static TimeTaken? Time(Tally seconds, int smallest) => seconds.Count < smallest
        ? null
        : new TimeTaken(Rounded(seconds.Quantile(0.25m)), Rounded(seconds.Quantile(0.5m)), Rounded(seconds.Quantile(0.75m)));

    private static decimal Rounded(decimal value) => Math.Round(value, 1, MidpointRounding.AwayFromZero);
}
