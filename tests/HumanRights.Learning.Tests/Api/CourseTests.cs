using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.Contracts.Enrolment;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Views;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Learning.Tests.Api;

public sealed class CourseTests(LearningService learning)
{
    private ServiceUnderTest<Program> Service => learning.Service;

    private Classroom New() => new(Service);

    [Fact]
    public async Task A_planned_edition_has_a_course_however_often_it_is_told()
    {
        var room = New();
        var (message, planned) = (Guid.CreateVersion7(), room.Planned());
        for (var i = 0; i < 3; i++)
        {
            await Service.PublishAsync(planned, message);
            await Service.PublishAsync(planned);
        }

        var course = await Eventually.GetAsync(async () =>
        {
            using var answer = await room.Coordinator.GetAsync(room.Path);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<CourseAnswer>(ServiceUnderTest<Program>.Json) : null;
        });
        (course.Number, course.Hours, course.Requirements).ShouldBe((5, 30, new Requirements(80, 3)));
        course.Modules.Single().ContributingEntities.ShouldBe(["entity-01"]);
        (await Service.EventsAsync(Course.Stream(room.EditionId))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sessions_are_scheduled_moved_cancelled_and_shown_in_Lisbons_time()
    {
        var room = New();
        await room.PlanAsync();
        var late = await room.SessionAsync(SessionKind.ClosingWebinar, 1);
        var early = await room.SessionAsync(SessionKind.Class, 3);
        (await room.ConfirmAsync()).ShouldBe(new ScheduleAnswer(room.EditionId, true, 2, 240));

        await room.Coordinator.PostAsJsonAsync($"{room.Path}/sessions/{early.SessionId}/reschedule",
            new { StartsAt = early.StartsAt.ToUniversalTime(), EndsAt = early.StartsAt.AddHours(1).ToUniversalTime() }).ReadAsync<SessionAnswer>();
        await room.Coordinator.PostAsync($"{room.Path}/sessions/{late.SessionId}/cancel", null).ReadAsync<SessionAnswer>();
        (await room.ConfirmAsync()).PlannedMinutes.ShouldBe(60);

        var shown = (await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync($"{room.Path}/sessions").ReadAsync<Page<SessionAnswer>>()).Items;
        shown.Select(s => (s.SessionId, s.Minutes, s.Cancelled)).ShouldBe([(early.SessionId, 60, false), (late.SessionId, 120, true)]);
        shown[0].StartsAt.Offset.ShouldBe(Lisbon.InLisbon(shown[0].StartsAt).Offset);
        (await Service.EventsAsync(Course.Stream(room.EditionId))).Select(e => e.Data.GetType().Name).ShouldBe(
            ["CoursePrepared", "SessionScheduled", "SessionScheduled", "ScheduleConfirmed", "SessionRescheduled", "SessionCancelled", "ScheduleConfirmed"]);
    }

    [Fact]
    public async Task A_session_sent_twice_under_one_id_is_one()
    {
        var room = New();
        await room.PlanAsync();
        var id = Guid.CreateVersion7();
        var body = new
        {
            Kind = "class", Title = new { En = "Session", Pt = "Sessão" }, StartsAt = "2026-03-02T09:00:00+00:00", EndsAt = "2026-03-02T13:00:00+00:00", ModuleNumber = 1, SessionId = id,
        };
        await room.Coordinator.PostAsJsonAsync($"{room.Path}/sessions", body).ReadAsync<SessionAnswer>();
        (await room.Coordinator.PostAsJsonAsync($"{room.Path}/sessions", body).ReadAsync<SessionAnswer>()).SessionId.ShouldBe(id);
        (await Service.EventsAsync(Course.Stream(room.EditionId))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_afternoon_class_is_refused_unless_it_says_why()
    {
        var room = New();
        await room.PlanAsync();
        object Body(string? because) => new
        {
            Kind = "class", Title = new { En = "Session", Pt = "Sessão" }, StartsAt = "2026-03-02T14:00:00Z", EndsAt = "2026-03-02T16:00:00Z", ModuleNumber = 1, NotInTheMorning = because,
        };
        var problem = await room.Coordinator.PostAsJsonAsync($"{room.Path}/sessions", Body(null)).ShouldRefuseAsync(409, "class-not-in-the-morning");
        problem.GetProperty("wayOut").GetString().ShouldNotBeNullOrEmpty();
        await room.Coordinator.PostAsJsonAsync($"{room.Path}/sessions", Body("participants-request")).ReadAsync<SessionAnswer>();
    }

    public static TheoryData<string, int, string> BadBodies => new()
    {
        { """{"kind":"class","title":{"en":"a","pt":"b"},"startsAt":"0001-01-01T00:00:00Z","endsAt":"9999-12-31T23:59:59Z","moduleNumber":1}""", 422, "session-date-impossible" },
        { """{"kind":"class","title":{"en":"","pt":"b"},"startsAt":"2026-03-02T09:00:00Z","endsAt":"2026-03-02T10:00:00Z"}""", 422, "invalid-values" },
        { """{"kind":"class","title":{"en":"a","pt":"b"},"startsAt":"2026-03-02T10:00:00Z","endsAt":"2026-03-02T09:00:00Z","moduleNumber":1}""", 422, "session-ends-before-it-starts" },
        { """{"kind":"class","title":{"en":"a","pt":"b"},"startsAt":"2026-03-02T10:00:00Z","endsAt":"2026-03-02T11:00:00Z","moduleNumber":9}""", 422, "no-such-module" },
        { """{"kind":"lecture","title":{"en":"a","pt":"b"},"startsAt":"2026-03-02T10:00:00Z","endsAt":"2026-03-02T11:00:00Z"}""", 400, "malformed-request" },
        { """{"kind":"class"}""", 400, "malformed-request" },
        { """[[[[""", 400, "malformed-request" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Bad_sessions_are_refused(string body, int status, string code)
    {
        var room = New();
        await room.PlanAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await room.Coordinator.PostAsync($"{room.Path}/sessions", content).ShouldRefuseAsync(status, code);
    }

    [Fact]
    public async Task Nobody_acts_beyond_their_role()
    {
        var room = New();
        var sessions = await room.PastCourseAsync();
        var person = await room.SeatAsync();
        var participant = Service.As(person, Roles.Participant);
        await participant.PostAsync($"{room.Path}/schedule/confirm", null).ShouldRefuseAsync(403, "forbidden");
        await participant.PostAsJsonAsync($"{room.Path}/sessions/{sessions[0]}/attendance", new { Marks = new[] { new { PersonId = person, Minutes = 120 } } }).ShouldRefuseAsync(403, "forbidden");
        await participant.GetAsync($"{room.Path}/progress").ShouldRefuseAsync(403, "forbidden");
        await participant.PostAsync($"{room.Path}/feedback/close", null).ShouldRefuseAsync(403, "forbidden");
        await participant.GetAsync($"{room.Path}/feedback/texts").ShouldRefuseAsync(403, "forbidden");
        await room.Trainer.PostAsync($"{room.Path}/schedule/confirm", null).ShouldRefuseAsync(403, "forbidden");
        await Service.Anonymous().GetAsync($"{room.Path}/sessions").ShouldRefuseAsync(401, "unauthenticated");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync($"{room.Path}/progress/me").ShouldRefuseAsync(404, "not-found");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).PostAsJsonAsync($"{room.Path}/feedback", new { Rating = 7 }).ShouldRefuseAsync(409, "not-a-participant");
    }

    [Fact]
    public async Task Every_operation_is_described()
    {
        var document = await Service.Anonymous().GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/api/learning", StringComparison.Ordinal))
            .SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value).ToList();
        operations.Count.ShouldBe(17);
        operations.ShouldAllBe(o => o.GetProperty("operationId").GetString() != "" && o.GetProperty("summary").GetString() != "");
    }

    [Fact]
    public async Task The_seat_given_up_may_be_heard_of_before_it_was_taken()
    {
        var room = New();
        var (ana, rui) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(new SeatGivenUp(room.EditionId, ana, Guid.CreateVersion7()), version: 5);
        await Eventually.TrueAsync(async () => (await room.ParticipationAsync(ana)).RosterVersion == 5);
        await Service.PublishAsync(new SeatTaken(room.EditionId, ana, Guid.CreateVersion7(), "registration"), version: 2);
        await Service.PublishAsync(new SeatTaken(room.EditionId, rui, Guid.CreateVersion7(), "registration"), version: 3);
        await Eventually.TrueAsync(async () => (await room.ParticipationAsync(rui)).Active);
        await room.PlanAsync();
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync("?active=true")).Items.Count == 1);
        (await room.ParticipationAsync(ana)).Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_joined_before_the_course_was_known_is_judged_when_it_is()
    {
        var room = New();
        var person = await room.SeatAsync();
        await room.PlanAsync(points: 0);
        await Eventually.TrueAsync(async () => (await room.ParticipationAsync(person)).InvolvementMet);
    }

    [Fact]
    public async Task An_erased_person_takes_part_no_more_however_often_it_is_told()
    {
        var room = New();
        await room.PlanAsync();
        var person = await room.SeatAsync();
        for (var i = 0; i < 3; i++)
        {
            await Service.PublishAsync(new PersonErased(person));
        }

        await Eventually.TrueAsync(async () => (await room.ParticipationAsync(person)).Erased);
        await Service.PublishAsync(new SeatTaken(room.EditionId, person, Guid.CreateVersion7(), "promotion"), version: 99);
        var next = await room.SeatAsync();
        await Eventually.TrueAsync(async () => (await room.ProgressesAsync("?active=true")).Items.Any(p => p.PersonId == next));
        (await room.EventsAsync(person)).Select(e => e.GetType().Name).ShouldBe(["ParticipationBegun", "ParticipationEnded"]);
    }
}
