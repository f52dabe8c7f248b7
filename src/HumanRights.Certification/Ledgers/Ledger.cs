using System.Collections.Immutable;
using System.Security.Cryptography;
using HumanRights.Certification.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Certification.Ledgers;

/// <summary>
/// Something another service found out about one person in one edition. Facts come in any order, late and repeatedly: of two
/// about the same thing the one with the greater <see cref="Version"/> (of the publisher's stream) happened later, and stands.
/// </summary>
public interface IFact
{
    Guid EditionId { get; }

    Guid PersonId { get; }

    long Version { get; }

    /// <summary>When the publisher recorded it.</summary>
    DateTimeOffset At { get; }
}

public sealed record SeatConfirmed(Guid EditionId, Guid PersonId, long Version, DateTimeOffset At) : IFact;

public sealed record SeatLost(Guid EditionId, Guid PersonId, long Version, DateTimeOffset At) : IFact;

public sealed record AttendanceMet(Guid EditionId, Guid PersonId, int AttendedMinutes, int PlannedMinutes, int RequiredPercent, long Version, DateTimeOffset At) : IFact;

/// <summary>Even with full attendance from then on, <paramref name="ReachableMinutes"/> of the planned ones is the most there can be.</summary>
public sealed record AttendanceUnreachable(
    Guid EditionId, Guid PersonId, int AttendedMinutes, int ReachableMinutes, int PlannedMinutes, int RequiredPercent, long Version, DateTimeOffset At) : IFact;

public sealed record InvolvementMet(Guid EditionId, Guid PersonId, int Points, int RequiredPoints, long Version, DateTimeOffset At) : IFact;

/// <summary>Scores are percent, 0 to 100.</summary>
public sealed record TestPassed(
    Guid EditionId, Guid PersonId, int ModuleNumber, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent, long Version, DateTimeOffset At) : IFact;

/// <summary>Scores are percent, 0 to 100.</summary>
public sealed record TestFailed(
    Guid EditionId, Guid PersonId, int ModuleNumber, Guid AttemptId, decimal ScorePercent, decimal PassMarkPercent, long Version, DateTimeOffset At) : IFact;

/// <summary>The edition's requirements, copied once both they and the ledger are there.</summary>
public sealed record RequirementsFixed(Guid EditionId, Guid PersonId, Requirements Requirements);

public sealed record Seat(bool Held, long Version, DateTimeOffset At);

/// <param name="Met">Otherwise out of reach.</param>
/// <param name="AttendedMinutes">Of the planned ones.</param>
/// <param name="ReachableMinutes">The most there can be; the attended ones once met.</param>
/// <param name="PlannedMinutes">Of all sessions.</param>
/// <param name="RequiredPercent">Of the planned minutes.</param>
/// <param name="Version">Of the publisher's stream.</param>
/// <param name="At">When it was recorded.</param>
public sealed record Attendance(bool Met, int AttendedMinutes, int ReachableMinutes, int PlannedMinutes, int RequiredPercent, long Version, DateTimeOffset At);

public sealed record Involvement(int Points, int RequiredPoints, long Version, DateTimeOffset At);

/// <summary>The released result of one attempt; a review may replace it, another attempt stands beside it.</summary>
public sealed record TestResult(int ModuleNumber, bool Passed, decimal ScorePercent, decimal PassMarkPercent, long Version, DateTimeOffset At);

/// <summary>What one person has met of one edition's requirements, with the evidence.</summary>
public sealed record Ledger(
    Guid EditionId,
    Guid PersonId,
    Requirements? Requirements,
    Seat? Seat,
    Attendance? Attendance,
    Involvement? Involvement,
    ImmutableSortedDictionary<Guid, TestResult> Tests) : IState<Ledger>
{
    public static Ledger Initial { get; } = new(default, default, null, null, null, null, ImmutableSortedDictionary<Guid, TestResult>.Empty);

    public static string Stream(Guid editionId, Guid personId) => $"ledger-{editionId:N}-{personId:N}";

    /// <summary>One id for the ledger and the certificate it may earn: however often it is issued, it is the same one.</summary>
    public static Guid Id(Guid editionId, Guid personId)
    {
        Span<byte> both = stackalloc byte[32];
        editionId.TryWriteBytes(both);
        personId.TryWriteBytes(both[16..]);
        return new Guid(SHA256.HashData(both).AsSpan(0, 16));
    }

    public Ledger Apply(object @event) => @event switch
    {
        RequirementsFixed e => this with { EditionId = e.EditionId, PersonId = e.PersonId, Requirements = e.Requirements },
        IFact fact when IsNews(fact) => Take(fact) with { EditionId = fact.EditionId, PersonId = fact.PersonId },
        _ => this,
    };

    /// <summary>Whether nothing later, or the same, is known already.</summary>
    public bool IsNews(IFact fact) => fact.Version > (fact switch
    {
        SeatConfirmed or SeatLost => Seat?.Version,
        AttendanceMet or AttendanceUnreachable => Attendance?.Version,
        InvolvementMet => Involvement?.Version,
        TestPassed e => Tests.GetValueOrDefault(e.AttemptId)?.Version,
        TestFailed e => Tests.GetValueOrDefault(e.AttemptId)?.Version,
        _ => long.MaxValue,
    } ?? long.MinValue);

    private Ledger Take(IFact fact) => fact switch
    {
        SeatConfirmed e => this with { Seat = new Seat(true, e.Version, e.At) },
        SeatLost e => this with { Seat = new Seat(false, e.Version, e.At) },
        AttendanceMet e => this with { Attendance = new Attendance(true, e.AttendedMinutes, e.AttendedMinutes, e.PlannedMinutes, e.RequiredPercent, e.Version, e.At) },
        AttendanceUnreachable e => this with { Attendance = new Attendance(false, e.AttendedMinutes, e.ReachableMinutes, e.PlannedMinutes, e.RequiredPercent, e.Version, e.At) },
        InvolvementMet e => this with { Involvement = new Involvement(e.Points, e.RequiredPoints, e.Version, e.At) },
        TestPassed e => this with { Tests = Tests.SetItem(e.AttemptId, new TestResult(e.ModuleNumber, true, e.ScorePercent, e.PassMarkPercent, e.Version, e.At)) },
        TestFailed e => this with { Tests = Tests.SetItem(e.AttemptId, new TestResult(e.ModuleNumber, false, e.ScorePercent, e.PassMarkPercent, e.Version, e.At)) },
        _ => this,
    };
}
