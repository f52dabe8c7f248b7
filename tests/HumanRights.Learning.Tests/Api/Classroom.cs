using System.Net.Http.Json;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using HumanRights.Learning.Views;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Learning.Tests.Api;

/// <summary>One edition's course as tests act in it: what Enrolment says comes as messages, everything else over HTTP.</summary>
public sealed class Classroom(ServiceUnderTest<Program> service)
{
    private readonly Guid coordinator = Guid.CreateVersion7();
    private long rosterVersion = 1;

    public Guid EditionId { get; } = Guid.CreateVersion7();

    public string Path => $"/api/learning/courses/{EditionId}";

    public HttpClient Coordinator => service.As(coordinator, Roles.Coordinator);

    public HttpClient Trainer => service.As(Guid.CreateVersion7(), Roles.Trainer);

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public EditionPlanned Planned(int attendance = 80, int points = 3) => new(
        EditionId, Guid.CreateVersion7(), 5, new Title("Programme", "Programa"), 30, 30,
        [new Module(1, new Title("Dignity", "Dignidade"), 7, ["a"], ["entity-01"])], new Thresholds(attendance, points, 50));

    public async Task PlanAsync(int attendance = 80, int points = 3)
    {
        await service.PublishAsync(Planned(attendance, points), stream: $"edition-{EditionId:N}");
        await Eventually.TrueAsync(async () => (await service.StateAsync<Course>(Course.Stream(EditionId))).Prepared);
    }

    public async Task<Guid> SeatAsync()
    {
        var person = Guid.CreateVersion7();
        await service.PublishAsync(new SeatTaken(EditionId, person, Guid.CreateVersion7(), "registration"), version: rosterVersion++, stream: $"roster-{EditionId:N}");
        await Eventually.TrueAsync(async () => (await ParticipationAsync(person)).Active);
        return person;
    }

    public async Task<IReadOnlyList<Guid>> SeatsAsync(int count)
    {
        var people = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            people.Add(await SeatAsync());
        }

        return people;
    }

    /// <summary>A session of two hours, so many days ago or (negative) to come, on a morning in Lisbon.</summary>
    public Task<SessionAnswer> SessionAsync(SessionKind kind, int daysAgo) => PostSessionAsync(kind, daysAgo).ReadAsync<SessionAnswer>();

    public Task<HttpResponseMessage> PostSessionAsync(SessionKind kind, int daysAgo)
    {
        var startsAt = new DateTimeOffset(Now.Date.AddDays(-daysAgo).AddHours(9), TimeSpan.Zero);
        return Coordinator.PostAsJsonAsync($"{Path}/sessions", new
        {
            Kind = kind, Title = new { En = "Session", Pt = "Sessão" }, StartsAt = startsAt, EndsAt = startsAt.AddHours(2),
            ModuleNumber = kind == SessionKind.Class ? 1 : (int?)null, Contributors = (string[])["entity-01"],
        }, ServiceUnderTest<Program>.Json);
    }

    /// <summary>Opening webinar, class and closing webinar, all over: 360 minutes, confirmed.</summary>
    public async Task<IReadOnlyList<Guid>> PastCourseAsync(int attendance = 80, int points = 3)
    {
        await PlanAsync(attendance, points);
        SessionAnswer[] sessions =
            [await SessionAsync(SessionKind.OpeningWebinar, 9), await SessionAsync(SessionKind.Class, 8), await SessionAsync(SessionKind.ClosingWebinar, 2)];
        await ConfirmAsync();
        return [.. sessions.Select(s => s.SessionId)];
    }

    public Task<ScheduleAnswer> ConfirmAsync() => Coordinator.PostAsync($"{Path}/schedule/confirm", null).ReadAsync<ScheduleAnswer>();

    public Task<BatchAnswer> MarkAsync(Guid session, params (Guid Person, int Minutes)[] marks) =>
        Trainer.PostAsJsonAsync($"{Path}/sessions/{session}/attendance", new { Marks = marks.Select(m => new { PersonId = m.Person, m.Minutes }) }).ReadAsync<BatchAnswer>();

    public Task<ProgressAnswer> ProgressAsync(Guid person) => service.As(person, Roles.Participant).GetAsync($"{Path}/progress/me").ReadAsync<ProgressAnswer>();

    public Task<Page<ProgressAnswer>> ProgressesAsync(string query = "") => Coordinator.GetAsync($"{Path}/progress{query}").ReadAsync<Page<ProgressAnswer>>();

    public Task<HttpResponseMessage> AnswerAsync(Guid person, int rating, string? words = null, Guid? answerId = null) =>
        service.As(person, Roles.Participant).PostAsJsonAsync($"{Path}/feedback", new { Rating = rating, Words = words, AnswerId = answerId });

    public Task<Participation> ParticipationAsync(Guid person) => service.StateAsync<Participation>(Participation.Stream(EditionId, person));

    public async Task<IReadOnlyList<object>> EventsAsync(Guid person) =>
        [.. (await service.EventsAsync(Participation.Stream(EditionId, person))).Select(e => e.Data)];
}
