using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.EventSourcing.Tests;

/// <summary>In production the schema is changed by a command before the start, never by the start.</summary>
public sealed class SchemaTests(Sample sample)
{
    private const string Production = "Production";

    [Fact]
    public async Task A_service_refuses_to_start_on_a_database_not_made_ready_for_it_and_migrate_makes_it_ready_also_twice_at_once()
    {
        var (database, broker) = (await sample.Servers.CreateDatabaseAsync("schema"), await sample.Servers.CreateVirtualHostAsync("schema"));
        var refused = SampleProcess.Launch(database, broker, sample.Issuer, null, Production);
        (await refused.Process.Exited).ShouldBe(78, refused.Process.LastOutput);
        refused.Process.LastOutput.ShouldContain("migrate");
        (await ScalarAsync<long>(database, "select count(*) from pg_tables where schemaname in ('public', 'inbox')")).ShouldBe(0);

        SampleProcess[] commands = [.. Enumerable.Range(0, 2).Select(_ => SampleProcess.Launch(database, broker, sample.Issuer, null, Production, "migrate"))];
        foreach (var command in commands)
        {
            (await command.Process.Exited).ShouldBe(0, command.Process.LastOutput);
        }

        var service = await SampleProcess.StartAsync(database, broker, sample.Issuer, environment: Production);
        (await service.StatusAsync($"/gates/north/passes/{Guid.CreateVersion7()}", HttpMethod.Post)).ShouldBe(200);
        await Eventually.TrueAsync(async () => await ScalarAsync<long>(database, "select count(*) from mt_events where type = 'counted'") == 1);
        (await service.Process.StopAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, service.Process.LastOutput);

        // Made ready for a later version too, it still is for this one; only without the note of its own it is not.
        await ScalarAsync<object>(database, "insert into inbox.schemas_applied (id) values ('later')");
        service = await SampleProcess.StartAsync(database, broker, sample.Issuer, environment: Production);
        await service.Process.StopAsync(TimeSpan.FromSeconds(60));
        await ScalarAsync<object>(database, "delete from inbox.schemas_applied where id <> 'later'");
        refused = SampleProcess.Launch(database, broker, sample.Issuer, null, Production);
        (await refused.Process.Exited).ShouldBe(78, refused.Process.LastOutput);
    }

    private static async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
