using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;

namespace HumanRights.Learning.Participations;

/// <summary>The person has a seat. <paramref name="RosterVersion"/> orders it among what the roster said of this person.</summary>
public sealed record ParticipationBegun(Guid EditionId, Guid PersonId, Guid RegistrationId, long RosterVersion);

/// <summary>The person has no seat any more; may be the first that is heard of them.</summary>
public sealed record ParticipationEnded(Guid EditionId, Guid PersonId, Ending Because, long RosterVersion);

/// <summary>Minutes attended of a session; a later mark of the same session replaces it.</summary>
public sealed record AttendanceMarked(Guid EditionId, Guid PersonId, Guid SessionId, int Minutes);

public sealed record InvolvementCredited(Guid EditionId, Guid PersonId, Guid EntryId, InvolvementReason Reason, int Points);

/// <summary>Certain and for good: a certificate may rest on it.</summary>
public sealed record AttendanceRequirementMet(Guid EditionId, Guid PersonId, int AttendedMinutes, int PlannedMinutes, int RequiredPercent);

/// <summary>By the schedule as confirmed, full attendance from now on would not suffice; a correction may still change that.</summary>
public sealed record AttendanceRequirementUnreachable(
    Guid EditionId, Guid PersonId, int AttendedMinutes, int ReachableMinutes, int PlannedMinutes, int RequiredPercent);

public sealed record InvolvementRequirementMet(Guid EditionId, Guid PersonId, int Points, int RequiredPoints);

/// <summary>An answer is being taken; nobody else may answer for this person meanwhile.</summary>
public sealed record FeedbackBegun(Guid EditionId, Guid PersonId, DateTimeOffset At);

/// <summary>The person has answered. What they answered is not known here, nor anywhere else.</summary>
public sealed record FeedbackGiven(Guid EditionId, Guid PersonId);

public enum Ending
{
    SeatGivenUp,
    PersonErased,
}

public enum InvolvementReason
{
    [JsonStringEnumMemberName("discussion")]
    Discussion,

    [JsonStringEnumMemberName("exercise")]
    Exercise,

    [JsonStringEnumMemberName("group-work")]
    GroupWork,

    [JsonStringEnumMemberName("forum")]
    Forum,

    [JsonStringEnumMemberName("presentation")]
    Presentation,

    [JsonStringEnumMemberName("reflection")]
    Reflection,
}

public sealed record Credit(InvolvementReason Reason, int Points);

/// <summary>One person in one edition: a stream of their own, so that marking a whole session is no queue at one stream.</summary>
public sealed record Participation(
    Guid EditionId, Guid PersonId, bool Active, bool Erased, long RosterVersion,
    ImmutableDictionary<Guid, int> Minutes, ImmutableDictionary<Guid, Credit> Credits,
    bool AttendanceMet, bool AttendanceUnreachable, bool InvolvementMet,
    DateTimeOffset? FeedbackBegunAt, bool HasAnswered) : IState<Participation>
{
    public static Participation Initial { get; } = new(
        default, default, false, false, 0, ImmutableDictionary<Guid, int>.Empty, ImmutableDictionary<Guid, Credit>.Empty, false, false, false, null, false);

    public int Points => Credits.Values.Sum(c => c.Points);

    public Standing Standing => new(Minutes, Points, AttendanceMet, AttendanceUnreachable, InvolvementMet);

    public static string Stream(Guid editionId, Guid personId) => $"participation-{editionId:N}-{personId:N}";

    public Participation Apply(object @event) => @event switch
    {
        ParticipationBegun e => this with { EditionId = e.EditionId, PersonId = e.PersonId, Active = true, RosterVersion = e.RosterVersion },
        ParticipationEnded e => this with
        {
            EditionId = e.EditionId, PersonId = e.PersonId, Active = false, RosterVersion = e.RosterVersion,
            Erased = Erased || e.Because == Ending.PersonErased,
        },
        AttendanceMarked e => this with { Minutes = Minutes.SetItem(e.SessionId, e.Minutes) },
        InvolvementCredited e => this with { Credits = Credits.SetItem(e.EntryId, new Credit(e.Reason, e.Points)) },
        AttendanceRequirementMet => this with { AttendanceMet = true },
        AttendanceRequirementUnreachable => this with { AttendanceUnreachable = true },
        InvolvementRequirementMet => this with { InvolvementMet = true },
        FeedbackBegun e => this with { FeedbackBegunAt = e.At },
        FeedbackGiven => this with { HasAnswered = true },
        _ => this,
    };

    public static Rejection NotAParticipant { get; } = new(
        "not-a-participant",
        new Text("This person has no seat in the edition.", "Esta pessoa não tem lugar na edição."),
        new Text("If the seat was only just taken, try again in a moment.", "Se o lugar acabou de ser ocupado, tente de novo dentro de momentos."));
}

/// <summary>How a person stands, wherever it was folded; measured against a course.</summary>
public sealed record Standing(
    IReadOnlyDictionary<Guid, int> Minutes, int Points, bool AttendanceMet, bool AttendanceUnreachable, bool InvolvementMet)
{
    /// <summary>Minutes attended of what is planned: a cancelled session counts no more, a shortened one no longer than it is.</summary>
    public int Attended(Course course) => course.Planned.Sum(s => Math.Min(Minutes.GetValueOrDefault(s.Id), s.Minutes));

    /// <summary>The same with full attendance wherever nothing is marked yet; once the course is completed nothing more can come.</summary>
    public int Reachable(Course course) => course.Completed
        ? Attended(course)
        : course.Planned.Sum(s => Minutes.TryGetValue(s.Id, out var minutes) ? Math.Min(minutes, s.Minutes) : s.Minutes);
}
