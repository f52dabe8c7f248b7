using System.Diagnostics;
using System.Text;
using HumanRights.SampleService;
using HumanRights.SampleService.Published;
using HumanRights.TestKit;
using Marten.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.EventSourcing.Tests;

public sealed class RelayTests(Sample sample)
{
    [Fact]
    public async Task Publishes_with_the_events_id_stream_and_version_and_the_consumer_has_one_effect()
    {
        await using var service = await sample.StartAsync();
        await using var spy = await ListenAsync(service);
        await PassAsync(service, "north");
        await CountBecomesAsync(service, "north", 1);

        var stored = (await service.EventsAsync(Gate.Stream("north"))).Single();
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count == 1));
        Guid.Parse(spy.MessageIds.Single()).ShouldBe(stored.Id);
        var headers = spy.Headers.Single();
        Text(headers[SourceHeaders.Stream]).ShouldBe(Gate.Stream("north"));
        headers[SourceHeaders.StreamVersion].ShouldBe(1L);
    }

    [Fact]
    public async Task Its_leader_holds_the_lock_and_keeps_no_old_row_version_from_being_cleaned_up()
    {
        await using var service = await sample.StartAsync();
        await PassAsync(service, "north");
        await CountBecomesAsync(service, "north", 1);
        (await ScalarAsync<long>(service, "select count(*) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())"))
            .ShouldBeGreaterThan(0);

        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        (await ScalarAsync<long>(service, "select count(*) from pg_stat_activity where datname = current_database() and xact_start < clock_timestamp() - interval '2 seconds'")).ShouldBe(0);
    }

    [Fact]
    public async Task One_trace_runs_from_the_request_to_the_consumers_append()
    {
        // Activities are only made while somebody listens: in production that is OpenTelemetry.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "HumanRights.EventSourcing" or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        await using var service = await sample.StartAsync();
        var client = service.Anonymous();
        client.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        await client.PostAsync($"/gates/north/passes/{Guid.CreateVersion7()}", null).ReadAsync<int>();
        await CountBecomesAsync(service, "north", 1);

        (await service.EventsAsync(Gate.Stream("north"))).Single().CorrelationId.ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
        (await service.EventsAsync(Count.Stream("north"))).Single().CorrelationId.ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    [Fact]
    public async Task An_archived_streams_events_are_still_published()
    {
        await using var service = await sample.StartAsync();
        await using var spy = await ListenAsync(service);
        await using (var session = service.Store.LightweightSession())
        {
            // Appended and archived in one transaction: the relay can only ever see it archived.
            session.Events.StartStream(Gate.Stream("old"), new Passed("old", Guid.Empty));
            session.Events.ArchiveStream(Gate.Stream("old"));
            await session.SaveChangesAsync();
        }

        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count == 1));
    }

    [Fact]
    public async Task An_unreadable_event_halts_the_relay_turns_health_red_and_can_be_parked()
    {
        await using var service = await sample.StartAsync();
        await PassAsync(service, "north");
        await CountBecomesAsync(service, "north", 1);
        (await HealthAsync(service)).ShouldBe(200);

        var sequence = await AppendUnreadableAsync(service);
        await PassAsync(service, "south");
        await Eventually.TrueAsync(async () => await HealthAsync(service) == 503);
        (await ReadyAsync(service)).ShouldBe(200);
        var shards = (await service.Anonymous().GetAsync("/health").ContinueWith(t => t.GetAwaiter().GetResult().Content.ReadAsStringAsync(), TaskScheduler.Default).Unwrap());
        shards.ShouldContain("relay:All");
        (await CountAsync(service, "south")).ShouldBe(0, "What comes after an unreadable event must wait, or it would be published out of order.");

        await service.Store.Storage.Database.MarkEventsAsSkipped([sequence]);
        await CountBecomesAsync(service, "south", 1);
        await Eventually.TrueAsync(async () => await HealthAsync(service) == 200);
    }

    [Fact]
    public void Its_name_and_version_are_pinned_because_another_would_publish_everything_again() =>
        Relay.SubscriptionName.ShouldBe("relay");

    [Fact]
    public async Task Its_progress_is_kept_under_the_pinned_name()
    {
        await using var service = await sample.StartAsync();
        await PassAsync(service, "north");
        await CountBecomesAsync(service, "north", 1);
        await Eventually.TrueAsync(async () => await ScalarAsync<long>(service, "select count(*) from mt_event_progression where name = 'relay:All' and last_seq_id >= 1") == 1);
    }

    [Fact]
    public void A_messages_id_is_the_events_and_further_ones_are_derived_from_it()
    {
        var id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
        Relay.MessageId(id, 0).ShouldBe(id);
        Relay.MessageId(id, 1).ShouldBe(Relay.MessageId(id, 1));
        new[] { Relay.MessageId(id, 0), Relay.MessageId(id, 1), Relay.MessageId(id, 2) }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Exchange_names_are_pinned() =>
        Messaging.ExchangeName(typeof(GatePassed)).ShouldBe("humanrights.published.gate-passed.v1");

    internal static Task<HttpResponseMessage> PassAsync(ServiceUnderTest<Program> service, string gate) =>
        service.Anonymous().PostAsync($"/gates/{gate}/passes/{Guid.CreateVersion7()}", null);

    internal static async Task<int> CountAsync(ServiceUnderTest<Program> service, string gate) =>
        (await service.StateAsync<Count>(Count.Stream(gate))).Total;

    internal static Task CountBecomesAsync(ServiceUnderTest<Program> service, string gate, int count) =>
        Eventually.TrueAsync(async () => await CountAsync(service, gate) == count);

    internal static async Task<int> HealthAsync(ServiceUnderTest<Program> service) => (int)(await service.Anonymous().GetAsync("/health")).StatusCode;

    internal static async Task<int> ReadyAsync(ServiceUnderTest<Program> service) => (int)(await service.Anonymous().GetAsync("/ready")).StatusCode;

    private static Task<Spy> ListenAsync(ServiceUnderTest<Program> service) =>
        Spy.ListenAsync(new Uri(service.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:messaging"]!), typeof(GatePassed));

    private static async Task<T> ScalarAsync<T>(ServiceUnderTest<Program> service, string sql)
    {
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>An event whose stored JSON no longer fits its type, in one transaction, so that no relay can read it before it is broken.</summary>
    private static async Task<long> AppendUnreadableAsync(ServiceUnderTest<Program> service)
    {
        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var session = service.Store.OpenSession(SessionOptions.ForTransaction(transaction)))
        {
            session.Events.StartStream(Gate.Stream("broken"), new Passed("broken", Guid.Empty));
            await session.SaveChangesAsync();
        }

        await using var spoil = new NpgsqlCommand("""update mt_events set data = '{"gate":"broken","passId":"no id"}' where stream_id = 'gate-broken' returning seq_id""", connection, transaction);
        var sequence = (long)(await spoil.ExecuteScalarAsync())!;
        await transaction.CommitAsync();
        return sequence;
    }

    private static string Text(object? header) => header is byte[] bytes ? Encoding.UTF8.GetString(bytes) : header?.ToString() ?? "";
}
