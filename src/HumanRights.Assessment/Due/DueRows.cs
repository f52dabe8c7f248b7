using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
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
/// grading once it has ended; the showing of all results once a test is released, and after that each attempt's own release; all attempts' grading anew after a
/// correction; and the release anew of a grade that a correction or an appeal has changed. The rows are a fold of the events: rebuilt, they ask again for what has
/// been done, and nothing comes of that.
/// </summary>
public sealed class DueRows : IProjection
{
    public const string Deadline = "deadline";
    public const string Grading = "grading";
    public const string Showing = "showing";
    public const string Release = "release";
    public const string Correction = "correction";
    public const string Regrading = "regrading";

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
                case DeadlineExtended extended:
                    // A row that is being worked on stays: its command closes nothing yet, and is issued until it does.
                    operations.QueueSqlCommand(
                        "update due set at = ? where key in (select key from due where key = ? for update skip locked)", extended.DeadlineAt, $"{Deadline}/{e.StreamKey}");
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
                    operations.QueueSqlCommand(Add, $"{Showing}/{e.StreamKey}", Showing, released.TestId, Guid.Empty, 0, released.ReleasedAt);
                    break;
                case ResultsShown shown:
                    operations.QueueSqlCommand(
                        "insert into due (key, kind, subject, person, number, at) select 'release/' || stream, 'release', test_id, person_id, number, ?::timestamptz"
                        + " from attempt_of where test_id = ? on conflict (key) do nothing",
                        shown.ShownAt, shown.TestId);
                    break;
                case ItemCorrected corrected:
                    operations.QueueSqlCommand(
                        Add, $"{Correction}/{e.StreamKey}/{corrected.Number}", Correction, corrected.TestId, Guid.Empty, corrected.Number, corrected.CorrectedAt);
                    break;
                case AttemptRegraded regraded:
                    ReleaseAnew(operations, $"{regraded.Corrections}/{regraded.Number}", regraded.TestId, regraded.PersonId);
                    break;
                case AppealDecided { Raised.Count: > 0 } decided:
                    ReleaseAnew(operations, $"{decided.AppealId:N}", decided.TestId, decided.PersonId);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    // Any attempt of the person may be the one that counts now.
    private static void ReleaseAnew(IDocumentOperations operations, string because, Guid testId, Guid personId) => operations.QueueSqlCommand(
        "insert into due (key, kind, subject, person, number, at) select ? || stream, 'release', test_id, person_id, number, clock_timestamp()"
        + " from attempt_of where test_id = ? and person_id = ? on conflict (key) do nothing",
        $"release/{because}/", testId, personId);

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
