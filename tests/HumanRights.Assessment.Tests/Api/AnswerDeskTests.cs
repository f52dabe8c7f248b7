using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>Desks on a real database: several, as replicas have them, and attempts that others change meanwhile.</summary>
public sealed class AnswerDeskTests(AssessmentService assessment)
{
    private DeskTools Tools => assessment.Service.Services.GetRequiredService<DeskTools>();

    [Fact]
    public async Task Two_desks_that_save_to_the_same_attempts_lose_nothing()
    {
        var (course, people) = await StartedAsync(8);
        AnswerDesk[] replicas = [new(Tools, new()), new(Tools, new())];
        var saves = Enumerable.Range(1, 400).Select(i => (Person: people[i % 8], Item: i % 3 == 0 ? course.Multiple : course.Single, Order: (long)i)).ToList();
        var outcomes = await Task.WhenAll(saves.Select((s, i) => SaveAsync(replicas[(i / 8) % 2], course, s.Person, s.Item, s.Order, "abc"[i % 3].ToString())));

        outcomes.ShouldAllBe(o => o.Rejection == null);
        foreach (var person in people)
        {
            var events = await assessment.Service.EventsAsync(Attempt.Stream(course.TestId, person, 1));
            events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, events.Count).Select(v => (long)v));
            // What arrives after a later answer has no effect; the latest of each item is there.
            var latest = events.Select(e => e.Data).OfType<AnswerSaved>().GroupBy(e => e.ItemId).ToDictionary(g => g.Key, g => g.Max(e => e.Order));
            latest.ShouldBe(saves.Where(s => s.Person == person).GroupBy(s => s.Item).ToDictionary(g => g.Key, g => g.Max(s => s.Order)), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_desk_that_remembers_an_attempt_open_sees_that_it_was_closed_elsewhere()
    {
        var (course, people) = await StartedAsync(2);
        var desk = new AnswerDesk(Tools, new());
        (await SaveAsync(desk, course, people[0], course.Single, 1, "b")).Rejection.ShouldBeNull();
        await course.PostAsync("close").ReadAsync<TestAnswer>();
        await Eventually.TrueAsync(async () => (await course.AttemptEventsAsync(people[0])).OfType<AttemptClosed>().Any());

        (await SaveAsync(desk, course, people[0], course.Single, 2, "a")).Rejection!.Code.ShouldBe("attempt-closed");
        (await SaveAsync(desk, course, people[0], course.Single, 1, "b")).Rejection.ShouldBeNull("a repeat of what was saved");
        (await course.AttemptEventsAsync(people[0])).OfType<AnswerSaved>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task More_attempts_than_a_desk_remembers_are_folded_again()
    {
        var (course, people) = await StartedAsync(7);
        var desk = new AnswerDesk(Tools, new() { Remembered = 2 });
        for (var order = 1; order <= 3; order++)
        {
            foreach (var person in people)
            {
                (await SaveAsync(desk, course, person, course.Single, order, "abc"[order - 1].ToString())).State.Answers[course.Single].Order.ShouldBe(order);
            }
        }

        (await course.AttemptEventsAsync(people[0])).OfType<AnswerSaved>().Select(e => e.OptionIds.Single()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_save_that_throws_and_one_that_cannot_be_stored_fail_alone()
    {
        var (course, people) = await StartedAsync(6);
        var desk = new AnswerDesk(Tools, new());
        Task<Outcome<Attempt>> throwing, unstorable;
        List<Task<Outcome<Attempt>>> others;
        await using (await HoldAsync(Attempt.Stream(course.TestId, people[0], 1)))
        {
            // Behind a batch that waits they make up one batch together.
            others = [SaveAsync(desk, course, people[0], course.Single, 1, "a")];
            others.AddRange(people.Skip(1).Take(3).Select(p => SaveAsync(desk, course, p, course.Single, 1, "a")));
            throwing = desk.DecideAsync(Attempt.Stream(course.TestId, people[4], 1), (_, _) => throw new InvalidOperationException("no"));
            unstorable = desk.DecideAsync(
                Attempt.Stream(course.TestId, people[5], 1), (a, now) => Decision.Accept(new AnswerSaved(a.Start!.AttemptId, course.Single, ["a\0b"], 1, now)));
            others.AddRange(people.Take(4).Select(p => SaveAsync(desk, course, p, course.Multiple, 1, "c")));
        }

        (await Task.WhenAll(others)).ShouldAllBe(o => o.Rejection == null);
        (await unstorable).Rejection!.Code.ShouldBe("unstorable-value");
        await Should.ThrowAsync<InvalidOperationException>(throwing);
        foreach (var (i, person) in people.Index())
        {
            (await course.AttemptEventsAsync(person)).OfType<AnswerSaved>().Count().ShouldBe(i < 4 ? 2 : 0);
        }
    }

    [Fact]
    public async Task Saves_that_share_a_commit_keep_their_own_actor_and_trace()
    {
        var (course, people) = await StartedAsync(12);
        await Task.WhenAll(people.Select(p => course.SaveAsync(p, course.Single, "b")));
        var saved = await Task.WhenAll(people.Select(async p => (await assessment.Service.EventsAsync(Attempt.Stream(course.TestId, p, 1))).Single(e => e.Data is AnswerSaved)));
        saved.Select(e => e.GetHeader(EventHeaders.Actor)?.ToString()).ShouldBe(people.Select(p => p.ToString()));
        saved.Select(e => e.CorrelationId).Distinct().Count().ShouldBe(people.Length);
    }

    private async Task<(Course Course, Guid[] People)> StartedAsync(int people)
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var candidates = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => course.CandidateAsync()));
        await Task.WhenAll(candidates.Select(course.StartAsync));
        return (course, candidates);
    }

    private static Task<Outcome<Attempt>> SaveAsync(AnswerDesk desk, Course course, Guid person, Guid item, long order, params string[] options) =>
        desk.DecideAsync(Attempt.Stream(course.TestId, person, 1), (attempt, now) => attempt.Save(item, Arriving.Options(options), order, now));

    /// <summary>Holds the lock on an attempt's row, as another replica would that is at it.</summary>
    private async Task<IAsyncDisposable> HoldAsync(string stream)
    {
        var connection = await assessment.Service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select version from mt_streams where id = $1 for update", connection) { Parameters = { new() { Value = stream } } };
        await hold.ExecuteNonQueryAsync();
        return connection;
    }
}
