using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>An attempt is graded once, when it has ended.</summary>
public static class GradeAttempt
{
    /// <param name="grade">The attempt's.</param>
    /// <param name="attempt">What was answered.</param>
    /// <param name="test">What was posed.</param>
    /// <param name="key">What is right.</param>
    /// <param name="words">The written answers by their ids; one that was erased counts as not given.</param>
    public static Decision Record(this Grade grade, Attempt attempt, TestComposed test, TestKey key, IReadOnlyDictionary<Guid, string> words)
    {
        if (grade.Graded is not null || attempt is not { Start: { } start, EndedAt: not null })
        {
            return Decision.Nothing;
        }

        var marks = Mark.Attempt(attempt.PosedFrom(test), key.Keys, attempt.GivenAnswers(words));
        return Decision.Accept(new AttemptGraded(
            start.AttemptId, start.TestId, start.PersonId, start.Number, marks, test.PassMarkPercent, marks.ScorePercent >= test.PassMarkPercent));
    }

    /// <summary>By item, with the written words that are still there.</summary>
    public static IReadOnlyDictionary<Guid, Given> GivenAnswers(this Attempt attempt, IReadOnlyDictionary<Guid, string> words) => attempt.Answers.ToDictionary(
        a => a.Key,
        a => new Given(a.Value.OptionIds, a.Value.Pairs, a.Value.Number, a.Value.TextId is { } id ? words.GetValueOrDefault(id) : null));

    /// <summary>Of a person's graded attempts the one that counts; the last one stands for an average of all.</summary>
    public static AttemptGraded Counted(this IReadOnlyList<AttemptGraded> grades, Counting counting) => counting switch
    {
        Counting.Best => grades.OrderByDescending(g => g.Marks.ScorePercent).ThenBy(g => g.Number).First(),
        Counting.First => grades.MinBy(g => g.Number)!,
        _ => grades.MaxBy(g => g.Number)!,
    };

    /// <summary>What is released, or released anew, of one of a person's graded attempts.</summary>
    public static Decision Release(this Attempt attempt, AttemptGraded own, IReadOnlyList<AttemptGraded> grades, Counting counting)
    {
        var counts = grades.Counted(counting) == own;
        if (!counts || counting != Counting.Average)
        {
            return attempt.Release(own.Marks.ScorePercent, own.PassMarkPercent, own.Passed, counts);
        }

        var average = Math.Round(grades.Average(g => g.Marks.ScorePercent), 2, MidpointRounding.AwayFromZero);
        return attempt.Release(average, own.PassMarkPercent, average >= own.PassMarkPercent, counts, grades.Count);
    }
}
