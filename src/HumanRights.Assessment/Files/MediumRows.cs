using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace HumanRights.Assessment.Files;

/// <summary>Pictures and sounds of items, one row for each content; events hold the ids.</summary>
public sealed class MediumRows(NpgsqlDataSource database)
{
    public static Table Table()
    {
        var table = new Table("item_media");
        table.AddColumn("id", "uuid").AsPrimaryKey();
        table.AddColumn("type", "text").NotNull();
        table.AddColumn("content", "bytea").NotNull();
        return table;
    }

    public async Task<MediumFile?> LoadAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select type, content from item_media where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new MediumFile(id, reader.GetString(0), await reader.GetFieldValueAsync<byte[]>(1, cancellation)) : null;
    }

    /// <summary>Whether every one of these is there.</summary>
    public async Task<bool> HoldsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return true;
        }

        await using var command = database.CreateCommand("select count(*) from item_media where id = any($1)");
        command.Parameters.Add(new() { Value = ids.Distinct().ToArray() });
        return (long)(await command.ExecuteScalarAsync(cancellation))! == ids.Distinct().Count();
    }

    /// <summary>A file on its own; in one with an item, <see cref="MediumRowsInSession.Keep"/>.</summary>
    public async Task SaveAsync(MediumFile file, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("insert into item_media (id, type, content) values ($1, $2, $3) on conflict do nothing");
        command.Parameters.Add(new() { Value = file.Id });
        command.Parameters.Add(new() { Value = file.Type });
        command.Parameters.Add(new() { Value = file.Content, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

public static class MediumRowsInSession
{
    /// <summary>In the transaction that saves the item.</summary>
    public static void Keep(this IDocumentSession session, MediumFile file) =>
        session.QueueSqlCommand("insert into item_media (id, type, content) values (?, ?, ?) on conflict do nothing", file.Id, file.Type, file.Content.ToArray());
}
