namespace HumanRights.Contracts.Assessment;

/// <summary>A released result at or above the pass mark; scores are percent, 0 to 100.</summary>
public sealed record ModuleTestPassed(Guid EditionId, Guid PersonId, int ModuleNumber, Guid TestId, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent);

/// <summary>A released result below the pass mark; scores are percent, 0 to 100.</summary>
public sealed record ModuleTestFailed(Guid EditionId, Guid PersonId, int ModuleNumber, Guid TestId, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent);
