using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// What each option of a choice is worth, in percent: files say it of every option, items only where it is not what the kind gives.
/// </summary>
internal static class Shares
{
    /// <summary>Files round: 33.33333 is a third.</summary>
    private const decimal Rounding = 0.001m;

    /// <summary>Every option's percent, in the options' order.</summary>
    public static IReadOnlyList<decimal> Of(Question question, AnswerKey key) =>
        [.. question.Options.Select(o => key.Credits.FirstOrDefault(c => c.OptionId == o.Id)?.Percent
            ?? Math.Round(Ordinary(question.Kind, key.Correct.Contains(o.Id), key.Correct.Count, question.Options.Count), 5))];

    /// <summary>Which options are right, and which are worth something else than their kind gives them.</summary>
    public static (IReadOnlyList<bool> Correct, IReadOnlyList<decimal?> Credits) Read(ItemKind kind, IReadOnlyList<decimal> percents)
    {
        bool[] correct = [.. percents.Select(p => Right(kind, p))];
        var right = correct.Count(c => c);
        return (correct, [.. percents.Select((p, i) => Same(p, Ordinary(kind, correct[i], right, percents.Count)) ? (decimal?)null : p)]);
    }

    /// <summary>Which options are right by these credits, if the file's percents are still those that they stand for: those may be rounded.</summary>
    public static IReadOnlyList<bool>? Fit(ItemKind kind, IReadOnlyList<decimal> percents, IReadOnlyList<decimal?> credits)
    {
        if (credits.Count != percents.Count)
        {
            return null;
        }

        bool[] correct = [.. percents.Select((p, i) => Right(kind, credits[i] ?? p))];
        var right = correct.Count(c => c);
        // Of true and false some files say only which is right.
        return percents.Index().All(p => Same(p.Item, credits[p.Index] ?? Ordinary(kind, correct[p.Index], right, percents.Count))
            || (kind == ItemKind.TrueFalse && Right(kind, p.Item) == correct[p.Index])) ? correct : null;
    }

    private static bool Right(ItemKind kind, decimal percent) => kind == ItemKind.MultipleChoice ? percent > 0 : percent >= 100;

    private static bool Same(decimal one, decimal other) => Math.Abs(one - other) < Rounding;

    private static decimal Ordinary(ItemKind kind, bool correct, int right, int options) => (kind, correct) switch
    {
        (ItemKind.MultipleChoice, true) => 100m / right,
        (ItemKind.MultipleChoice, false) => -100m / Math.Max(1, options - right),
        (_, true) => 100,
        _ => 0,
    };
}
