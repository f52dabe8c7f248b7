using HumanRights.Assessment.Questions;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace HumanRights.Assessment.Marking;

/// <summary>An open text that people mark. Its id says nothing of whose it is: pages in its order do not tell who was first.</summary>
public sealed record MarkingRow(Guid Id, Guid AttemptId, Guid ItemId, Guid PersonId, int Number, MarkingStage Stage);

/// <summary>How far the marking of a test by people has come.</summary>
/// <param name="Answers">Open texts to be marked; what was erased before is not among them.</param>
/// <param name="Marked">Of these, those that are.</param>
/// <param name="Waiting">For a first marker.</param>
/// <param name="AwaitSecond">For a second one.</param>
/// <param name="ToSettle">Two markers differ.</param>
/// <param name="NotGraded">Attempts begun that may still add to them: not ended, or not yet marked by rule.</param>
public sealed record MarkingProgress(int Answers, int Marked, int Waiting, int AwaitSecond, int ToSettle, int NotGraded);

/// <summary>
/// A row for each open text that a person has to mark, in the transaction of the event it follows from: the queue of a marker who has just
/// marked is right, and a release can wait for the last mark.
/// </summary>
public sealed class MarkingRowsProjection : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case AttemptGraded graded:
                    foreach (var mark in graded.Marks.Items.Where(m => m.NeedsMarker))
                    {
                        operations.QueueSqlCommand(
                            "insert into marking (id, test_id, attempt_id, item_id, person_id, number, text_id, stage)"
                            + " values (?, ?, ?, ?, ?, ?, nullif(?, '00000000-0000-0000-0000-000000000000'::uuid), ?) on conflict (id) do nothing",
                            MarkingRows.IdOf(graded.AttemptId, mark.ItemId), graded.TestId, graded.AttemptId, mark.ItemId, graded.PersonId, graded.Number,
                            mark.TextId ?? Guid.Empty, nameof(MarkingStage.Waiting));
                    }

                    break;
                case AttemptRegraded regraded:
                    // What is dropped nobody has to mark any more.
                    foreach (var mark in regraded.Marks.Items.Where(m => m.Weight == 0))
                    {
                        operations.QueueSqlCommand("delete from marking where id = ?", MarkingRows.IdOf(regraded.AttemptId, mark.ItemId));
                    }

                    break;
                case IMarkingStep step:
                    operations.QueueSqlCommand("update marking set stage = ? where id = ?", step.After.Stage.ToString(), MarkingRows.IdOf(step.AttemptId, step.ItemId));
                    break;
            }
        }

        return Task.CompletedTask;
    }
}

public sealed class MarkingRows(NpgsqlDataSource database)
{
    private const string Readable = "(m.text_id is null or exists (select 1 from mt_doc_answertext t where t.id = m.text_id))";

    // As PostgreSQL writes it (pg_get_functiondef): in any other form every start would take it for changed.
    private const string Function =
        """
        CREATE OR REPLACE FUNCTION public.hold_marked(stream text, test uuid)
         RETURNS void
         LANGUAGE plpgsql
        AS $function$
        begin
            perform 1 from public.mt_streams s where s.id = stream for update;
            if exists (
                select 1 from public.marking m where m.test_id = test and m.stage <> 'Marked'
                    and (m.text_id is null or exists (select 1 from public.mt_doc_answertext t where t.id = m.text_id))) then
                raise exception 'The marking of the test % is not complete any more.', test using errcode = '40001';
            end if;
        end
        $function$;
        """;

    public static void Add(StoreOptions store)
    {
        var table = new Table("marking");
        table.AddColumn("id", "uuid").AsPrimaryKey();
        table.AddColumn("test_id", "uuid").NotNull().AddIndex();
        table.AddColumn("attempt_id", "uuid").NotNull();
        table.AddColumn("item_id", "uuid").NotNull();
        table.AddColumn("person_id", "uuid").NotNull();
        table.AddColumn("number", "integer").NotNull();
        table.AddColumn("text_id", "uuid");
        table.AddColumn("stage", "text").NotNull();
        store.Storage.ExtendedSchemaObjects.Add(table);
        store.Storage.ExtendedSchemaObjects.Add(Weasel.Postgresql.Functions.Function.ForSql(Function));
        store.Projections.Add(new MarkingRowsProjection(), JasperFx.Events.Projections.ProjectionLifecycle.Inline, "marking");
    }

    public static Guid IdOf(Guid attemptId, Guid itemId) => NamedId.Of($"marking/{attemptId:N}/{itemId:N}");

    public async Task<MarkingRow?> FindAsync(Guid testId, Guid attemptId, Guid itemId, CancellationToken cancellation) =>
        (await ReadAsync("m.test_id = $1 and m.id = $2", [testId, IdOf(attemptId, itemId)], cancellation)).SingleOrDefault();

    /// <summary>What can still be read and is at one of these stages, after a row in the order of ids.</summary>
    public Task<IReadOnlyList<MarkingRow>> PageAsync(Guid testId, IReadOnlyList<MarkingStage> stages, Guid after, int limit, CancellationToken cancellation) =>
        ReadAsync(
            $"m.test_id = $1 and m.stage = any($2) and m.id > $3 and {Readable} order by m.id limit $4",
            [testId, stages.Select(s => s.ToString()).ToArray(), after, limit], cancellation);

    /// <summary>Not marked, though what was written is gone.</summary>
    public Task<IReadOnlyList<MarkingRow>> ErasedAsync(Guid testId, CancellationToken cancellation) =>
        ReadAsync($"m.test_id = $1 and m.stage <> 'Marked' and not {Readable}", [testId], cancellation);

    public async Task<MarkingProgress> ProgressAsync(Guid testId, CancellationToken cancellation)
    {
        var at = new Dictionary<string, int>();
        await using (var command = database.CreateCommand(
            $"select m.stage, count(*)::int from marking m where m.test_id = $1 and (m.stage = 'Marked' or {Readable}) group by m.stage"))
        {
            command.Parameters.Add(new() { Value = testId });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                at[reader.GetString(0)] = reader.GetInt32(1);
            }
        }

        int Of(MarkingStage stage) => at.GetValueOrDefault(stage.ToString());
        return new MarkingProgress(
            at.Values.Sum(), Of(MarkingStage.Marked), Of(MarkingStage.Waiting), Of(MarkingStage.AwaitsSecond), Of(MarkingStage.ToSettle),
            (await NotGradedAsync(testId, cancellation)).Count);
    }

    /// <summary>Streams of a test's attempts that have no grade yet.</summary>
    public async Task<IReadOnlyList<string>> NotGradedAsync(Guid testId, CancellationToken cancellation)
    {
        // Their names differ in the first word only.
        await using var command = database.CreateCommand(
            "select a.stream from attempt_of a where a.test_id = $1 and not exists (select 1 from mt_streams s where s.id = 'grade' || substr(a.stream, 8))");
        command.Parameters.Add(new() { Value = testId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var streams = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            streams.Add(reader.GetString(0));
        }

        return streams;
    }

    private async Task<IReadOnlyList<MarkingRow>> ReadAsync(string where, object[] values, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select m.id, m.attempt_id, m.item_id, m.person_id, m.number, m.stage from marking m where {where}");
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<MarkingRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new MarkingRow(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetInt32(4), Enum.Parse<MarkingStage>(reader.GetString(5))));
        }

        return rows;
    }
}

public static class MarkingRowsInSession
{
    /// <summary>
    /// Lets a release stand only if nothing waits to be marked, and nothing begins to until the commit. Marks hold the test's stream still, so
    /// either they are seen here or they see the release.
    /// </summary>
    public static void HoldMarked(this IDocumentSession session, string stream, Guid testId) => session.QueueSqlCommand("select hold_marked(?, ?)", stream, testId);
}
