using System.Diagnostics;
using HumanRights.LocalServers;
using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.AppHost.Tests;

public sealed class LocalPostgresTests
{
    [Fact]
    public async Task A_committed_row_survives_kill_of_the_postmaster_and_a_second_start()
    {
        var directory = Directory.CreateTempSubdirectory("human-rights-kept-").FullName;
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherExecute);
        try
        {
            await using (var server = await LocalPostgres.StartAsync(new() { DataDirectory = directory }))
            {
                await server.CreateDatabaseAsync("kept");
                await server.CreateDatabaseAsync("kept");
                await ExecuteAsync(server, "create table facts (n int); insert into facts values (42)");
                server.Kill();
                (await server.Exited).ShouldBe(137);
                await server.RestartAsync();
                (await ExecuteAsync(server, "select n from facts")).ShouldBe(42);
            }
            await using var again = await LocalPostgres.StartAsync(new() { DataDirectory = directory });
            (await ExecuteAsync(again, "select n from facts")).ShouldBe(42);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_frozen_server_does_not_answer_until_thawed_and_durability_is_on()
    {
        await using var server = await LocalPostgres.StartAsync();
        (await ExecuteAsync(server, "select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes')", "postgres")).ShouldBe("ononon");

        server.Freeze();
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(server, "select 1", "postgres"));
        server.Thaw();
        await Eventually.TrueAsync(async () => await ExecuteAsync(server, "select 1", "postgres") is 1);
    }

    [Fact]
    public async Task A_directory_in_use_is_refused()
    {
        await using var server = await LocalPostgres.StartAsync();
        var directory = Path.GetDirectoryName((string)(await ExecuteAsync(server, "show data_directory", "postgres"))!)!;
        (await Should.ThrowAsync<InvalidOperationException>(() => LocalPostgres.StartAsync(new() { DataDirectory = directory }))).Message.ShouldContain("another running process");
    }

    static async Task<object?> ExecuteAsync(LocalPostgres server, string sql, string database = "kept")
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(database) + ";Pooling=false;Timeout=3;Command Timeout=3");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

public sealed class LocalRabbitMqTests
{
    [Fact]
    public async Task It_keeps_its_policies_through_kill_and_restart_and_leaves_nothing_behind()
    {
        var broker = await LocalRabbitMq.StartAsync();
        await using (broker)
        {
            await broker.Management.CreateVirtualHostAsync("other");
            var pid = broker.ProcessId;
            Process.GetProcessById(pid).ProcessName.ShouldBe("beam.smp");
            broker.Kill();
            await broker.Exited;
            await broker.RestartAsync();
            broker.ProcessId.ShouldNotBe(pid);
            var policies = await broker.Management.Http.GetStringAsync("api/policies/other");
            policies.ShouldContain("\"delivery-limit\":20");
            policies.ShouldContain("dead-letters");
        }
        Ports.IsFree(broker.Port).ShouldBeTrue();
        Signals.StartTimeOf(broker.ProcessId).ShouldBeNull();
    }

    [Fact]
    public void A_port_is_given_to_one_only()
    {
        var ports = Enumerable.Range(0, 400).Select(_ => Ports.Free()).ToList();
        ports.Distinct().Count().ShouldBe(ports.Count);
    }
}
