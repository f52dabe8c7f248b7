using System.Net;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Feedback;
using HumanRights.Learning.Participations;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Learning.Tests.Api;

public sealed class FeedbackTests(LearningService learning)
{
    private ServiceUnderTest<Program> Service => learning.Service;

    private Classroom New() => new(Service);

    private NpgsqlDataSource Database => Service.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task The_real_average_of_25_people_comes_out()
    {
        var room = New();
        await room.PastCourseAsync();
        var people = await room.SeatsAsync(25);
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            using var answer = await room.AnswerAsync(person, i < 22 ? 6 : 5); // 147 / 25
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var open = await SummaryAsync(room);
        (open.Closed, open.Answers).ShouldBe((false, 20));
        var closed = await CloseAsync(room);
        (closed.Closed, closed.Answers, closed.Average).ShouldBe((true, 25, 5.9m));
        closed.Distribution.ShouldBe([0, 0, 0, 0, 3, 22, 0]);
        (await CloseAsync(room)).Average.ShouldBe(5.9m);
        (await Service.EventsAsync(Course.Stream(room.EditionId))).Count(e => e.Data is FeedbackClosed { Answers: 25, Average: 5.9m }).ShouldBe(1);
    }

    [Fact]
    public async Task Each_person_answers_once()
    {
        var room = New();
        await room.PastCourseAsync();
        var ana = await room.SeatAsync();
        (await room.AnswerAsync(ana, 7)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await room.AnswerAsync(ana, 1).ShouldRefuseAsync(409, "feedback-already-given");
        (await CloseAsync(room)).Answers.ShouldBe(1);
    }

    [Fact]
    public async Task However_many_times_at_once()
    {
        var room = New();
        await room.PastCourseAsync();
        var ana = await room.SeatAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => room.AnswerAsync(ana, 7)));
        answers.Count(a => a.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.NoContent || a.StatusCode == HttpStatusCode.Conflict || a.StatusCode == HttpStatusCode.ServiceUnavailable);
        (await CloseAsync(room)).Answers.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_whose_confirmation_was_lost_is_counted_once_when_sent_again()
    {
        var room = New();
        await room.PastCourseAsync();
        var (ana, id) = (await room.SeatAsync(), RandomId());

        // What a process that died between the box and the mark leaves behind: a turn that has lapsed, and the answer in the box.
        await Service.Services.GetRequiredService<EventWriter>().DecideAsync<Participation>(
            Participation.Stream(room.EditionId, ana), (_, now) => Decision.Accept(new FeedbackBegun(room.EditionId, ana, now - GiveFeedback.Turn)));
        await Service.Services.GetRequiredService<FeedbackStore>().ChangeAsync(room.EditionId, box => box.Put(new PendingAnswer(id, 6, null)), default);

        (await room.AnswerAsync(ana, 6, answerId: id)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await CloseAsync(room)).Answers.ShouldBe(1);
    }

    [Fact]
    public async Task A_small_groups_figures_and_texts_are_withheld_with_a_reason()
    {
        var room = New();
        await room.PastCourseAsync();
        foreach (var person in await room.SeatsAsync(4))
        {
            using var _ = await room.AnswerAsync(person, 3, "We are few.");
        }

        var closed = await CloseAsync(room);
        (closed.Answers, closed.Average, closed.Distribution).ShouldBe((4, null, null));
        closed.Withheld.ShouldNotBeNullOrEmpty();
        (await TextsAsync(room)).Items.ShouldBeEmpty();
        (await Service.EventsAsync(Course.Stream(room.EditionId)))[^1].Data.ShouldBe(new FeedbackClosed(room.EditionId, 4, null, null));
    }

    [Fact]
    public async Task Texts_are_shown_once_closed_and_no_answer_is_taken_any_more()
    {
        var room = New();
        await room.PastCourseAsync();
        var people = await room.SeatsAsync(6);
        foreach (var person in people.Take(5))
        {
            using var _ = await room.AnswerAsync(person, 6, $"Thanks {people.ToList().IndexOf(person)}");
        }

        (await TextsAsync(room)).Items.ShouldBeEmpty();
        await CloseAsync(room);
        (await TextsAsync(room)).Items.Order().ShouldBe(["Thanks 0", "Thanks 1", "Thanks 2", "Thanks 3", "Thanks 4"]);
        await room.AnswerAsync(people[5], 1).ShouldRefuseAsync(409, "feedback-closed");
    }

    [Fact]
    public async Task Before_the_end_it_is_not_open()
    {
        var room = New();
        await room.PlanAsync();
        await room.SessionAsync(SessionKind.ClosingWebinar, -3);
        await room.AnswerAsync(await room.SeatAsync(), 5).ShouldRefuseAsync(409, "feedback-not-open");
        await room.Coordinator.PostAsync($"{room.Path}/feedback/close", null).ShouldRefuseAsync(409, "feedback-not-open");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task A_rating_is_one_to_seven(int rating)
    {
        var room = New();
        await room.AnswerAsync(Guid.CreateVersion7(), rating).ShouldRefuseAsync(422, "invalid-values");
    }

    [Fact]
    public async Task Nothing_stored_links_an_answer_to_a_person()
    {
        var room = New();
        await room.PastCourseAsync();
        var people = await room.SeatsAsync(12);
        var ids = people.Select(_ => RandomId()).ToList();
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            using var _ = await room.AnswerAsync(person, 1 + (i % 7), $"secret-words-{i:00}", ids[i]);
        }

        // Everything the service has stored, table by table, one text per row.
        var rows = await EveryRowAsync();
        var boxes = rows.Where(r => r.Row.Contains("secret-words-")).ToList();
        boxes.Select(r => r.Table).Distinct().ShouldBe(["public.feedback_box"], "A text is kept in the box and nowhere else.");
        boxes.Count.ShouldBe(1, "One row for all: no place, no transaction of its own to compare.");
        people.ShouldAllBe(p => !Holds(boxes[0].Row, p));
        (await ColumnsAsync()).ShouldBe(["closed", "edition_id", "pending", "tally", "texts"], "No time, no version, no actor.");

        // Nothing that was stored with "this person has answered" appears beside the answers: event id, trace, span, actor, time.
        foreach (var person in people)
        {
            foreach (var e in await Service.EventsAsync(Participation.Stream(room.EditionId, person)))
            {
                var traces = (string?[])[e.Id.ToString(), e.CorrelationId, e.CausationId, e.GetHeader(EventHeaders.Actor)?.ToString(), e.GetHeader(EventHeaders.TraceParent)?.ToString()];
                traces.OfType<string>().ShouldAllBe(t => !boxes[0].Row.Contains(t));
            }
        }

        // An answer's own id appears only beside its answer while it waits, and nowhere once it is counted.
        rows.Where(r => ids.Any(id => Holds(r.Row, id))).Select(r => r.Table).Distinct().ShouldBe(["public.feedback_box"]);
        await CloseAsync(room);
        (await EveryRowAsync()).Where(r => ids.Any(id => Holds(r.Row, id))).ShouldBeEmpty();
    }

    private static bool Holds(string row, Guid id) => row.Contains(id.ToString()) || row.Contains(id.ToString("N"));

    private static Guid RandomId() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private async Task<IReadOnlyList<(string Table, string Row)>> EveryRowAsync()
    {
        var tables = new List<string>();
        await using (var command = Database.CreateCommand(
            "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var rows = new List<(string, string)>();
        foreach (var table in tables)
        {
            await using var command = Database.CreateCommand($"select t::text from {table} t");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add((table, reader.GetString(0)));
            }
        }

        rows.Count.ShouldBeGreaterThan(50);
        return rows;
    }

    private async Task<IReadOnlyList<string>> ColumnsAsync()
    {
        await using var command = Database.CreateCommand("select string_agg(column_name, ',' order by column_name) from information_schema.columns where table_name = 'feedback_box'");
        return ((string)(await command.ExecuteScalarAsync())!).Split(',');
    }

    private static Task<FeedbackSummary> SummaryAsync(Classroom room) => room.Coordinator.GetAsync($"{room.Path}/feedback/summary").ReadAsync<FeedbackSummary>();

    private static Task<FeedbackSummary> CloseAsync(Classroom room) => room.Coordinator.PostAsync($"{room.Path}/feedback/close", null).ReadAsync<FeedbackSummary>();

    private static Task<Page<string>> TextsAsync(Classroom room) => room.Coordinator.GetAsync($"{room.Path}/feedback/texts").ReadAsync<Page<string>>();
}
