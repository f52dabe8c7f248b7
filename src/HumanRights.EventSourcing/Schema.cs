using System.Security.Cryptography;
using System.Text;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>What a service keeps in its database beside a store, or instead of one.</summary>
/// <param name="Script">Changes whenever the tables do, and only then.</param>
/// <param name="ApplyAsync">Brings them to this version; harmless when they are.</param>
public sealed record OwnTables(string Script, Func<CancellationToken, Task> ApplyAsync);

/// <summary>
/// The schema of a service's database: made by the command <c>migrate</c>, and only asked for at the start. Each version that was applied leaves
/// a note, known by the script that makes it. Notes are kept: while a new version is brought in, the old one may start again on the schema that is
/// already the new one's.
/// </summary>
internal static partial class Schema
{
    private const long Lock = 0x48_52_53_43; // "HRSC"

    /// <summary>One process at a time; whoever comes second finds nothing left to do.</summary>
    public static async Task ApplyAsync(IServiceProvider services, OwnTables? own, CancellationToken cancellation)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        await RunAsync("select pg_advisory_lock($1)", Lock);
        try
        {
            await (own?.ApplyAsync(cancellation) ?? Task.CompletedTask);
            await (services.GetService<IDocumentStore>()?.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate) ?? Task.CompletedTask);
            await RunAsync("create schema if not exists inbox");
            await RunAsync("create table if not exists inbox.schemas_applied (id text primary key, at timestamptz not null default clock_timestamp())");
            await RunAsync("insert into inbox.schemas_applied (id) values ($1) on conflict do nothing", Note(services, own));
        }
        finally
        {
            await RunAsync("select pg_advisory_unlock($1)", Lock);
        }

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(values.Select(v => new NpgsqlParameter { Value = v }).ToArray());
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits for a database that is away; false when it answers and was never made ready for this version.</summary>
    public static async Task<bool> IsAppliedAsync(IServiceProvider services, OwnTables? own, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select exists (select from inbox.schemas_applied where id = $1)");
                command.Parameters.AddWithValue(Note(services, own));
                return await command.ExecuteScalarAsync(cancellation) is true;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
            {
                return false;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogAway(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Schema)), e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            }
        }
    }

    private static string Note(IServiceProvider services, OwnTables? own) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(services.GetService<IDocumentStore>()?.Storage.ToDatabaseScript() + own?.Script)));

    [LoggerMessage(LogLevel.Warning, "The start waits for the database: {Reason}")]
    private static partial void LogAway(ILogger log, string reason);
}
