using System.IO.Compression;
using System.Text.Json;
using HumanRights.EventSourcing;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace HumanRights.Enrolment.Rosters;

/// <summary>
/// Rosters as they were at some version, so that a new process need not fold a long stream from its beginning. Disposable: the events are the
/// truth, and a snapshot counts only for the very build that folded it, because another one may fold otherwise.
/// </summary>
public sealed partial class RosterSnapshots(NpgsqlDataSource database, ILogger<RosterSnapshots> log)
{
    internal static readonly JsonSerializerOptions Json = new() { IncludeFields = true, IgnoreReadOnlyProperties = true };

    /// <summary>Changes with any change to this assembly's code, and with nothing else.</summary>
    private static readonly Guid Build = typeof(Roster).Module.ModuleVersionId;

    public static Table Table()
    {
        var table = new Table("roster_snapshots");
        table.AddColumn("stream", "text").AsPrimaryKey();
        table.AddColumn("build", "uuid").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        table.AddColumn("roster", "bytea").NotNull();
        return table;
    }

    /// <summary>The latest snapshot this build has made of the roster; null when there is none, or it cannot be read.</summary>
    public async Task<Versioned<Roster>?> LoadAsync(string stream, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select version, roster from roster_snapshots where stream = $1 and build = $2");
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = Build });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        await using var packed = new MemoryStream(await reader.GetFieldValueAsync<byte[]>(1, cancellation));
        await using var json = new BrotliStream(packed, CompressionMode.Decompress);
        try
        {
            return new((await JsonSerializer.DeserializeAsync<Roster>(json, Json, cancellation))!, reader.GetInt64(0));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            LogUnreadable(log, stream, e.GetType().Name);
            return null;
        }
    }

    public async Task SaveAsync(string stream, Versioned<Roster> roster)
    {
        using var packed = new MemoryStream();
        await using (var json = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(json, roster.State, Json);
        }

        await using var command = database.CreateCommand(
            """
            insert into roster_snapshots as kept (stream, build, version, roster) values ($1, $2, $3, $4)
            on conflict (stream) do update set build = excluded.build, version = excluded.version, roster = excluded.roster
            where kept.build <> excluded.build or kept.version < excluded.version
            """);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = Build });
        command.Parameters.Add(new() { Value = roster.Version });
        command.Parameters.Add(new() { Value = packed.GetBuffer().AsMemory(0, (int)packed.Length), NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync();
    }

    [LoggerMessage(LogLevel.Warning, "The snapshot of {Stream} cannot be read ({Failure}): the roster is folded from its events")]
    private static partial void LogUnreadable(ILogger log, string stream, string failure);
}
