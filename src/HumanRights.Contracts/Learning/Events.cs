namespace HumanRights.Contracts.Learning;

/// <param name="EditionId">The edition whose course it belongs to.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Kind"><c>opening-webinar</c>, <c>class</c> or <c>closing-webinar</c>.</param>
/// <param name="ModuleNumber">Of a class.</param>
/// <param name="StartsAt">Instant, with the offset of Europe/Lisbon.</param>
/// <param name="EndsAt">Instant, with the offset of Europe/Lisbon.</param>
public sealed record SessionScheduled(Guid EditionId, Guid SessionId, string Kind, int? ModuleNumber, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>The person has attended enough of all planned minutes.</summary>
public sealed record AttendanceRequirementMet(Guid EditionId, Guid PersonId, int AttendedMinutes, int PlannedMinutes, int RequiredPercent);

/// <summary>Even with full attendance from now on, the requirement cannot be met any more.</summary>
public sealed record AttendanceRequirementUnreachable(Guid EditionId, Guid PersonId, int AttendedMinutes, int ReachableMinutes, int PlannedMinutes, int RequiredPercent);

public sealed record InvolvementRequirementMet(Guid EditionId, Guid PersonId, int Points, int RequiredPoints);

/// <summary>The cohort's satisfaction, 1 to 7; absent while the group is too small to be shown.</summary>
public sealed record FeedbackSummarised(Guid EditionId, int Answers, decimal Average);
