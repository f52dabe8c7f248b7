using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>An attempt is graded once, when it has ended.</summary>
public static class GradeAttempt
{
    public static Decision Record(this Grade grade, Attempt attempt, TestComposed test, TestKey key)
    {
        if (grade.Graded is not null || attempt is not { Start: { } start, EndedAt: not null })
        {
            return Decision.Nothing;
        }

        var marks = Mark.Attempt(test.Items, key.Keys, attempt.Answers.ToDictionary(a => a.Key, a => a.Value.OptionIds));
        return Decision.Accept(new AttemptGraded(
            start.AttemptId, start.TestId, start.PersonId, start.Number, marks, test.PassMarkPercent, marks.ScorePercent >= test.PassMarkPercent));
    }

    /// <summary>Of a person's graded attempts the one that counts: the best, the earliest of equals.</summary>
    public static AttemptGraded Counting(this IEnumerable<AttemptGraded> grades) =>
        grades.OrderByDescending(g => g.Marks.ScorePercent).ThenBy(g => g.Number).First();
}
