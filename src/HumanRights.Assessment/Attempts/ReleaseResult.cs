using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Attempts;

/// <summary>One attempt's part of a test's release.</summary>
public static class ReleaseResult
{
    public static Decision Release(this Attempt attempt, decimal scorePercent, int passMarkPercent, bool passed, bool counts, int? averageOf = null) => attempt switch
    {
        { Start: null } => Attempt.Unknown,
        { Released: not null } => Decision.Nothing,
        { Start: var s } => Decision.Accept(new ResultReleased(
            s.AttemptId, s.TestId, s.EditionId, s.ModuleNumber, s.PersonId, s.Number, scorePercent, passMarkPercent, passed, counts) { AverageOf = averageOf }),
    };
}
