using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Weasel.Postgresql.Functions;
using Weasel.Postgresql.Tables;

namespace HumanRights.Assessment.Due;

/// <summary>
/// What falls due is a row, written with the event it follows from, in one transaction: an attempt's closing at its deadline, its
/// grading once it has ended, its release after its test's, and anew after an appeal has changed a grade. The rows are a fold of the events: rebuilt, they ask again for what has
/// been done, and nothing comes of that.
/// </summary>
public sealed class DueRows : IProjection
{
    public const string Deadline = "deadline";
    public const string Grading = "grading";
    public const string Release = "release";

    private const string Add = "insert into due (key, kind, subject, person, number, at) values (?, ?, ?, ?, ?, ?) on conflict (key) do nothing";

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case AttemptStarted started:
                    operations.QueueSqlCommand(
                        Add, $"{Deadline}/{e.StreamKey}", Deadline, started.TestId, started.PersonId, started.Number, started.DeadlineAt);
                    operations.QueueSqlCommand(
                        "insert into attempt_of (stream, test_id, person_id, number) values (?, ?, ?, ?) on conflict (stream) do nothing",
                        e.StreamKey!, started.TestId, started.PersonId, started.Number);
                    break;
                case AttemptSubmitted submitted:
                    Grade(operations, e.StreamKey!, submitted.SubmittedAt);
                    break;
                case AttemptClosed closed:
                    Grade(operations, e.StreamKey!, closed.ClosedAt);
                    break;
                case TestClosed closed:
                    // Rows that are being worked on are due already; waiting for them could wait for a frozen worker.
                    operations.QueueSqlCommand(
                        "update due set at = ? where key in (select key from due where kind = 'deadline' and subject = ? and at > ? for update skip locked)",
                        closed.ClosedAt, closed.TestId, closed.ClosedAt);
                    break;
                case TestReleased released:
                    operations.QueueSqlCommand(
                        "insert into due (key, kind, subject, person, number, at) select 'release/' || stream, 'release', test_id, person_id, number, ?::timestamptz"
                        + " from attempt_of where test_id = ? on conflict (key) do nothing",
                        released.ReleasedAt, released.TestId);
                    break;
                case AppealDecided { Raised.Count: > 0 } decided:
                    // Any attempt of the person may be the one that counts now.
                    operations.QueueSqlCommand(
                        "insert into due (key, kind, subject, person, number, at) select ? || stream, 'release', test_id, person_id, number, clock_timestamp()"
                        + " from attempt_of where test_id = ? and person_id = ? on conflict (key) do nothing",
                        $"release/{decided.AppealId:N}/", decided.TestId, decided.PersonId);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    private static void Grade(IDocumentOperations operations, string stream, DateTimeOffset at) => operations.QueueSqlCommand(
        "insert into due (key, kind, subject, person, number, at) select 'grading/' || stream, 'grading', test_id, person_id, number, ?::timestamptz"
        + " from attempt_of where stream = ? on conflict (key) do nothing",
        at, stream);
}

public static class DueModule
{
    public static void AddDue(this StoreOptions store)
    {
        var attempts = new Table("attempt_of");
        attempts.AddColumn("stream", "text").AsPrimaryKey();
        attempts.AddColumn("test_id", "uuid").NotNull().AddIndex();
        attempts.AddColumn("person_id", "uuid").NotNull();
        attempts.AddColumn("number", "integer").NotNull();
        store.Storage.ExtendedSchemaObjects.Add(attempts);

        store.Storage.ExtendedSchemaObjects.Add(Function.ForSql(Stillness.Function));
        store.AddDueRows(new DueRows());
    }
}
