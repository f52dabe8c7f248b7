using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace HumanRights.Learning.Feedback;

/// <summary>
/// Keeps each course's box in one row of a plain table, written whole: no row per answer whose place or transaction could be
/// compared with anything, and no metadata, which a document or an event would bring (time, version, actor, trace).
/// </summary>
public sealed class FeedbackStore(NpgsqlDataSource database)
{
    public static Table Table { get; } = Define();

    public async Task<FeedbackBox> ReadAsync(Guid editionId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await ReadAsync(connection, "", editionId, cancellation);
    }

    /// <summary>Changes the box in a transaction of its own, one writer after the other, and returns it as written.</summary>
    public async Task<FeedbackBox> ChangeAsync(Guid editionId, Func<FeedbackBox, FeedbackBox> change, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var first = new NpgsqlCommand("insert into feedback_box (edition_id) values ($1) on conflict do nothing", connection))
        {
            first.Parameters.AddWithValue(editionId);
            await first.ExecuteNonQueryAsync(cancellation);
        }

        var changed = change(await ReadAsync(connection, "for update", editionId, cancellation));
        await using (var write = new NpgsqlCommand("update feedback_box set closed = $2, pending = $3, tally = $4, texts = $5 where edition_id = $1", connection))
        {
            write.Parameters.AddWithValue(editionId);
            write.Parameters.AddWithValue(changed.Closed);
            write.Parameters.AddWithValue(NpgsqlDbType.Jsonb, JsonSerializer.Serialize(changed.Pending));
            write.Parameters.AddWithValue(changed.Tally.ToArray());
            write.Parameters.AddWithValue(changed.Texts.ToArray());
            await write.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return changed;
    }

    private static async Task<FeedbackBox> ReadAsync(NpgsqlConnection connection, string locking, Guid editionId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select closed, pending, tally, texts from feedback_box where edition_id = $1 {locking}", connection);
        command.Parameters.AddWithValue(editionId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return !await reader.ReadAsync(cancellation)
            ? FeedbackBox.Empty
            : new FeedbackBox(
                reader.GetBoolean(0),
                [.. JsonSerializer.Deserialize<PendingAnswer[]>(reader.GetString(1))!],
                [.. await reader.GetFieldValueAsync<int[]>(2, cancellation)],
                [.. await reader.GetFieldValueAsync<string[]>(3, cancellation)]);
    }

    private static Table Define()
    {
        var table = new Table("public.feedback_box");
        table.AddColumn<Guid>("edition_id").AsPrimaryKey();
        table.AddColumn("closed", "boolean").NotNull().DefaultValueByExpression("false");
        table.AddColumn("pending", "jsonb").NotNull().DefaultValueByExpression("'[]'::jsonb");
        table.AddColumn("tally", "integer[]").NotNull().DefaultValueByExpression("'{0,0,0,0,0,0,0}'::integer[]");
        table.AddColumn("texts", "text[]").NotNull().DefaultValueByExpression("'{}'::text[]");
        return table;
    }
}
