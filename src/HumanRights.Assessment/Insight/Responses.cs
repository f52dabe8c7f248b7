using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Insight;

/// <summary>What one person's answer to one item came to.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Version">Its version.</param>
/// <param name="Points">0 to <paramref name="Weight"/>.</param>
/// <param name="Weight">More than 0.</param>
/// <param name="Answered">Whether anything was answered.</param>
/// <param name="Options">Chosen, of a choice.</param>
/// <param name="Pairs">Matched, of a matching.</param>
/// <param name="Seconds">From the save before, of whichever item, to the item's own; all such stretches together. Absent if it was never saved.</param>
public sealed record Response(
    Guid ItemId, int Version, decimal Points, decimal Weight, bool Answered, IReadOnlyList<string> Options, IReadOnlyList<Pair> Pairs, double? Seconds)
{
    public double Share => (double)(Points / Weight);
}

/// <summary>One person's attempt, graded. Each item comes once.</summary>
public sealed record Responses(IReadOnlyList<Response> Items, decimal ScorePercent, bool Passed);

/// <summary>
/// Who counts among the best and the weakest: 27 % of the people at each end (Kelley 1939), and whoever has the same score as the last of them,
/// so that it is not chance who belongs. Without a gap between the two there are none.
/// </summary>
public sealed record Ends(decimal? BestFrom, decimal? WeakestTo)
{
    public const decimal Share = 0.27m;

    public static Ends Of(Tally scores)
    {
        var size = (int)Math.Round(scores.Count * Share, MidpointRounding.AwayFromZero);
        return size == 0 || scores.At(size - 1) >= scores.At(scores.Count - size) ? new Ends(null, null) : new Ends(scores.At(scores.Count - size), scores.At(size - 1));
    }

    public bool IsBest(decimal score) => score >= BestFrom;

    public bool IsWeakest(decimal score) => score <= WeakestTo;
}
