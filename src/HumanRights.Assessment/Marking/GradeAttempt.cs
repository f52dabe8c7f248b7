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

        var marks = Mark.Attempt(attempt.PosedFrom(test), key, attempt.GivenAnswers(words));
        return Decision.Accept(new AttemptGraded(
            start.AttemptId, start.TestId, start.PersonId, start.Number, marks, test.PassMarkPercent, marks.ScorePercent >= test.PassMarkPercent)
        {
            Corrections = key.Corrections.Count > 0 ? key.Corrections.Count : null,
        });
    }

    /// <summary>By item, with the written words that are still there.</summary>
    public static IReadOnlyDictionary<Guid, Given> GivenAnswers(this Attempt attempt, IReadOnlyDictionary<Guid, string> words) => attempt.Answers.ToDictionary(
        a => a.Key,
        a => new Given(a.Value.OptionIds, a.Value.Pairs, a.Value.Number, a.Value.TextId is { } id ? words.GetValueOrDefault(id) : null) { TextId = a.Value.TextId });

    /// <summary>A person's graded attempts at a test as they stand.</summary>
    public static async Task<IReadOnlyList<Versioned<AttemptGraded>>> GradesOfAsync(this EventWriter writer, TestComposed test, Guid personId, CancellationToken cancellation)
    {
        var grades = new List<Versioned<AttemptGraded>>();
        for (var number = 1; number <= test.Attempts; number++)
        {
            var (grade, version) = await writer.ReadAsync<Grade>(Grade.Stream(test.TestId, personId, number), cancellation);
            if (grade.Current is { } current)
            {
                grades.Add(new(current, version));
            }
        }

        return grades;
    }

    /// <summary>Of a person's graded attempts the one that counts; the last one stands for an average of all.</summary>
    public static AttemptGraded Counted(this IReadOnlyList<AttemptGraded> grades, Counting counting) => counting switch
    {
        Counting.Best => grades.OrderByDescending(g => g.Marks.ScorePercent).ThenBy(g => g.Number).First(),
        Counting.First => grades.MinBy(g => g.Number)!,
        _ => grades.MaxBy(g => g.Number)!,
    };

    /// <summary>What is released of an attempt, of which that is not on record yet.</summary>
    public static ResultReleased ReleaseOf(this Attempt attempt, int number, IReadOnlyList<AttemptGraded> grades, Counting counting) =>
        attempt.Release(grades.Single(g => g.Number == number), grades, counting).Events.OfType<ResultReleased>().Single();

    /// <summary>What is released, or released anew, of one of a person's graded attempts.</summary>
    public static Decision Release(this Attempt attempt, AttemptGraded own, IReadOnlyList<AttemptGraded> grades, Counting counting)
    {
        var (counts, correction) = (grades.Counted(counting) == own, grades.Max(g => g.Corrections));
        if (!counts || counting != Counting.Average)
        {
            return attempt.Release(own.Marks.ScorePercent, own.PassMarkPercent, own.Passed, counts, correction: correction);
        }

        var average = Math.Round(grades.Average(g => g.Marks.ScorePercent), 2, MidpointRounding.AwayFromZero);
        return attempt.Release(average, own.PassMarkPercent, average >= own.PassMarkPercent, counts, grades.Count, correction);
    }
}
