using System.Net.Http.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Views;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>An edition with a bank of two items, as tests need it: what other services would tell, and what the coordination would do.</summary>
public sealed class Course(ServiceUnderTest<Program> service)
{
    public Guid ProgrammeId { get; } = Guid.CreateVersion7();

    public Guid EditionId { get; } = Guid.CreateVersion7();

    public Guid TestId => ModuleTest.IdOf(EditionId, 1);

    public Guid Single { get; } = Guid.CreateVersion7();

    public Guid Multiple { get; } = Guid.CreateVersion7();

    public HttpClient Coordinator { get; } = service.As(Guid.CreateVersion7(), Roles.Coordinator);

    /// <summary>Approves what the coordinator wrote.</summary>
    public HttpClient Reviewer { get; } = service.As(Guid.CreateVersion7(), Roles.Trainer);

    public static async Task<Course> PlannedAsync(ServiceUnderTest<Program> service)
    {
        var course = new Course(service);
        await service.PublishAsync(new EditionPlanned(
            course.EditionId, course.ProgrammeId, 5, new Title("Edition", "Edição"), 30, 30,
            [new Module(1, new Title("Dignity", "Dignidade"), 7, ["a"], [])], new Thresholds(80, 3, 50)));
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await course.Coordinator.GetAsync($"/api/assessment/editions/{course.EditionId}/tests");
            return answer.IsSuccessStatusCode;
        });
        await course.ApprovedItemAsync(course.Single, "singleChoice", 1, ("a", false), ("b", true), ("c", false));
        await course.ApprovedItemAsync(course.Multiple, "multipleChoice", 2, ("a", true), ("b", false), ("c", true), ("d", false));
        return course;
    }

    public async Task ApprovedItemAsync(Guid id, string kind, decimal weight, params (string Id, bool Correct)[] options)
    {
        await Coordinator.PostAsJsonAsync("/api/assessment/items", new { ProgrammeId, ModuleNumber = 1, ItemId = id, Content = Content(kind, weight, options) })
            .ReadAsync<ItemAnswer>();
        await ApproveAsync(id, 1);
    }

    public async Task ApproveAsync(Guid id, int version)
    {
        await Coordinator.PostAsync($"/api/assessment/items/{id}/versions/{version}/submit", null).ReadAsync<ItemAnswer>();
        await Reviewer.PostAsync($"/api/assessment/items/{id}/versions/{version}/approve", null).ReadAsync<ItemAnswer>();
    }

    public static object Content(string kind, decimal weight, params (string Id, bool Correct)[] options) => new
    {
        Kind = kind,
        Prompt = new { En = "Which?", Pt = "Qual?" },
        Options = options.Select(o => new { o.Id, Text = new { En = "Option " + o.Id, Pt = "Opção " + o.Id }, o.Correct }),
        Weight = weight,
    };

    public Task<HttpResponseMessage> PutTestAsync(TimeSpan? opensIn = null, TimeSpan? lasts = null, int attempts = 1, int minutes = 30, params Guid[] items)
    {
        var now = service.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        return Coordinator.PutAsJsonAsync($"/api/assessment/editions/{EditionId}/modules/1/test", new
        {
            Items = items is [] ? [Single, Multiple] : items,
            OpensAt = now + opensIn,
            ClosesAt = now + (opensIn ?? TimeSpan.Zero) + (lasts ?? TimeSpan.FromHours(2)),
            Minutes = minutes,
            Attempts = attempts,
        });
    }

    public async Task<Guid> CandidateAsync()
    {
        var person = Guid.CreateVersion7();
        await service.PublishAsync(new SeatTaken(EditionId, person, Guid.CreateVersion7(), "registration"), version: 2);
        await Eventually.TrueAsync(async () => (await service.StateAsync<Candidates.Candidate>(Candidates.Candidate.Stream(EditionId, person))).HasSeat);
        return person;
    }

    public Task<HttpResponseMessage> PostStartAsync(Guid person) => As(person).PostAsync($"/api/assessment/tests/{TestId}/my-attempts", null);

    public Task<AttemptAnswer> StartAsync(Guid person) => PostStartAsync(person).ReadAsync<AttemptAnswer>();

    public Task<HttpResponseMessage> PutAnswerAsync(Guid person, Guid item, string[] options, int number = 1, long? order = null) =>
        As(person).PutAsJsonAsync($"/api/assessment/tests/{TestId}/my-attempts/{number}/answers/{item}", new { OptionIds = options, Order = order });

    public Task<SavedAnswerAnswer> SaveAsync(Guid person, Guid item, params string[] options) => PutAnswerAsync(person, item, options).ReadAsync<SavedAnswerAnswer>();

    public Task<HttpResponseMessage> PostSubmitAsync(Guid person, int number = 1) =>
        As(person).PostAsync($"/api/assessment/tests/{TestId}/my-attempts/{number}/submit", null);

    public Task<HttpResponseMessage> GetResultAsync(Guid person, int number = 1) =>
        As(person).GetAsync($"/api/assessment/tests/{TestId}/my-attempts/{number}/result");

    public Task<HttpResponseMessage> PostAsync(string what) => Coordinator.PostAsync($"/api/assessment/tests/{TestId}/{what}", null);

    public Task<TestSummaryAnswer> SummaryAsync() => Coordinator.GetAsync($"/api/assessment/tests/{TestId}/summary").ReadAsync<TestSummaryAnswer>();

    public async Task ReleaseAsync()
    {
        await PostAsync("close").ReadAsync<TestAnswer>();
        await PostAsync("release").ReadAsync<TestAnswer>();
        await Eventually.TrueAsync(async () => await SummaryAsync() is { Attempts: > 0 } s && s.Released == s.Attempts);
    }

    public Task<Page<AttemptView>> AttemptsAsync(string query = "") =>
        Coordinator.GetAsync($"/api/assessment/tests/{TestId}/attempts{query}").ReadAsync<Page<AttemptView>>();

    public async Task<IReadOnlyList<object>> AttemptEventsAsync(Guid person, int number = 1) =>
        [.. (await service.EventsAsync(Attempt.Stream(TestId, person, number))).Select(e => e.Data)];

    public async Task<IReadOnlyList<object>> GradeEventsAsync(Guid person, int number = 1) =>
        [.. (await service.EventsAsync(Grade.Stream(TestId, person, number))).Select(e => e.Data)];

    public HttpClient As(Guid person) => service.As(person, Roles.Participant);
}
