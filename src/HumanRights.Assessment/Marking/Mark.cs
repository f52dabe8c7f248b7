using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Marking;

/// <summary>How one item's points came about.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Version">Its version.</param>
/// <param name="Chosen">What was chosen.</param>
/// <param name="Correct">What is right.</param>
/// <param name="RightChosen">Right options chosen, of <paramref name="Correct"/>'s.</param>
/// <param name="WrongChosen">Wrong options chosen, of <paramref name="WrongOffered"/>.</param>
/// <param name="WrongOffered">How many options are wrong.</param>
/// <param name="Points">May be below zero for a multiple choice; the sum never is.</param>
/// <param name="Weight">The most that could be had.</param>
public sealed record ItemMark(
    Guid ItemId, int Version, IReadOnlyList<string> Chosen, IReadOnlyList<string> Correct,
    int RightChosen, int WrongChosen, int WrongOffered, decimal Points, decimal Weight);

/// <param name="Items">In the test's order.</param>
/// <param name="Points">The sum, at least 0.</param>
/// <param name="MaxPoints">The weights' sum.</param>
/// <param name="ScorePercent">0 to 100, rounded half up to two decimals: this figure is what is compared with the pass mark.</param>
public sealed record Marks(IReadOnlyList<ItemMark> Items, decimal Points, decimal MaxPoints, decimal ScorePercent);

/// <summary>
/// Marking is arithmetic on what was posed, what is right and what was chosen. A single choice is right or not. In a multiple
/// choice each right option chosen earns weight/right, each wrong one chosen costs weight/wrong, so that any number of blind
/// ticks earns zero on average: knowing part is rewarded, guessing is not. Items can therefore end below zero; the sum cannot.
/// </summary>
public static class Mark
{
    public static Marks Attempt(IReadOnlyList<PosedItem> items, IReadOnlyList<ItemKey> keys, IReadOnlyDictionary<Guid, IReadOnlyList<string>> answers)
    {
        var correct = keys.ToDictionary(k => k.ItemId, k => k.Key.Correct);
        ItemMark[] marks = [.. items.Select(i => Item(i, correct[i.ItemId], answers.GetValueOrDefault(i.ItemId) ?? []))];
        var most = marks.Sum(m => m.Weight);
        var points = Math.Clamp(marks.Sum(m => m.Points), 0, most);
        return new Marks(marks, points, most, Math.Round(100 * points / most, 2, MidpointRounding.AwayFromZero));
    }

    private static ItemMark Item(PosedItem posed, IReadOnlyList<string> correct, IReadOnlyList<string> chosen)
    {
        var question = posed.Question;
        var wrongOffered = question.Options.Count - correct.Count;
        var right = chosen.Count(correct.Contains);
        var wrong = chosen.Count - right;
        var points = question.Kind switch
        {
            ItemKind.SingleChoice => right == 1 && wrong == 0 ? question.Weight : 0,
            // One division: the whole answer earns exactly its weight.
            _ => question.Weight * ((right * wrongOffered) - (wrong * correct.Count)) / (correct.Count * wrongOffered),
        };
        return new ItemMark(posed.ItemId, posed.Version, chosen, correct, right, wrong, wrongOffered, points, question.Weight);
    }
}
