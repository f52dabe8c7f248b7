using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HumanRights.EventSourcing;

namespace HumanRights.Learning.Courses;

/// <summary>A module as the edition froze it.</summary>
public sealed record CourseModule(int Number, Text Title, decimal Hours, IReadOnlyList<string> ContributingEntities);

/// <summary>What the edition demands: attended minutes in percent of the planned ones, and points.</summary>
public sealed record Requirements(int AttendancePercent, int InvolvementPoints);

/// <summary>An edition was planned, so it has a course; modules, hours and requirements are the edition's for good.</summary>
public sealed record CoursePrepared(
    Guid EditionId, int Number, Text Title, decimal Hours, IReadOnlyList<CourseModule> Modules, Requirements Requirements);

/// <param name="EditionId">The edition.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">Webinar or class.</param>
/// <param name="ModuleNumber">Of a class.</param>
/// <param name="Title">What it is about.</param>
/// <param name="StartsAt">Instant, with Lisbon's offset.</param>
/// <param name="EndsAt">Instant, with Lisbon's offset.</param>
/// <param name="Contributors">Codes of the entities and speakers who give it.</param>
/// <param name="NotInTheMorning">Why a class lies outside the mornings, if it does.</param>
public sealed record SessionScheduled(
    Guid EditionId, Guid SessionId, SessionKind Kind, int? ModuleNumber, Text Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    IReadOnlyList<string> Contributors, OffHours? NotInTheMorning);

public sealed record SessionRescheduled(Guid EditionId, Guid SessionId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, OffHours? NotInTheMorning);

public sealed record SessionCancelled(Guid EditionId, Guid SessionId);

/// <summary>The coordination says: these are the sessions. Attendance is judged against them until their minutes change.</summary>
public sealed record ScheduleConfirmed(Guid EditionId, int Sessions, int PlannedMinutes);

/// <summary>The edition is over: what was not attended by now counts as missed.</summary>
public sealed record CourseCompleted(Guid EditionId);

/// <summary>The edition will not take place: its sessions are off, and nothing more is recorded of anyone.</summary>
public sealed record CourseCancelled(Guid EditionId);

/// <summary>No more answers are taken. Average (one decimal) and distribution are absent when too few answered to be shown.</summary>
public sealed record FeedbackClosed(Guid EditionId, int Answers, decimal? Average, IReadOnlyList<int>? Distribution);

public enum SessionKind
{
    [JsonStringEnumMemberName("opening-webinar")]
    OpeningWebinar,

    [JsonStringEnumMemberName("class")]
    Class,

    [JsonStringEnumMemberName("closing-webinar")]
    ClosingWebinar,
}

/// <summary>Why a class is not held in the morning. Full days were given up for mornings; an exception has to say why.</summary>
public enum OffHours
{
    [JsonStringEnumMemberName("contributor-availability")]
    ContributorAvailability,

    [JsonStringEnumMemberName("participants-request")]
    ParticipantsRequest,

    [JsonStringEnumMemberName("technical-failure")]
    TechnicalFailure,

    [JsonStringEnumMemberName("public-event")]
    PublicEvent,
}

public sealed record Session(
    Guid Id, SessionKind Kind, int? ModuleNumber, Text Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    IReadOnlyList<string> Contributors, OffHours? NotInTheMorning, bool Cancelled)
{
    public int Minutes => (int)(EndsAt - StartsAt).TotalMinutes;
}

/// <summary>One edition's course: what is planned, and what is demanded.</summary>
public sealed record Course(
    Guid EditionId, int Number, Text? Title, decimal Hours, ImmutableList<CourseModule> Modules, Requirements Requirements,
    ImmutableDictionary<Guid, Session> Sessions, bool Confirmed, bool Completed, FeedbackClosed? Feedback) : IState<Course>
{
    public static Course Initial { get; } = new(
        default, 0, null, 0, [], new Requirements(0, 0), ImmutableDictionary<Guid, Session>.Empty, false, false, null);

    public bool Prepared => EditionId != default;

    public bool Cancelled { get; init; }

    /// <summary>Why the schedule cannot be changed any more, if so.</summary>
    public Rejection? Shut => Cancelled ? EditionIsCancelled : Completed ? IsCompleted : null;

    /// <summary>The sessions that count, in order of time.</summary>
    public IEnumerable<Session> Planned => Sessions.Values.Where(s => !s.Cancelled && !Cancelled).OrderBy(s => s.StartsAt).ThenBy(s => s.Id);

    public int PlannedMinutes => Planned.Sum(s => s.Minutes);

    /// <summary>From when participants may say how the course was: the closing webinar's start, without one the last session's end.</summary>
    public DateTimeOffset? FeedbackOpensAt =>
        Planned.FirstOrDefault(s => s.Kind == SessionKind.ClosingWebinar)?.StartsAt
        ?? Planned.Select(s => (DateTimeOffset?)s.EndsAt).Max();

    public static string Stream(Guid editionId) => $"course-{editionId:N}";

    public Course Apply(object @event) => @event switch
    {
        CoursePrepared e => this with
        {
            EditionId = e.EditionId, Number = e.Number, Title = e.Title, Hours = e.Hours, Modules = [.. e.Modules], Requirements = e.Requirements,
        },
        SessionScheduled e => this with
        {
            Sessions = Sessions.SetItem(e.SessionId, new Session(
                e.SessionId, e.Kind, e.ModuleNumber, e.Title, e.StartsAt, e.EndsAt, e.Contributors, e.NotInTheMorning, false)),
            Confirmed = false,
        },
        SessionRescheduled e when Sessions.TryGetValue(e.SessionId, out var session) => Moved(
            session, session with { StartsAt = e.StartsAt, EndsAt = e.EndsAt, NotInTheMorning = e.NotInTheMorning }),
        SessionCancelled e when Sessions.TryGetValue(e.SessionId, out var session) =>
            this with { Sessions = Sessions.SetItem(e.SessionId, session with { Cancelled = true }), Confirmed = false },
        ScheduleConfirmed => this with { Confirmed = true },
        CourseCompleted => this with { Completed = true },
        CourseCancelled => this with { Cancelled = true, Confirmed = false },
        FeedbackClosed e => this with { Feedback = e },
        _ => this,
    };

    // A session that only moves leaves the planned minutes, and so the confirmation, as they were.
    private Course Moved(Session before, Session after) =>
        this with { Sessions = Sessions.SetItem(after.Id, after), Confirmed = Confirmed && before.Minutes == after.Minutes };

    public static Rejection NotPrepared { get; } = Rejection.NotFound(new Text(
        "There is no course for such an edition (yet: it appears soon after the edition is planned).",
        "Não existe curso para essa edição (ainda: aparece pouco depois de a edição ser planeada)."));

    public static Rejection NoSuchSession { get; } = Rejection.NotFound(new Text("The course has no such session.", "O curso não tem essa sessão."));

    public static Rejection IsCompleted { get; } = new(
        "course-completed", new Text("The course is completed; its schedule is history.", "O curso está concluído; o seu calendário é história."));

    public static Rejection EditionIsCancelled { get; } = new(
        "edition-cancelled", new Text("The edition was cancelled: its course does not take place.", "A edição foi cancelada: o curso não se realiza."),
        new Text("Register for another edition, or your interest in the next.", "Inscreva-se noutra edição ou registe interesse na próxima."));

    public static Rejection IsCancelled { get; } = new(
        "session-cancelled", new Text("The session is cancelled.", "A sessão está cancelada."),
        new Text("Schedule another one.", "Agende outra."));
}
