using Npgsql;
using Weasel.Postgresql.Tables;

namespace HumanRights.Assessment.KeyAccess;

/// <summary>Somebody was shown keys.</summary>
/// <param name="Id">What pages are cut by.</param>
/// <param name="At">Just before they were sent.</param>
/// <param name="Reader">A person's id or a client's.</param>
/// <param name="Purpose">What for, as the endpoint says.</param>
/// <param name="TestId">The test they were shown with; absent: the question bank.</param>
/// <param name="HowMany">Keys shown.</param>
/// <param name="Items">Whose.</param>
public sealed record KeyAccessAnswer(Guid Id, DateTimeOffset At, string Reader, string Purpose, Guid? TestId, int HowMany, IReadOnlyList<Guid> Items);

/// <summary>Which accesses; absent: whichever.</summary>
public sealed record KeyAccessFilter(Guid? ItemId, Guid? TestId, string? Reader);

/// <summary>Who was shown which keys, when and why: a row for each answer, or each part of one that is sent in parts. It holds ids only.</summary>
public sealed class KeyAccessRows(NpgsqlDataSource database, TimeProvider clock)
{
    public static Table Table()
    {
        var table = new Table("key_accesses");
        table.AddColumn("id", "uuid").AsPrimaryKey();
        table.AddColumn("at", "timestamptz").NotNull().AddIndex();
        table.AddColumn("reader", "text").NotNull();
        table.AddColumn("purpose", "text").NotNull();
        table.AddColumn("test_id", "uuid");
        table.AddColumn("items", "uuid[]").NotNull();
        table.Indexes.Add(new IndexDefinition("key_accesses_by_reader") { Columns = ["reader", "id"] });
        table.Indexes.Add(new IndexDefinition("key_accesses_by_test") { Columns = ["test_id", "id"] });
        table.Indexes.Add(new IndexDefinition("key_accesses_by_item") { Columns = ["items"], Method = IndexMethod.gin });
        return table;
    }

    public async Task RecordAsync(string reader, string purpose, Guid? testId, IReadOnlyCollection<Guid> items, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var command = database.CreateCommand("insert into key_accesses (id, at, reader, purpose, test_id, items) values ($1, $2, $3, $4, $5, $6)");
        foreach (var value in (object[])[Guid.CreateVersion7(now), now, reader, purpose, testId ?? (object)DBNull.Value, items.ToArray()])
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The latest first, before the row <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<KeyAccessAnswer>> ReadAsync(KeyAccessFilter filter, Guid? after, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        var conditions = new List<string>();
        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                command.Parameters.Add(new() { Value = value });
                conditions.Add($"{condition} ${command.Parameters.Count}");
            }
        }

        Where("items @>", filter.ItemId is { } item ? new[] { item } : null);
        Where("test_id =", filter.TestId);
        Where("reader =", filter.Reader);
        Where("id <", after);
        command.CommandText = $"select id, at, reader, purpose, test_id, items from key_accesses {(conditions.Count > 0 ? "where " : "")}{string.Join(" and ", conditions)} order by id desc limit {most}";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<KeyAccessAnswer>();
        while (await reader.ReadAsync(cancellation))
        {
            var items = await reader.GetFieldValueAsync<Guid[]>(5, cancellation);
            rows.Add(new KeyAccessAnswer(
                reader.GetGuid(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation), reader.GetString(2), reader.GetString(3),
                await reader.GetFieldValueAsync<Guid?>(4, cancellation), items.Length, items));
        }

        return rows;
    }

    public async Task RemoveAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("delete from key_accesses where at < $1");
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - olderThan });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
