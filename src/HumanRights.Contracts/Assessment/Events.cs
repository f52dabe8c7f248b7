namespace HumanRights.Contracts.Assessment;

/// <summary>A released result at or above the pass mark; scores are percent, 0 to 100.</summary>
public sealed record ModuleTestPassed(Guid EditionId, Guid PersonId, int ModuleNumber, Guid TestId, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent);

/// <summary>A released result below the pass mark; scores are percent, 0 to 100.</summary>
public sealed record ModuleTestFailed(Guid EditionId, Guid PersonId, int ModuleNumber, Guid TestId, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent);

/// <summary>The coordination has decided on a person's appeal against a released result; its reasons in words are read at Assessment.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person who appealed.</param>
/// <param name="ModuleNumber">The test's module.</param>
/// <param name="TestId">The test.</param>
/// <param name="AttemptId">The attempt whose result was appealed.</param>
/// <param name="AppealId">The appeal.</param>
/// <param name="Outcome"><c>upheld</c>: the result stands; <c>reversed</c>: it does not, and where that changes the result, the new one comes as an event of its own.</param>
public sealed record ResultAppealDecided(Guid EditionId, Guid PersonId, int ModuleNumber, Guid TestId, Guid AttemptId, Guid AppealId, string Outcome);
