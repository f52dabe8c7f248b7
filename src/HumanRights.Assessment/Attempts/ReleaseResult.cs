using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Attempts;

/// <summary>One attempt's part of a test's release, and its release anew if its figures change later.</summary>
public static class ReleaseResult
{
    public static Decision Release(this Attempt attempt, decimal scorePercent, int passMarkPercent, bool passed, bool counts, int? averageOf = null)
    {
        if (attempt.Start is not { } s)
        {
            return Attempt.Unknown;
        }

        var released = new ResultReleased(
            s.AttemptId, s.TestId, s.EditionId, s.ModuleNumber, s.PersonId, s.Number, scorePercent, passMarkPercent, passed, counts) { AverageOf = averageOf };
        return attempt.Released switch
        {
            null => Decision.Accept(released),
            { } before when before with { CountedBefore = null } == released => Decision.Nothing,
            { } before => Decision.Accept(released with { CountedBefore = !counts && (before.Counts || before.CountedBefore == true) ? true : null }),
        };
    }
}
