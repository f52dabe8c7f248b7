using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Insight;

/// <summary>People by what they chose: all of them, the best, the weakest.</summary>
public sealed record Chosen(int All, int Best, int Weakest)
{
    public static Chosen Nobody { get; } = new(0, 0, 0);

    public static Chosen operator +(Chosen one, Chosen other) => new(one.All + other.All, one.Best + other.Best, one.Weakest + other.Weakest);

    public static Chosen operator -(Chosen one, Chosen other) => new(one.All - other.All, one.Best - other.Best, one.Weakest - other.Weakest);

    public int Middle => All - Best - Weakest;
}

/// <summary>What is known of one version of an item in one test, as large as the item has options, however many people answer.</summary>
public sealed class ItemTable(Ends ends)
{
    private readonly Dictionary<Pair, Chosen> chosen = [];

    public Chosen People { get; private set; } = Chosen.Nobody;

    public Chosen Answered { get; private set; } = Chosen.Nobody;

    /// <value>Shares of the weight.</value>
    public Moments Shares { get; } = new();

    /// <value>Points as earned.</value>
    public Moments Points { get; } = new();

    /// <value>The share of this item's weight with the share of all the others'.</value>
    public Together WithRest { get; } = new();

    /// <value>Whether there ever were others.</value>
    public bool HasRest { get; private set; }

    public Tally Seconds { get; } = new();

    public void Add(Response response, decimal scorePercent, decimal pointsOfAll, decimal weightOfAll)
    {
        var one = new Chosen(1, ends.IsBest(scorePercent) ? 1 : 0, ends.IsWeakest(scorePercent) ? 1 : 0);
        People += one;
        Answered += response.Answered ? one : Chosen.Nobody;
        Shares.Add(response.Share);
        Points.Add((double)response.Points);
        if (weightOfAll > response.Weight)
        {
            HasRest = true;
            WithRest.Add(response.Share, (double)((pointsOfAll - response.Points) / (weightOfAll - response.Weight)));
        }

        foreach (var pair in response.Pairs.Concat(response.Options.Select(o => new Pair(o, ""))))
        {
            chosen[pair] = chosen.GetValueOrDefault(pair, Chosen.Nobody) + one;
        }

        if (response.Seconds is { } seconds)
        {
            Seconds.Add(Math.Round((decimal)seconds));
        }
    }

    public Chosen Of(Pair choice) => chosen.GetValueOrDefault(choice, Chosen.Nobody);
}

/// <summary>Choices of which each person makes one: they are counted, and left out, together.</summary>
/// <param name="Choices">An option, or an option with the target it is matched with.</param>
/// <param name="Right">Of these.</param>
public sealed record Alternatives(IReadOnlyList<Pair> Choices, IReadOnlyList<Pair> Right)
{
    /// <value>Whether making none of them is the same as not answering the item.</value>
    public bool HoldsUnanswered { get; init; }

    /// <summary>By the item's kind; written answers have none.</summary>
    public static IReadOnlyList<Alternatives> Of(ItemContent content)
    {
        var (question, key) = (content.Question, content.Key);
        Pair[] options = [.. question.Options.Select(o => new Pair(o.Id, ""))], right = [.. key.Correct.Select(o => new Pair(o, ""))];
        return question.Kind switch
        {
            // Difficulty tells how many are right: with several right options, after a correction, too much would follow from it.
            ItemKind.SingleChoice or ItemKind.TrueFalse when right.Length > 1 => [],
            ItemKind.SingleChoice or ItemKind.TrueFalse => [new Alternatives(options, right) { HoldsUnanswered = true }],
            ItemKind.MultipleChoice => [.. options.Select(o => new Alternatives([o], [.. right.Where(r => r == o)]))],
            ItemKind.Matching => [.. question.Options.Select(o => new Alternatives(
                [.. question.Targets.Select(t => new Pair(o.Id, t.Id))], [.. key.Pairs.Where(p => p.OptionId == o.Id)]))],
            _ => [],
        };
    }

    /// <summary>Each choice's people, and last those of none.</summary>
    public IReadOnlyList<Chosen> Count(ItemTable table)
    {
        Chosen[] made = [.. Choices.Select(table.Of)];
        return [.. made, table.People - made.Aggregate(Chosen.Nobody, (sum, c) => sum + c)];
    }
}
