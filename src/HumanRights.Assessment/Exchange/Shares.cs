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
        bool[] correct = [.. percents.Select(p => kind == ItemKind.MultipleChoice ? p > 0 : p >= 100)];
        var right = correct.Count(c => c);
        return (correct, [.. percents.Select((p, i) => Same(p, Ordinary(kind, correct[i], right, percents.Count)) ? (decimal?)null : p)]);
    }

    /// <summary>Whether the file's percents are still those that these credits stand for.</summary>
    public static bool Fit(ItemKind kind, IReadOnlyList<decimal> percents, IReadOnlyList<decimal?> credits)
    {
        var (correct, _) = Read(kind, percents);
        var right = correct.Count(c => c);
        return credits.Count == percents.Count && kind == ItemKind.TrueFalse
            // Files say of these only which is right.
            ? correct.Index().All(c => c.Item == (credits[c.Index] ?? (c.Item ? 100 : 0)) >= 100)
            : credits.Count == percents.Count && percents.Index().All(p => Same(p.Item, credits[p.Index] ?? Ordinary(kind, correct[p.Index], right, percents.Count)));
    }

    private static bool Same(decimal one, decimal other) => Math.Abs(one - other) < Rounding;

    private static decimal Ordinary(ItemKind kind, bool correct, int right, int options) => (kind, correct) switch
    {
        (ItemKind.MultipleChoice, true) => 100m / right,
        (ItemKind.MultipleChoice, false) => -100m / Math.Max(1, options - right),
        (_, true) => 100,
        _ => 0,
    };
}
