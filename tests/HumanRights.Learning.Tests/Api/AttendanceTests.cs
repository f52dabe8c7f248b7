using System.Net.Http.Json;
using HumanRights.Contracts.Enrolment;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using HumanRights.Learning.Views;
using HumanRights.TestKit;

namespace HumanRights.Learning.Tests.Api;

[Collection(nameof(Alone))]
public sealed class AttendanceTests(LearningService learning)
{
    private ServiceUnderTest<Program> Service => learning.Service;

    private Classroom New() => new(Service);

    [Fact]
    public async Task Every_line_of_a_batch_is_answered()
    {
        var room = New();
        var sessions = await room.PastCourseAsync();
        var (ana, stranger, rui) = (await room.SeatAsync(), Guid.CreateVersion7(), await room.SeatAsync());
        var answer = await room.MarkAsync(sessions[1], (ana, 100), (stranger, 50), (rui, 121), (ana, 100));
        answer.Lines.Select(l => (l.PersonId, l.Status, l.Code)).ShouldBe(
        [
            (ana, LineStatus.Recorded, null), (stranger, LineStatus.Refused, "not-a-participant"),
            (rui, LineStatus.Refused, "minutes-exceed-session"), (ana, LineStatus.Unchanged, null),
        ]);
        (answer.Recorded, answer.Unchanged, answer.Refused).ShouldBe((1, 1, 2));
        answer.Lines[1].Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Enough_attendance_brings_one_verdict()
    {
        var room = New();
        var sessions = await room.PastCourseAsync(); // 288 of 360 minutes are required
        var ana = await room.SeatAsync();
        await room.MarkAsync(sessions[0], (ana, 120));
        await room.MarkAsync(sessions[1], (ana, 120));
        var before = (await room.ProgressAsync(ana)).Attendance;
        (before.Status, before.AttendedMinutes, before.PlannedMinutes, before.Percent, before.MissingMinutes).ShouldBe((RequirementStatus.Open, 240, 360, 66.7m, 48));

        await room.MarkAsync(sessions[2], (ana, 48));
        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Attendance.Status == RequirementStatus.Met);
        await room.MarkAsync(sessions[2], (ana, 60));
        await room.ConfirmAsync();
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items.Single().Attendance.AttendedMinutes == 300);
        (await room.EventsAsync(ana)).OfType<AttendanceRequirementMet>().ShouldBe([new(room.EditionId, ana, 288, 360, 80)]);
    }

    [Fact]
    public async Task Too_little_is_told_as_soon_as_it_is_certain_and_a_correction_mends_it()
    {
        var room = New();
        var sessions = await room.PastCourseAsync();
        var ana = await room.SeatAsync();
        await room.MarkAsync(sessions[0], (ana, 47));
        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Attendance.Status == RequirementStatus.Unreachable);
        (await room.EventsAsync(ana)).OfType<AttendanceRequirementUnreachable>().ShouldBe([new(room.EditionId, ana, 47, 287, 360, 80)]);

        await room.Trainer.PutAsJsonAsync($"{room.Path}/sessions/{sessions[0]}/attendance/{ana}", new { Minutes = 120 }).ReadAsync<AttendanceAnswer>();
        await room.MarkAsync(sessions[1], (ana, 120));
        await room.MarkAsync(sessions[2], (ana, 60));
        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Attendance.Status == RequirementStatus.Met);
    }

    [Fact]
    public async Task Nothing_is_judged_until_the_schedule_is_confirmed_and_then_everybody_is()
    {
        var room = New();
        await room.PlanAsync();
        var session = (await room.SessionAsync(SessionKind.Class, 3)).SessionId;
        var people = await room.SeatsAsync(12);
        await room.MarkAsync(session, [.. people.Select(p => (p, 120))]);
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items.Count(p => p.Attendance.AttendedMinutes == 120) == 12);
        (await room.EventsAsync(people[0])).OfType<AttendanceRequirementMet>().ShouldBeEmpty();
        (await room.ProgressAsync(people[0])).Attendance.Because.ShouldContain("not confirmed");

        await room.ConfirmAsync();
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items.All(p => p.Attendance.Status == RequirementStatus.Met));
    }

    [Fact]
    public async Task A_session_added_later_waits_for_the_schedule_to_be_confirmed_anew()
    {
        var room = New();
        await room.PlanAsync();
        var first = (await room.SessionAsync(SessionKind.Class, 3)).SessionId;
        await room.ConfirmAsync();
        var second = (await room.SessionAsync(SessionKind.Class, 2)).SessionId;
        var ana = await room.SeatAsync();
        await room.MarkAsync(first, (ana, 120));
        await room.MarkAsync(second, (ana, 0));
        await room.ConfirmAsync();
        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Attendance.Status == RequirementStatus.Unreachable);
        (await room.EventsAsync(ana)).OfType<AttendanceRequirementMet>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_the_edition_is_completed_what_is_not_marked_is_missed()
    {
        var room = New();
        await room.PastCourseAsync();
        var ana = await room.SeatAsync();
        await Service.PublishAsync(new EditionCompleted(room.EditionId));
        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Attendance.Status == RequirementStatus.Unreachable);
        await room.PostSessionAsync(SessionKind.Class, 1).ShouldRefuseAsync(409, "course-completed");
    }

    [Fact]
    public async Task Attendance_of_a_session_to_come_is_refused()
    {
        var room = New();
        await room.PlanAsync();
        var session = (await room.SessionAsync(SessionKind.Class, -2)).SessionId;
        var ana = await room.SeatAsync();
        var problem = await room.Trainer.PutAsJsonAsync($"{room.Path}/sessions/{session}/attendance/{ana}", new { Minutes = 1 }).ShouldRefuseAsync(409, "session-not-started");
        problem.GetProperty("startsAt").GetDateTimeOffset().ShouldBeGreaterThan(Classroom.Now);
        await room.Trainer.PutAsJsonAsync($"{room.Path}/sessions/{session}/attendance/{ana}", new { Minutes = -1 }).ShouldRefuseAsync(422, "invalid-values");
    }

    [Fact]
    public async Task Involvement_is_credited_once_per_entry_and_met_once()
    {
        var room = New();
        await room.PlanAsync();
        var (ana, entry) = (await room.SeatAsync(), Guid.CreateVersion7());
        var lines = new { Entries = new[] { new { PersonId = ana, EntryId = entry, Reason = "group-work", Points = 2 }, new { PersonId = ana, EntryId = entry, Reason = "forum", Points = 2 } } };
        (await room.Trainer.PostAsJsonAsync($"{room.Path}/involvement", lines).ReadAsync<BatchAnswer>()).Lines.Select(l => (l.Status, l.Code))
            .ShouldBe([(LineStatus.Recorded, null), (LineStatus.Refused, "entry-already-used")]);
        (await room.ProgressAsync(ana)).Involvement.ShouldBe(new InvolvementProgress(RequirementStatus.Open, 2, 3, 1, "Points still missing: 1."));

        var another = new { EntryId = Guid.CreateVersion7(), Reason = "discussion", Points = 1 };
        for (var i = 0; i < 2; i++)
        {
            (await room.Trainer.PostAsJsonAsync($"{room.Path}/participants/{ana}/involvement", another).ReadAsync<InvolvementAnswer>()).Points.ShouldBe(3);
        }

        await Eventually.TrueAsync(async () => (await room.ProgressAsync(ana)).Involvement.Status == RequirementStatus.Met);
        (await room.EventsAsync(ana)).OfType<InvolvementRequirementMet>().ShouldBe([new(room.EditionId, ana, 3, 3)]);
    }

    [Fact]
    public async Task Progress_is_listed_in_order_of_joining_page_by_page_and_a_rebuilt_view_equals_the_live_one()
    {
        var room = New();
        var sessions = await room.PastCourseAsync();
        var people = await room.SeatsAsync(5);
        await room.MarkAsync(sessions[0], [.. people.Select((p, i) => (p, i * 20))]);
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items is [.., { Attendance.AttendedMinutes: 80 }] all && all.Count == 5);
        var first = await room.ProgressesAsync("?limit=3");
        var second = await room.ProgressesAsync($"?limit=3&after={first.Next}");
        first.Items.Concat(second.Items).Select(p => p.PersonId).ShouldBe(people);
        second.Next.ShouldBeNull();

        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items.Count(p => p.Attendance.Status == RequirementStatus.Unreachable) == 3);
        var (live, course) = (await room.ProgressesAsync(), await CourseAsync(room));
        await Service.RebuildAsync("progress", "courses", "memberships");

        (await room.ProgressesAsync()).Items.ShouldBe(live.Items);
        (await CourseAsync(room)).ShouldBe(course);

        // And it goes on from there.
        await room.MarkAsync(sessions[1], (people[4], 100));
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync()).Items.Single(p => p.PersonId == people[4]).Attendance.AttendedMinutes == 180);
    }

    private static Task<string> CourseAsync(Classroom room) => room.Coordinator.GetStringAsync(room.Path);
}
