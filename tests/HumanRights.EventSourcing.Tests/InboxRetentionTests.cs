using HumanRights.SampleService;
using HumanRights.SampleService.Published;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static HumanRights.EventSourcing.Tests.RelayTests;

namespace HumanRights.EventSourcing.Tests;

public sealed class InboxRetentionTests(Sample sample)
{
    private static readonly (string, string) Often = ("Inbox:SweepEvery", "00:00:00.2");

    [Fact]
    public async Task Old_notes_go_by_the_hands_of_two_replicas_and_young_ones_still_keep_a_message_from_having_its_effect_twice()
    {
        var (database, broker) = (await sample.Servers.CreateDatabaseAsync("sample"), await sample.Servers.CreateVirtualHostAsync("sample"));
        await using var one = await ServiceUnderTest<Program>.StartAsync(sample.Issuer, "sample", database, broker, Often);
        await using var two = await ServiceUnderTest<Program>.StartAsync(sample.Issuer, "sample", database, broker, Often);
        var id = Guid.CreateVersion7();
        await one.PublishAsync(new GatePassed("north", id), id);
        await CountBecomesAsync(one, "north", 1);

        // More than two batches that are a day too old, and some that are a day too young.
        await ExecuteAsync(one,
            """
            insert into inbox.mt_doc_received (id, data, mt_last_modified, mt_dotnet_type)
            select case when n <= 1200 then 'old/' else 'young/' end || n, '{}', now() - case when n <= 1200 then interval '31 days' else interval '29 days' end, ''
            from generate_series(1, 1300) as n
            """);
        await Eventually.TrueAsync(async () => await CountAsync(one, "old/%") == 0);
        (await CountAsync(one, "young/%")).ShouldBe(100);

        await one.PublishAsync(new GatePassed("north", id), id);
        await one.PublishAsync(new GatePassed("last", Guid.CreateVersion7()));
        await CountBecomesAsync(one, "last", 1);
        await Eventually.TrueAsync(async () => await RelayTests.CountAsync(one, "north") == 1);
        (await one.EventsAsync(Count.Stream("north"))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_so_short_that_a_redelivery_could_come_after_it_is_refused()
    {
        var (database, broker) = (await sample.Servers.CreateDatabaseAsync("sample"), await sample.Servers.CreateVirtualHostAsync("sample"));
        var started = SampleProcess.Launch(database, broker, sample.Issuer, null, "Development", "--Inbox:Keep=00:10:00");
        (await started.Process.Exited).ShouldNotBe(0);
        started.Process.LastOutput.ShouldContain("Inbox:Keep");
    }

    private static async Task<long> CountAsync(ServiceUnderTest<Program> service, string pattern)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from inbox.mt_doc_received where id like $1");
        command.Parameters.AddWithValue(pattern);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(ServiceUnderTest<Program> service, string sql)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
