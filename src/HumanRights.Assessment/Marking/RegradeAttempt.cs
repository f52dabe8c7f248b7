using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>An attempt's grade after its items were corrected.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="TestId">Its test.</param>
/// <param name="PersonId">Whose it is.</param>
/// <param name="Number">Of the attempt.</param>
/// <param name="Corrections">The test's corrections that the marks include, from the first on.</param>
/// <param name="Marks">As they stand, what people decided included.</param>
/// <param name="Passed">Whether that is enough.</param>
public sealed record AttemptRegraded(Guid AttemptId, Guid TestId, Guid PersonId, int Number, int Corrections, Marks Marks, bool Passed);

/// <summary>Only corrected items are marked again, and only what they are worth changes where a person has decided, or words are erased since.</summary>
public static class RegradeAttempt
{
    public static Decision Regrade(this Grade grade, Attempt attempt, TestComposed test, TestKey key, IReadOnlyDictionary<Guid, string> words)
    {
        if (grade.Current is not { } current || !current.IsBehind(key))
        {
            return Decision.Nothing;
        }

        var (posed, given, before) = (attempt.PosedFrom(test).ToDictionary(i => i.ItemId), attempt.GivenAnswers(words), key.AsOf(current.Corrections));
        var marks = Marks.Of([.. current.Marks.Items.Select(m => key.CorrectsSince(current, m.ItemId) ? Again(m) : m)]);
        return Decision.Accept(new AttemptRegraded(
            current.AttemptId, current.TestId, current.PersonId, current.Number, key.Corrections.Count, marks, marks.ScorePercent >= current.PassMarkPercent));

        ItemMark Again(ItemMark mark)
        {
            var (item, answer) = (posed[mark.ItemId], given.GetValueOrDefault(mark.ItemId) ?? Given.Nothing);
            var (was, now) = (Mark.Item(item, before, answer), Mark.Item(item, key, answer));
            if (grade.ByPerson.TryGetValue(mark.ItemId, out var decided))
            {
                // What a person gave stands, unless the correction gives everybody with this answer more.
                return now.Share > was.Share && now.Share > decided.Share ? now : Worth(now, decided.Share, decided.Because);
            }

            return attempt.Answers.GetValueOrDefault(mark.ItemId)?.TextId is { } text && !words.ContainsKey(text)
                ? Worth(now, mark.Weight == 0 ? grade.Graded!.Marks.Items.Single(m => m.ItemId == mark.ItemId).Share : mark.Share, Erased)
                : now;
        }
    }

    /// <summary>Whether a correction of one of its items is not in it yet.</summary>
    public static bool IsBehind(this AttemptGraded graded, TestKey key) => graded.Marks.Items.Any(m => key.CorrectsSince(graded, m.ItemId));

    private static bool CorrectsSince(this TestKey key, AttemptGraded graded, Guid itemId) => key.Of(itemId).Any(c => c.Number > (graded.Corrections ?? 0));

    private static ItemMark Worth(ItemMark mark, decimal share, Text because) =>
        mark.Weight == 0 ? mark : mark with { Points = Grade.Even(mark.Weight * share), Because = because, NeedsMarker = false };

    private static Text Erased { get; } = new(
        "Of its weight as much as before: the words of the answer have been erased.", "A mesma parte do peso que antes: o texto da resposta foi apagado.");
}
