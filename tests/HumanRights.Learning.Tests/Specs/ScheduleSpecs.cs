using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.TestKit;
using static HumanRights.Learning.Tests.Samples;

namespace HumanRights.Learning.Tests.Specs;

public sealed class PrepareCourseSpecs
{
    [Fact]
    public void A_planned_edition_has_a_course() => Spec.Given<Course>().When(c => c.Prepare(Prepared())).Then(Prepared());

    [Fact]
    public void Told_again_it_stays_as_it_was() => Spec.Given<Course>(Prepared()).When(c => c.Prepare(Prepared(attendance: 10))).ThenNothing();

    [Fact]
    public void The_end_may_be_heard_of_before_the_beginning()
    {
        Spec.Given<Course>().When(c => c.Complete(EditionId)).Then(new CourseCompleted(EditionId));
        Spec.Given<Course>(new CourseCompleted(EditionId)).When(c => c.Prepare(Prepared())).Then(Prepared());
        TheCourse(new CourseCompleted(EditionId), Prepared()).Completed.ShouldBeTrue();
    }

    [Fact]
    public void A_cancellation_may_be_heard_before_the_course_and_again()
    {
        Spec.Given<Course>().When(c => c.CallOff(EditionId)).Then(new CourseCancelled(EditionId));
        Spec.Given<Course>(new CourseCancelled(EditionId)).When(c => c.CallOff(EditionId)).ThenNothing();
        Spec.Given<Course>(new CourseCancelled(EditionId)).When(c => c.Prepare(Prepared())).Then(Prepared());
        TheCourse([.. ConfirmedSchedule, new CourseCancelled(EditionId)])
            .ShouldSatisfyAllConditions(c => c.Planned.ShouldBeEmpty(), c => c.Confirmed.ShouldBeFalse());
        Spec.Given<Course>([.. Schedule, new CourseCancelled(EditionId)]).When(c => c.Confirm()).ThenRejected("edition-cancelled");
    }

    [Fact]
    public void The_end_told_again_adds_nothing() => Spec.Given<Course>(new CourseCompleted(EditionId)).When(c => c.Complete(EditionId)).ThenNothing();
}

public sealed class ScheduleSessionSpecs
{
    private static Func<Course, Decision> Schedule(SessionScheduled wanted) => course => course.Schedule(wanted);

    [Fact]
    public void A_class_in_the_morning_is_scheduled() => Spec.Given<Course>(Prepared()).When(Schedule(TheClass)).Then(TheClass);

    [Fact]
    public void Times_are_kept_in_Lisbons_offset() =>
        Spec.Given<Course>(Prepared())
            .When(Schedule(TheClass with { StartsAt = TheClass.StartsAt.ToUniversalTime(), EndsAt = TheClass.EndsAt.ToOffset(TimeSpan.FromHours(-5)) }))
            .Then(TheClass);

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Course>(Prepared()).ThenARepeatAddsNothing(Schedule(TheClass));

    [Fact]
    public void The_same_id_with_other_times_is_refused() =>
        Spec.Given<Course>(Prepared(), TheClass).When(Schedule(TheClass with { EndsAt = TheClass.EndsAt.AddMinutes(-1) })).ThenRejected("session-already-scheduled");

    [Fact]
    public void A_class_that_ends_at_half_past_one_is_a_morning_class() =>
        Spec.Given<Course>(Prepared()).When(Schedule(Scheduled(ClassId, SessionKind.Class, At(2, 11, 30), 120, 1)))
            .Then(Scheduled(ClassId, SessionKind.Class, At(2, 11, 30), 120, 1));

    [Fact]
    public void Winter_mornings_are_mornings_in_winter_time()
    {
        var noon = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        var wanted = Scheduled(ClassId, SessionKind.Class, noon, 90, 1);
        Spec.Given<Course>(Prepared()).When(Schedule(wanted)).Then(wanted);
    }

    public static TheoryData<object[], SessionScheduled, string> Refused => new()
    {
        { [], TheClass, "not-found" },
        { [Prepared(), new CourseCompleted(EditionId)], TheClass, "course-completed" },
        { [Prepared(), new CourseCancelled(EditionId)], TheClass, "edition-cancelled" },
        { [Prepared()], TheClass with { EndsAt = TheClass.StartsAt }, "session-ends-before-it-starts" },
        { [Prepared()], TheClass with { EndsAt = TheClass.StartsAt.AddHours(12).AddMinutes(1) }, "session-too-long" },
        { [Prepared()], TheClass with { StartsAt = DateTimeOffset.MinValue, EndsAt = DateTimeOffset.MinValue }, "session-date-impossible" },
        { [Prepared()], TheClass with { StartsAt = DateTimeOffset.MaxValue, EndsAt = DateTimeOffset.MaxValue }, "session-date-impossible" },
        { [Prepared()], TheClass with { ModuleNumber = null }, "no-such-module" },
        { [Prepared()], TheClass with { ModuleNumber = 3 }, "no-such-module" },
        { [Prepared()], TheClass with { Contributors = ["Somebody's Name"] }, "contributor-code-malformed" },
        { [Prepared()], OpeningWebinar with { ModuleNumber = 1 }, "webinar-has-no-module" },
        { [Prepared(), OpeningWebinar], OpeningWebinar with { SessionId = Id(99) }, "webinar-already-scheduled" },
        { [Prepared()], Scheduled(ClassId, SessionKind.Class, At(2, 11, 31), 120, 1), "class-not-in-the-morning" },
        { [Prepared()], Scheduled(ClassId, SessionKind.Class, At(2, 20), 300, 1), "class-not-in-the-morning" },
        { [Prepared(), OpeningWebinar], ClosingWebinar with { StartsAt = Opening.AddMinutes(119), EndsAt = Opening.AddMinutes(239) }, "closing-before-opening" },
        { [Prepared(), ClosingWebinar], OpeningWebinar with { StartsAt = Closing.AddDays(1), EndsAt = Closing.AddDays(1).AddHours(1) }, "closing-before-opening" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_is_refused(object[] given, SessionScheduled wanted, string code) =>
        Spec.Given<Course>(given).When(Schedule(wanted)).ThenRejected(code);

    [Fact]
    public void An_afternoon_class_says_why()
    {
        var wanted = Scheduled(ClassId, SessionKind.Class, At(2, 14), 120, 1, OffHours.ContributorAvailability);
        Spec.Given<Course>(Prepared()).When(Schedule(wanted)).Then(wanted);
    }

    [Fact]
    public void After_a_cancelled_webinar_another_can_be_scheduled() =>
        Spec.Given<Course>(Prepared(), OpeningWebinar, new SessionCancelled(EditionId, OpeningId))
            .When(Schedule(OpeningWebinar with { SessionId = Id(99) })).Then(OpeningWebinar with { SessionId = Id(99) });
}

public sealed class RescheduleSessionSpecs
{
    private static Func<Course, Decision> Move(DateTimeOffset startsAt, int minutes = 240, OffHours? because = null) =>
        course => course.Reschedule(ClassId, startsAt, startsAt.AddMinutes(minutes), because);

    [Fact]
    public void A_session_moves() =>
        Spec.Given<Course>(Schedule).When(Move(At(3, 9))).Then(new SessionRescheduled(EditionId, ClassId, At(3, 9), At(3, 13), null));

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Course>(Schedule).ThenARepeatAddsNothing(Move(At(3, 9)));

    public static TheoryData<object[], DateTimeOffset, string> Refused => new()
    {
        { [], At(3, 9), "not-found" },
        { [Prepared()], At(3, 9), "not-found" },
        { [.. Schedule, new SessionCancelled(EditionId, ClassId)], At(3, 9), "session-cancelled" },
        { [.. Schedule, new CourseCompleted(EditionId)], At(3, 9), "course-completed" },
        { [.. Schedule, new CourseCancelled(EditionId)], At(3, 9), "edition-cancelled" },
        { Schedule, At(3, 12), "class-not-in-the-morning" },
        { Schedule, DateTimeOffset.MinValue, "session-date-impossible" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_is_refused(object[] given, DateTimeOffset startsAt, string code) =>
        Spec.Given<Course>(given).When(Move(startsAt)).ThenRejected(code);
}

public sealed class CancelSessionSpecs
{
    private static readonly Func<Course, Decision> Cancel = course => course.Cancel(ClassId);

    [Fact]
    public void Its_minutes_are_planned_no_more()
    {
        Spec.Given<Course>(Schedule).When(Cancel).Then(new SessionCancelled(EditionId, ClassId));
        TheCourse([.. Schedule, new SessionCancelled(EditionId, ClassId)]).PlannedMinutes.ShouldBe(240);
    }

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Course>(Schedule).ThenARepeatAddsNothing(Cancel);

    [Fact]
    public void Without_a_course_there_is_nothing_to_cancel() => Spec.Given<Course>().When(Cancel).ThenRejected("not-found");

    [Fact]
    public void An_unknown_session_is_not_found() => Spec.Given<Course>(Prepared()).When(Cancel).ThenRejected("not-found");

    [Fact]
    public void A_completed_course_is_history() =>
        Spec.Given<Course>([.. Schedule, new CourseCompleted(EditionId)]).When(Cancel).ThenRejected("course-completed");
}

public sealed class ConfirmScheduleSpecs
{
    private static readonly Func<Course, Decision> Confirm = course => course.Confirm();

    [Fact]
    public void The_schedule_is_confirmed_with_what_is_planned() => Spec.Given<Course>(Schedule).When(Confirm).Then(Confirmed);

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Course>(Schedule).ThenARepeatAddsNothing(Confirm);

    [Fact]
    public void Without_a_course_there_is_nothing_to_confirm() => Spec.Given<Course>().When(Confirm).ThenRejected("not-found");

    [Fact]
    public void An_empty_schedule_is_refused() => Spec.Given<Course>(Prepared()).When(Confirm).ThenRejected("schedule-empty");

    [Fact]
    public void Another_session_has_to_be_confirmed_anew() =>
        Spec.Given<Course>([.. ConfirmedSchedule, TheClass with { SessionId = Id(99) }]).When(Confirm).Then(new ScheduleConfirmed(EditionId, 4, 720));

    [Fact]
    public void A_cancelled_session_has_to_be_confirmed_anew() =>
        Spec.Given<Course>([.. ConfirmedSchedule, new SessionCancelled(EditionId, ClassId)]).When(Confirm).Then(new ScheduleConfirmed(EditionId, 2, 240));

    [Fact]
    public void A_shortened_session_has_to_be_confirmed_anew() =>
        TheCourse([.. ConfirmedSchedule, new SessionRescheduled(EditionId, ClassId, Class, Class.AddMinutes(60), null)]).Confirmed.ShouldBeFalse();

    [Fact]
    public void A_session_that_only_moves_does_not() =>
        TheCourse([.. ConfirmedSchedule, new SessionRescheduled(EditionId, ClassId, At(3, 9), At(3, 13), null)]).Confirmed.ShouldBeTrue();
}
