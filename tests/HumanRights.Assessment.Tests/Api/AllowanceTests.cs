using System.Net;
using System.Net.Http.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using Marten;
using Marten.Services;
using Npgsql;

namespace HumanRights.Assessment.Tests.Api;

public sealed class AllowanceTests(AssessmentService assessment)
{
    private ServiceUnderTest<Program> Service => assessment.Service;

    [Fact]
    public async Task Extra_time_given_while_the_attempt_is_open_is_there_at_once_and_says_nothing_of_its_reason()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(minutes: 30).ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        var before = await course.StartAsync(ana);
        var others = await course.StartAsync(rui);

        var given = await PutAsync(course, ana, new { ExtraMinutes = 15, Reason = "Dyslexia, certified." }).ReadAsync<AllowanceAnswer>();
        given.ShouldBe(new AllowanceAnswer(ana, 15, null, null, "Dyslexia, certified."));
        await PutAsync(course, ana, new { ExtraMinutes = 15, Reason = "Dyslexia, certified." }).ReadAsync<AllowanceAnswer>();
        (await course.AttemptEventsAsync(ana)).Select(e => e.GetType().Name).ShouldBe(["AttemptStarted", "DeadlineExtended"]);
        (await Service.EventsAsync(ModuleTest.Stream(course.TestId))).Count(e => e.Data is AllowanceGiven).ShouldBe(1);

        using var shown = await course.As(ana).GetAsync($"/api/assessment/tests/{course.TestId}/my-attempts/1");
        (await shown.Content.ReadAsStringAsync()).ShouldNotContain("reason", Case.Insensitive);
        var attempt = await Task.FromResult(shown).ReadAsync<AttemptAnswer>();
        attempt.ShouldSatisfyAllConditions(a => a.DeadlineAt.ShouldBe(before.DeadlineAt.AddMinutes(15)), a => a.ExtraMinutes.ShouldBe(15));
        (await MineAsync(course, ana)).ShouldSatisfyAllConditions(
            t => t.Minutes.ShouldBe(45), t => t.ExtraMinutes.ShouldBe(15), t => t.Attempts[0].DeadlineAt.ShouldBe(attempt.DeadlineAt));
        (await course.SaveAsync(ana, course.Single, "b")).DeadlineAt.ShouldBe(attempt.DeadlineAt);
        // A row's instant is in microseconds.
        (await DueAtAsync(course, ana)).ShouldBe(attempt.DeadlineAt, TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(async () => (await course.AttemptsAsync()).Items.Single(a => a.PersonId == ana).DeadlineAt == attempt.DeadlineAt);
        (await course.StartAsync(rui)).ShouldSatisfyAllConditions(a => a.DeadlineAt.ShouldBe(others.DeadlineAt), a => a.ExtraMinutes.ShouldBe(0));

        // Less from now on: the open attempt keeps what it has, and so it cannot be taken back.
        await PutAsync(course, ana, new { ExtraMinutes = 5 }).ReadAsync<AllowanceAnswer>();
        (await course.StartAsync(ana)).DeadlineAt.ShouldBe(attempt.DeadlineAt);
        await DeleteAsync(course, ana).ShouldRefuseAsync(409, "allowance-used");
        (await course.As(ana).GetAsync($"/api/assessment/tests/{course.TestId}/allowances")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_longer_window_is_one_persons_alone_and_results_wait_for_it()
    {
        var course = await Course.PlannedAsync(Service);
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        var test = await course.PutTestAsync(lasts: TimeSpan.FromSeconds(2), minutes: 30).ReadAsync<TestAnswer>();
        await PutAsync(course, ana, new { ClosesAt = test.ClosesAt, Reason = "Ill." }).ShouldRefuseAsync(422, "allowance-ends-too-early");
        var closes = test.ClosesAt.AddHours(1);
        (await PutAsync(course, ana, new { ClosesAt = closes.InLisbon() }).ReadAsync<AllowanceAnswer>()).ClosesAt!.Value.ShouldBe(closes, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => (await MineAsync(course, rui)).Stage == TestStage.Closed);

        await course.PostStartAsync(rui).ShouldRefuseAsync(409, "test-closed");
        (await MineAsync(course, ana)).ShouldSatisfyAllConditions(t => t.Stage.ShouldBe(TestStage.Open), t => t.ClosesInLisbon.ShouldBe(closes.InLisbon()));
        var attempt = await course.StartAsync(ana);
        (attempt.DeadlineAt - attempt.StartedAt).ShouldBe(TimeSpan.FromMinutes(30));
        await course.SaveAsync(ana, course.Single, "b");
        (await course.PostAsync("release").ShouldRefuseAsync(409, "test-still-open")).GetProperty("detail").GetString()!.ShouldContain(closes.InLisbon());
        await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/insight").ShouldRefuseAsync(409, "test-not-closed");
        (await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}").ReadAsync<TestAnswer>()).ShouldSatisfyAllConditions(
            t => t.Stage.ShouldBe(TestStage.Open), t => t.ClosesAt.ShouldBe(test.ClosesAt), t => t.ClosesForAllInLisbon.ShouldBe(closes.InLisbon()));

        // The coordination closes it for everybody.
        await course.ReleaseAsync();
        (await course.GetResultAsync(ana).ReadAsync<ResultAnswer>()).ScorePercent.ShouldBe(33.33m);
        await PutAsync(course, rui, new { ClosesAt = closes.AddDays(1) }).ShouldRefuseAsync(409, "test-closed");
    }

    [Fact]
    public async Task An_extended_deadline_holds_across_a_restart()
    {
        var (database, broker) = (await assessment.Servers.CreateDatabaseAsync("extended"), await assessment.Servers.CreateVirtualHostAsync("extended"));
        var before = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        var course = await Course.PlannedAsync(before);
        var ana = await course.CandidateAsync();
        var test = await course.PutTestAsync(lasts: TimeSpan.FromSeconds(10)).ReadAsync<TestAnswer>();
        await course.StartAsync(ana);
        var extended = test.ClosesAt.AddSeconds(5);
        await PutAsync(course, ana, new { ClosesAt = extended }).ReadAsync<AllowanceAnswer>();
        await course.SaveAsync(ana, course.Single, "b");
        await before.DisposeAsync();

        await using var after = await ServiceUnderTest<Program>.StartAsync(assessment.Issuer, "assessment", database, broker);
        await Eventually.TrueAsync(async () => (await after.StateAsync<Attempt>(Attempt.Stream(course.TestId, ana, 1))).Status == AttemptStatus.Closed);
        (await after.EventsAsync(Attempt.Stream(course.TestId, ana, 1))).Select(e => e.Data).OfType<AttemptClosed>().ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(c => c.Reason.ShouldBe(ClosingReason.Deadline), c => c.ClosedAt.ShouldBeGreaterThanOrEqualTo(extended));
    }

    [Fact]
    public async Task Allowances_given_while_many_start_and_save_reach_every_open_attempt()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(minutes: 30).ReadAsync<TestAnswer>();
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => course.CandidateAsync()));

        await Task.WhenAll(people.SelectMany(person => (Task[])
        [
            TakeAsync(person), PutAsync(course, person, new { ExtraMinutes = 20, Reason = "Low vision." }).ReadAsync<AllowanceAnswer>(),
        ]));

        foreach (var person in people)
        {
            var attempt = await course.StartAsync(person);
            (attempt.DeadlineAt - attempt.StartedAt).ShouldBe(TimeSpan.FromMinutes(50));
            attempt.Items.Count(i => i.Chosen.Count == 1).ShouldBe(2);
        }

        async Task TakeAsync(Guid person)
        {
            await course.StartAsync(person);
            await course.SaveAsync(person, course.Single, "b");
            await course.SaveAsync(person, course.Multiple, "a");
        }
    }

    [Fact]
    public async Task What_is_not_used_is_taken_back_and_reasons_go_with_the_allowance_and_with_the_person()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync(opensIn: TimeSpan.FromHours(1)).ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        await PutAsync(course, ana, new { ExtraMinutes = 10, Reason = "First words." }).ReadAsync<AllowanceAnswer>();
        await PutAsync(course, ana, new { ExtraMinutes = 10, Reason = "Other words." }).ReadAsync<AllowanceAnswer>();
        await PutAsync(course, rui, new { ExtraMinutes = 20, Reason = "A third." }).ReadAsync<AllowanceAnswer>();
        (await ReasonsAsync(course)).ShouldBe(["A third.", "Other words."]);
        var page = await ListAsync(course, "?limit=1");
        (await ListAsync(course, $"?limit=1&after={page.Next}")).Items.Concat(page.Items).Select(a => a.Reason).Order().ShouldBe(["A third.", "Other words."]);

        (await DeleteAsync(course, ana)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await DeleteAsync(course, ana)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Service.EventsAsync(ModuleTest.Stream(course.TestId))).Count(e => e.Data is AllowanceTakenBack).ShouldBe(1);
        (await ReasonsAsync(course)).ShouldBe(["A third."]);

        await Service.PublishAsync(new PersonErased(rui));
        await Eventually.TrueAsync(async () => (await ReasonsAsync(course)).Count == 0);
        (await ListAsync(course)).Items.ShouldHaveSingleItem().ShouldBe(new AllowanceAnswer(rui, 20, null, null, null));
        await PutAsync(course, rui, new { ExtraMinutes = 20, Reason = "Again." }).ShouldRefuseAsync(409, "no-seat");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_its_reason()
    {
        var course = await Course.PlannedAsync(Service);
        var ana = await course.CandidateAsync();
        await PutAsync(course, ana, new { ExtraMinutes = 10 }).ShouldRefuseAsync(404, "not-found");
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        await PutAsync(course, ana, new { }).ShouldRefuseAsync(422, "allowance-of-nothing");
        await PutAsync(course, ana, new { ExtraMinutes = -1 }).ShouldRefuseAsync(422, "invalid-values");
        await PutAsync(course, ana, new { ExtraMinutes = 481 }).ShouldRefuseAsync(422, "invalid-values");
        await PutAsync(course, ana, new { ClosesAt = "tomorrow" }).ShouldRefuseAsync(422, "invalid-values");
        await PutAsync(course, ana, new { ClosesAt = "2100-10-31T01:30" }).ShouldRefuseAsync(422, "local-time-twice");
        await PutAsync(course, Guid.CreateVersion7(), new { ExtraMinutes = 10 }).ShouldRefuseAsync(409, "no-seat");
    }

    [Fact]
    public async Task A_start_that_loses_against_a_close_hears_that_the_test_is_closed()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var (ana, stream) = (await course.CandidateAsync(), ModuleTest.Stream(course.TestId));

        // The close holds the test's row until the start, decided on the open test, waits for it.
        await using var connection = Service.Store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        await using var closing = await connection.BeginTransactionAsync();
        await ReadAsync<long>(connection, "select version from mt_streams where id = $1 for update", stream);
        var start = course.PostStartAsync(ana);
        await using var watching = Service.Store.Storage.Database.CreateConnection();
        await watching.OpenAsync();
        await Eventually.TrueAsync(async () =>
            await ReadAsync<long>(watching, "select count(*) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", connection.ProcessID) > 0);
        await using (var session = Service.Store.LightweightSession(SessionOptions.ForTransaction((NpgsqlTransaction)closing)))
        {
            session.Events.Append(stream, new TestClosed(course.TestId, DateTimeOffset.UnixEpoch));
            await session.SaveChangesAsync();
        }

        await closing.CommitAsync();
        await start.ShouldRefuseAsync(409, "test-closed");
    }

    private static async Task<T> ReadAsync<T>(NpgsqlConnection connection, string sql, object parameter)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static string At(Course course, Guid person) => $"/api/assessment/tests/{course.TestId}/allowances/{person}";

    private static Task<HttpResponseMessage> PutAsync(Course course, Guid person, object body) => course.Coordinator.PutAsJsonAsync(At(course, person), body);

    private static Task<HttpResponseMessage> DeleteAsync(Course course, Guid person) => course.Coordinator.DeleteAsync(At(course, person));

    private static Task<Page<AllowanceAnswer>> ListAsync(Course course, string query = "") =>
        course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/allowances{query}").ReadAsync<Page<AllowanceAnswer>>();

    private static async Task<MyTestAnswer> MineAsync(Course course, Guid person) =>
        (await course.As(person).GetAsync($"/api/assessment/editions/{course.EditionId}/my-tests").ReadAsync<Page<MyTestAnswer>>()).Items.Single();

    private async Task<IReadOnlyList<string>> ReasonsAsync(Course course)
    {
        await using var session = Service.Store.QuerySession();
        return [.. (await session.Query<AllowanceReason>().Where(r => r.TestId == course.TestId).ToListAsync()).Select(r => r.Words).Order()];
    }

    private async Task<DateTimeOffset> DueAtAsync(Course course, Guid person)
    {
        await using var session = Service.Store.QuerySession();
        return (await session.QueryAsync<DateTimeOffset>("select at from due where key = ?", $"deadline/{Attempt.Stream(course.TestId, person, 1)}"))[0];
    }
}
