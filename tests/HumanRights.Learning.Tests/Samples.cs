using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;

namespace HumanRights.Learning.Tests;

/// <summary>Fixed, readable values: nothing in a test depends on chance.</summary>
public static class Samples
{
    public static readonly Guid EditionId = Id(2);
    public static readonly Guid OpeningId = Id(11);
    public static readonly Guid ClassId = Id(12);
    public static readonly Guid ClosingId = Id(13);

    public static readonly Text TheTitle = new("Human Rights Programme", "Programa de Direitos Humanos");
    public static readonly Text SessionTitle = new("Dignity", "Dignidade");

    /// <summary>Ten days on which nothing changes its clock; Lisbon is an hour ahead of UTC.</summary>
    public static readonly DateTimeOffset Opening = At(1, 10);
    public static readonly DateTimeOffset Class = At(2, 9);
    public static readonly DateTimeOffset Closing = At(9, 14);
    public static readonly DateTimeOffset After = At(10, 9);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Guid Person(int number) => Id(1000 + number);

    public static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 9, day, hour, minute, 0, TimeSpan.FromHours(1));

    public static CoursePrepared Prepared(int attendance = 80, int points = 3) => new(
        EditionId, 5, TheTitle, 30,
        [
            new CourseModule(1, new Text("Dignity", "Dignidade"), 7, ["entity-01", "entity-02"]),
            new CourseModule(2, new Text("Equality", "Igualdade"), 7, ["entity-03"]),
        ],
        new Requirements(attendance, points));

    public static SessionScheduled Scheduled(
        Guid id, SessionKind kind, DateTimeOffset startsAt, int minutes = 120, int? module = null, OffHours? because = null) => new(
        EditionId, id, kind, module, SessionTitle, startsAt, startsAt.AddMinutes(minutes), ["entity-01"], because);

    public static SessionScheduled OpeningWebinar { get; } = Scheduled(OpeningId, SessionKind.OpeningWebinar, Opening);

    public static SessionScheduled TheClass { get; } = Scheduled(ClassId, SessionKind.Class, Class, 240, 1);

    public static SessionScheduled ClosingWebinar { get; } = Scheduled(ClosingId, SessionKind.ClosingWebinar, Closing);

    /// <summary>120 + 240 + 120 minutes; 80% are 384.</summary>
    public static ScheduleConfirmed Confirmed { get; } = new(EditionId, 3, 480);

    public static object[] Schedule { get; } = [Prepared(), OpeningWebinar, TheClass, ClosingWebinar];

    public static object[] ConfirmedSchedule { get; } = [.. Schedule, Confirmed];

    public static ParticipationBegun Begun { get; } = new(EditionId, Person(1), Id(2001), 3);

    public static AttendanceMarked Marked(Guid session, int minutes) => new(EditionId, Person(1), session, minutes);

    public static InvolvementCredited Credited(int entry, int points) => new(EditionId, Person(1), Id(3000 + entry), InvolvementReason.GroupWork, points);

    public static Course TheCourse(params object[] events) => events.Aggregate(Course.Initial, (course, e) => course.Apply(e));

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        Prepared(), Scheduled(ClassId, SessionKind.Class, At(2, 14), 60, 1, OffHours.ParticipantsRequest),
        new SessionRescheduled(EditionId, ClassId, At(3, 9), At(3, 13), null), new SessionCancelled(EditionId, ClassId), Confirmed,
        new CourseCompleted(EditionId), new CourseCancelled(EditionId), new FeedbackClosed(EditionId, 25, 5.9m, [0, 0, 0, 2, 6, 9, 8]),
        Begun, new ParticipationEnded(EditionId, Person(1), Ending.SeatGivenUp, 4), Marked(ClassId, 200), Credited(1, 2),
        new AttendanceRequirementMet(EditionId, Person(1), 400, 480, 80), new AttendanceRequirementUnreachable(EditionId, Person(1), 0, 240, 480, 80),
        new InvolvementRequirementMet(EditionId, Person(1), 3, 3), new FeedbackBegun(EditionId, Person(1), After), new FeedbackGiven(EditionId, Person(1)),
    ];
}
