using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using HumanRights.TestKit;
using static HumanRights.Learning.Tests.Samples;

namespace HumanRights.Learning.Tests.Specs;

public sealed class JoinAndLeaveSpecs
{
    private static readonly ParticipationEnded GivenUp = new(EditionId, Person(1), Ending.SeatGivenUp, 4);
    private static readonly ParticipationEnded Erased = new(EditionId, Person(1), Ending.PersonErased, 3);

    private static Func<Participation, Decision> Join(long version) => p => p.Join(EditionId, Person(1), Id(2001), version);

    private static Func<Participation, Decision> Leave(long version) => p => p.Leave(EditionId, Person(1), version);

    private static readonly Func<Participation, Decision> Erase = p => p.Erase(EditionId, Person(1));

    [Fact]
    public void Who_has_a_seat_takes_part() => Spec.Given<Participation>().When(Join(3)).Then(Begun);

    [Fact]
    public void Who_gave_it_up_takes_part_no_more() => Spec.Given<Participation>(Begun).When(Leave(4)).Then(GivenUp);

    [Fact]
    public void The_giving_up_heard_first_outlives_the_taking() =>
        Spec.Given<Participation>(GivenUp).When(Join(3)).ThenNothing();

    [Fact]
    public void The_giving_up_heard_first_is_noted() => Spec.Given<Participation>().When(Leave(4)).Then(GivenUp);

    [Fact]
    public void A_seat_taken_again_later_begins_anew() =>
        Spec.Given<Participation>(Begun, GivenUp).When(Join(9)).Then(Begun with { RosterVersion = 9 });

    [Fact]
    public void An_old_giving_up_does_not_end_the_new_seat() =>
        Spec.Given<Participation>(Begun with { RosterVersion = 9 }).When(Leave(4)).ThenNothing();

    [Fact]
    public void Repeats_add_nothing()
    {
        Spec.Given<Participation>().ThenARepeatAddsNothing(Join(3));
        Spec.Given<Participation>(Begun).ThenARepeatAddsNothing(Leave(4));
        Spec.Given<Participation>(Begun).ThenARepeatAddsNothing(Erase);
    }

    [Fact]
    public void Erasure_ends_it_for_good()
    {
        Spec.Given<Participation>(Begun).When(Erase).Then(Erased);
        Spec.Given<Participation>(Begun, Erased).When(Join(99)).ThenNothing();
        Spec.Given<Participation>(Begun, Erased).When(Leave(99)).ThenNothing();
    }

    [Fact]
    public void In_whatever_order_the_roster_is_heard_the_last_word_holds()
    {
        Func<Participation, Decision>[] said = [Join(3), Leave(4), Join(7), Leave(8), Join(11)];
        var orders = from a in said from b in said from c in said from d in said from e in said
                     where new[] { a, b, c, d, e }.Distinct().Count() == said.Length
                     select new[] { a, b, c, d, e };
        foreach (var order in orders)
        {
            var heard = order.Concat(order).Aggregate(Participation.Initial, (p, decide) => decide(p).Events.Aggregate(p, (s, e) => s.Apply(e)));
            (heard.Active, heard.RosterVersion).ShouldBe((true, 11));
        }
    }
}

public sealed class MarkAttendanceSpecs
{
    private static readonly Course Planned = TheCourse(Schedule);

    private static Func<Participation, Decision> Mark(int minutes, Course? course = null, Guid? session = null, DateTimeOffset? at = null) =>
        p => p.Mark(course ?? Planned, session ?? ClassId, minutes, at ?? After);

    [Fact]
    public void Minutes_are_marked() => Spec.Given<Participation>(Begun).When(Mark(200)).Then(Marked(ClassId, 200));

    [Fact]
    public void A_correction_replaces() => Spec.Given<Participation>(Begun, Marked(ClassId, 200)).When(Mark(180)).Then(Marked(ClassId, 180));

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Participation>(Begun).ThenARepeatAddsNothing(Mark(200));

    [Fact]
    public void From_the_start_on_it_can_be_marked() => Spec.Given<Participation>(Begun).When(Mark(0, at: Class)).Then(Marked(ClassId, 0));

    [Fact]
    public void Before_the_start_it_cannot() =>
        Spec.Given<Participation>(Begun).When(Mark(1, at: Class.AddTicks(-1))).ThenRejected("session-not-started");

    [Fact]
    public void No_more_than_the_session_lasts() => Spec.Given<Participation>(Begun).When(Mark(241)).ThenRejected("minutes-exceed-session");

    [Fact]
    public void Nor_less_than_nothing() => Spec.Given<Participation>(Begun).When(Mark(-1)).ThenRejected("minutes-exceed-session");

    [Fact]
    public void Only_of_who_takes_part()
    {
        Spec.Given<Participation>().When(Mark(1)).ThenRejected("not-a-participant");
        Spec.Given<Participation>(Begun, new ParticipationEnded(EditionId, Person(1), Ending.SeatGivenUp, 4)).When(Mark(1)).ThenRejected("not-a-participant");
    }

    [Fact]
    public void Only_of_sessions_that_take_place()
    {
        Spec.Given<Participation>(Begun).When(Mark(1, Course.Initial)).ThenRejected("not-found");
        Spec.Given<Participation>(Begun).When(Mark(1, session: Id(99))).ThenRejected("not-found");
        Spec.Given<Participation>(Begun).When(Mark(1, Planned.Apply(new SessionCancelled(EditionId, ClassId)))).ThenRejected("session-cancelled");
    }
}

public sealed class CreditInvolvementSpecs
{
    private static Func<Participation, Decision> Credit(int points) => p => p.Credit(Id(3001), InvolvementReason.GroupWork, points);

    [Fact]
    public void Points_are_credited() => Spec.Given<Participation>(Begun).When(Credit(2)).Then(Credited(1, 2));

    [Fact]
    public void The_same_entry_adds_nothing() => Spec.Given<Participation>(Begun).ThenARepeatAddsNothing(Credit(2));

    [Fact]
    public void The_same_entry_otherwise_is_refused() => Spec.Given<Participation>(Begun, Credited(1, 2)).When(Credit(3)).ThenRejected("entry-already-used");

    [Fact]
    public void Only_to_who_takes_part() => Spec.Given<Participation>().When(Credit(2)).ThenRejected("not-a-participant");
}

public sealed class VerdictSpecs
{
    private static readonly AttendanceRequirementMet Met = new(EditionId, Person(1), 384, 480, 80);
    private static readonly AttendanceRequirementUnreachable Unreachable = new(EditionId, Person(1), 143, 383, 480, 80);
    private static readonly InvolvementRequirementMet Involved = new(EditionId, Person(1), 3, 3);

    private static Func<Participation, Decision> Judge(params object[] course) => p => p.Verdict(TheCourse(course.Length == 0 ? ConfirmedSchedule : course));

    [Fact]
    public void Enough_of_all_planned_minutes_is_met() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240), Marked(ClosingId, 24)).When(Judge()).Then(Met);

    [Fact]
    public void A_minute_less_is_not_yet() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240)).When(Judge()).ThenNothing();

    [Fact]
    public void Sessions_still_to_come_count_as_planned() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120)).When(Judge()).ThenNothing();

    [Fact]
    public void Full_attendance_from_now_on_would_not_suffice() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 23), Marked(ClosingId, 120)).When(Judge()).Then(Unreachable);

    [Fact]
    public void A_minute_more_would() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 24), Marked(ClosingId, 120)).When(Judge()).ThenNothing();

    [Fact]
    public void In_a_cancelled_edition_nothing_is_judged_any_more() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Credited(1, 3)).When(Judge([.. ConfirmedSchedule, new CourseCancelled(EditionId)])).ThenNothing();

    [Fact]
    public void Once_the_course_is_completed_nothing_unmarked_can_come() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120)).When(Judge([.. ConfirmedSchedule, new CourseCompleted(EditionId)]))
            .Then(new AttendanceRequirementUnreachable(EditionId, Person(1), 120, 120, 480, 80));

    [Fact]
    public void A_cancelled_session_is_planned_no_more() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClosingId, 100))
            .When(Judge([.. Schedule, new SessionCancelled(EditionId, ClassId), new ScheduleConfirmed(EditionId, 2, 240)]))
            .Then(new AttendanceRequirementMet(EditionId, Person(1), 220, 240, 80));

    [Fact]
    public void A_shortened_session_counts_no_longer_than_it_is() =>
        Participation.Initial.Apply(Marked(ClassId, 240)).Standing
            .Attended(TheCourse([.. Schedule, new SessionRescheduled(EditionId, ClassId, Class, Class.AddMinutes(60), null)])).ShouldBe(60);

    [Fact]
    public void Nothing_is_judged_by_a_schedule_that_is_not_confirmed() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240), Marked(ClosingId, 120)).When(Judge(Schedule)).ThenNothing();

    [Fact]
    public void Nor_by_one_that_changed_since() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240), Marked(ClosingId, 120))
            .When(Judge([.. ConfirmedSchedule, TheClass with { SessionId = Id(99) }])).ThenNothing();

    [Fact]
    public void Each_verdict_is_given_once()
    {
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240), Marked(ClosingId, 24)).ThenARepeatAddsNothing(Judge());
        Spec.Given<Participation>(Begun, Marked(OpeningId, 23), Marked(ClosingId, 120)).ThenARepeatAddsNothing(Judge());
        Spec.Given<Participation>(Begun, Credited(1, 3)).ThenARepeatAddsNothing(Judge());
    }

    [Fact]
    public void Met_is_for_good() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 120), Marked(ClassId, 240), Marked(ClosingId, 24), Met, Marked(ClassId, 0)).When(Judge()).ThenNothing();

    [Fact]
    public void A_correction_can_still_meet_what_was_unreachable() =>
        Spec.Given<Participation>(Begun, Marked(OpeningId, 23), Marked(ClosingId, 120), Unreachable, Marked(OpeningId, 24), Marked(ClassId, 240)).When(Judge()).Then(Met);

    [Fact]
    public void Enough_points_are_met_whatever_the_schedule() =>
        Spec.Given<Participation>(Begun, Credited(1, 2), Credited(2, 1)).When(Judge(Prepared())).Then(Involved);

    [Fact]
    public void Too_few_points_are_not() => Spec.Given<Participation>(Begun, Credited(1, 2)).When(Judge(Prepared())).ThenNothing();

    [Fact]
    public void Where_no_points_are_demanded_taking_part_is_enough() =>
        Spec.Given<Participation>(Begun).When(Judge(Prepared(points: 0))).Then(new InvolvementRequirementMet(EditionId, Person(1), 0, 0));

    [Fact]
    public void Who_takes_part_no_more_is_not_judged() =>
        Spec.Given<Participation>(Begun, Credited(1, 3), new ParticipationEnded(EditionId, Person(1), Ending.SeatGivenUp, 4)).When(Judge()).ThenNothing();

    [Fact]
    public void Without_a_course_there_is_nothing_to_judge_by() => Spec.Given<Participation>(Begun, Credited(1, 3)).When(p => p.Verdict(Course.Initial)).ThenNothing();
}
