using System.Net.Http.Headers;
using HumanRights.LocalServers;
using HumanRights.SampleService;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing.Tests;

public sealed class WriterTests(Sample sample) : IAsyncLifetime
{
    private ServiceUnderTest<Program> service = null!;

    public async ValueTask InitializeAsync() => service = await sample.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private EventWriter Writer => service.Services.GetRequiredService<EventWriter>();

    [Fact]
    public async Task Writers_that_meet_on_one_stream_all_get_through()
    {
        var client = service.Anonymous();
        var passes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PassAsync(client, "north").ReadAsync<int>()));
        passes.Order().ShouldBe(Enumerable.Range(1, 40));
        (await service.EventsAsync(Gate.Stream("north"))).Select(e => e.Version).ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
    }

    [Fact]
    public async Task A_command_decided_on_an_older_version_is_stale()
    {
        var client = service.Anonymous();
        await PassAsync(client, "south").ReadAsync<int>();
        client.DefaultRequestHeaders.IfMatch.Clear();
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "0");
        var problem = await PassAsync(client, "south").ShouldRefuseAsync(412, "stale-version");
        problem.GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_rejection_appends_nothing_and_says_why()
    {
        var client = service.Anonymous();
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("pt"));
        var problem = await PassAsync(client, "closed").ShouldRefuseAsync(409, "gate-closed");
        problem.GetProperty("detail").GetString().ShouldBe("O portão está fechado.");
        (await service.EventsAsync(Gate.Stream("closed"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_nobody_mapped_fails_its_command_and_never_reaches_the_relay()
    {
        await Should.ThrowAsync<UnmappedEventException>(() =>
            Writer.DecideAsync<Gate>(Gate.Stream("east"), (_, _) => Decision.Accept(new Unmapped("east"))));
        (await service.EventsAsync(Gate.Stream("east"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_alongside_are_saved_with_the_events_or_not_at_all()
    {
        await Should.ThrowAsync<UnmappedEventException>(() => Writer.DecideAsync<Gate>(
            Gate.Stream("west"), (_, _) => Decision.Accept(new Passed("west", Guid.Empty), new Unmapped("west")), alongside: s => s.Store(new Received("row", default))));
        await Writer.DecideAsync<Gate>(Gate.Stream("west"), (_, _) => Decision.Nothing, alongside: s => s.Store(new Received("row", default)));
        await using var session = service.Store.QuerySession();
        (await session.LoadAsync<Received>("row")).ShouldBeNull();

        await Writer.DecideAsync<Gate>(Gate.Stream("west"), (_, _) => Decision.Accept(new Passed("west", Guid.Empty)), alongside: s => s.Store(new Received("row", default)));
        (await session.LoadAsync<Received>("row")).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_decided_on_several_streams_is_saved_together_or_not_at_all()
    {
        string[] names = ["one", "two", "three"];
        string[] streams = [.. names.Select(Gate.Stream)];
        Decision Pass(int i, Gate gate, DateTimeOffset now) => i == 1 ? Decision.Nothing : Decision.Accept(new Passed(names[i], Guid.Empty));
        await Should.ThrowAsync<UnmappedEventException>(() => Writer.DecideEachAsync<Gate>(streams, (i, gate, now) => i == 2 ? Decision.Accept(new Unmapped("three")) : Pass(i, gate, now)));
        (await service.EventsAsync(streams[0])).ShouldBeEmpty();

        // Only beside what is appended.
        var outcomes = await Writer.DecideEachAsync<Gate>(streams, Pass, (session, i) => session.Store(new Received(names[i], default)));
        outcomes.Select(o => (o.Version, o.Events.Count)).ShouldBe([(1, 1), (0, 0), (1, 1)]);
        await using var session = service.Store.QuerySession();
        (await session.LoadManyAsync<Received>(names)).Select(r => r.Id).ShouldBe(["one", "three"], ignoreOrder: true);
        (await Writer.ReadEachAsync<Gate>(streams, default)).Select(g => g.Version).ShouldBe([1, 0, 1]);
    }

    [Fact]
    public async Task Writers_that_meet_on_several_streams_in_whatever_order_all_get_through()
    {
        string[] streams = [.. Enumerable.Range(1, 6).Select(i => Gate.Stream($"row{i}"))];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Writer.DecideEachAsync<Gate>(
            n % 2 == 0 ? streams : [.. streams.Reverse()], (_, _, _) => Decision.Accept(new Passed("row", Guid.Empty)))));
        (await Writer.ReadEachAsync<Gate>(streams, default)).Select(g => g.Version).ShouldAllBe(v => v == 6);
    }

    [Fact]
    public async Task The_clock_is_the_databases()
    {
        var clock = service.Services.GetRequiredService<DatabaseClock>();
        service.Services.GetRequiredService<TimeProvider>().ShouldBeSameAs(clock);
        await clock.ReadAsync(default);
        await using var session = service.Store.QuerySession();
        var before = clock.GetUtcNow();
        var server = (await session.AdvancedSql.QueryAsync<DateTimeOffset>("select clock_timestamp()", default)).Single();
        server.ShouldBeInRange(before.AddMilliseconds(-250), clock.GetUtcNow().AddMilliseconds(250));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_machines_clock_that_is_wrong_changes_nothing(int minutes)
    {
        var clock = Clock(service.Services.GetRequiredService<NpgsqlDataSource>(), minutes);
        await clock.StartingAsync(default);
        Off(clock).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await clock.StoppedAsync(default);
    }

    [Fact]
    public async Task A_clock_that_could_not_be_read_at_the_start_is_right_soon_after_the_database_is_there()
    {
        await using var server = await LocalPostgres.StartAsync();
        await server.StopAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
        var clock = Clock(database, 60);
        await clock.StartingAsync(default);
        Off(clock).ShouldBeGreaterThan(TimeSpan.FromMinutes(59), "what nobody has told it, it cannot know");
        await server.RestartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Off(clock) < TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(15));
        await clock.StoppedAsync(default);
    }

    private DatabaseClock Clock(NpgsqlDataSource database, int minutes) =>
        new(database, new SkewedClock(TimeSpan.FromMinutes(minutes)), service.Services.GetRequiredService<ILogger<DatabaseClock>>());

    private static TimeSpan Off(DatabaseClock clock) => (clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).Duration();

    private static Task<HttpResponseMessage> PassAsync(HttpClient client, string gate) =>
        client.PostAsync($"/gates/{gate}/passes/{Guid.CreateVersion7()}", null);
}
