using System.Globalization;
using HumanRights.LocalServers;
using HumanRights.SampleService.Published;
using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.EventSourcing.Tests;

/// <summary>Servers and processes of their own, to be killed and frozen.</summary>
public sealed class Breakable : IAsyncLifetime
{
    public LocalPostgres Postgres { get; private set; } = null!;

    public LocalRabbitMq Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(
            Task.Run(async () => Postgres = await LocalPostgres.StartAsync()),
            Task.Run(async () => Broker = await LocalRabbitMq.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Broker.DisposeAsync();
    }
}

/// <summary>Promises P1, P2, P4 and P9, kept by the sample service in processes of its own while its surroundings are destroyed.</summary>
[Collection(nameof(FaultTests))]
public sealed class FaultTests(Sample sample, Breakable servers, ITestOutputHelper output) : IClassFixture<Breakable>, IAsyncLifetime
{
    private readonly string database = $"sample_{Guid.CreateVersion7():N}";
    private readonly List<SampleProcess> processes = [];

    public async ValueTask InitializeAsync()
    {
        await servers.Postgres.CreateDatabaseAsync(database);
        await servers.Broker.Management.CreateVirtualHostAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Process.Thaw();
            await process.Process.StopAsync(TimeSpan.FromSeconds(10));
        }

        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task The_broker_killed_three_times_under_load_every_event_arrives_once_and_http_stays_ready()
    {
        var service = await StartAsync();
        await using var load = new Load(service);
        for (var i = 0; i < 3; i++)
        {
            await load.MoreAsync(50);
            servers.Broker.Kill();
            await load.MoreAsync(50);
            (await service.StatusAsync("/ready")).ShouldBe(200);
            await Eventually.TrueAsync(async () => await service.StatusAsync("/health") == 503);
            await servers.Broker.RestartAsync();
        }

        await EachHasOneEffectAsync(await load.StopAsync());
        await Eventually.TrueAsync(async () => await service.StatusAsync("/health") == 200);
    }

    [Fact]
    public async Task PostgreSQL_killed_under_load_no_acknowledged_command_is_lost_and_meanwhile_is_answered_503()
    {
        var service = await StartAsync();
        await using var load = new Load(service);
        for (var i = 0; i < 2; i++)
        {
            await load.MoreAsync(50);
            servers.Postgres.Kill();
            await Eventually.TrueAsync(async () => await service.StatusAsync("/ready") == 503);
            await servers.Postgres.RestartAsync();
        }

        await load.MoreAsync(50);
        load.Statuses.Keys.ShouldBeSubsetOf([200, 503]);
        await EachHasOneEffectAsync(await load.StopAsync());
    }

    [Fact]
    public async Task PostgreSQL_frozen_is_answered_503_and_heals_by_itself()
    {
        var service = await StartAsync();
        await using var load = new Load(service);
        await load.MoreAsync(50);
        servers.Postgres.Freeze();
        await Eventually.TrueAsync(() => Task.FromResult(load.Statuses.ContainsKey(503)));
        (await service.StatusAsync("/alive")).ShouldBe(200);
        servers.Postgres.Thaw();
        await load.MoreAsync(50);
        load.Statuses.Keys.ShouldBeSubsetOf([200, 503]);
        await EachHasOneEffectAsync(await load.StopAsync());
    }

    [Fact]
    public async Task Killed_between_publish_and_commit_it_publishes_again_and_the_effect_is_one()
    {
        var service = await StartAsync();
        await using var first = new Load(service);
        await first.MoreAsync(1);
        var earlier = await first.StopAsync();
        await EachHasOneEffectAsync(earlier);
        await using var spy = await Spy.ListenAsync(VirtualHost, typeof(GatePassed));
        var before = await PositionAsync();

        // The progress row is held: what is published now cannot be committed as published.
        await using var holder = new NpgsqlConnection(servers.Postgres.ConnectionString(database));
        await holder.OpenAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await new NpgsqlCommand("select * from mt_event_progression where name = 'relay:All' for update", holder, hold).ExecuteNonQueryAsync();

        await using var load = new Load(service, workers: 1);
        await load.MoreAsync(1);
        var acknowledged = await load.StopAsync();
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count > 0));
        service.Process.Kill();
        await service.Process.Exited;
        await hold.RollbackAsync();
        (await PositionAsync()).ShouldBe(before);
        var published = spy.MessageIds[0];

        await StartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count(id => id == published) == 2));
        await EachHasOneEffectAsync([.. earlier, .. acknowledged]);
    }

    [Fact]
    public async Task With_two_replicas_each_event_has_one_effect_through_the_leaders_kill_and_freeze()
    {
        SampleProcess[] replicas = [await StartAsync(), await StartAsync()];
        await using var load = new Load(replicas);
        await load.MoreAsync(100);

        var killed = await LeaderAsync(replicas);
        killed.Process.Kill();
        await load.MoreAsync(100);
        replicas = [replicas.Single(r => r != killed), await StartAsync(killed.Address.Port)];
        await load.MoreAsync(100);

        var frozen = await LeaderAsync(replicas);
        frozen.Process.Freeze();
        await load.MoreAsync(100);
        var other = replicas.Single(r => r != frozen);
        await Eventually.TrueAsync(async () => await LeaderIdAsync() == other.Process.Id);
        frozen.Process.Thaw();
        await load.MoreAsync(50);
        await EachHasOneEffectAsync(await load.StopAsync());
        await Eventually.TrueAsync(async () => await frozen.StatusAsync("/health") == 200);
    }

    [Fact]
    public async Task Asked_to_end_under_load_it_answers_what_it_has_begun_ends_with_0_and_nothing_is_lost_or_doubled()
    {
        var service = await StartAsync();
        var (first, held) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (await service.StatusAsync($"/gates/held/passes/{first}", HttpMethod.Post)).ShouldBe(200);
        await using var load = new Load(service);
        await load.MoreAsync(100);

        // A request that is in the middle of its transaction while the process is told to end.
        await using var holder = new NpgsqlConnection(servers.Postgres.ConnectionString(database));
        await holder.OpenAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await new NpgsqlCommand("select * from mt_streams where id = 'gate-held' for update", holder, hold).ExecuteNonQueryAsync();
        var begun = service.StatusAsync($"/gates/held/passes/{held}", HttpMethod.Post);
        await Eventually.TrueAsync(async () => (await QueryAsync(
            "select 1 from pg_stat_activity where $1::text::int = any(pg_blocking_pids(pid))", $"{holder.ProcessID}", r => r.GetInt32(0))).Count == 1);
        var ending = service.Process.StopAsync(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => await service.StatusAsync("/alive") == 0);
        await hold.RollbackAsync();

        var status = await begun;
        status.ShouldBeOneOf([200, 503], service.Process.LastOutput);
        (await ending).ShouldBe(0, service.Process.LastOutput);

        await StartAsync(service.Address.Port);
        await load.MoreAsync(50);
        IReadOnlyCollection<Guid> acknowledged = [first, .. await load.StopAsync()];
        await EachHasOneEffectAsync(status == 200 ? [held, .. acknowledged] : acknowledged);
    }

    private Uri VirtualHost => new UriBuilder(servers.Broker.AmqpUri) { Path = database }.Uri;

    private async Task<SampleProcess> StartAsync(int? port = null)
    {
        var process = await SampleProcess.StartAsync(servers.Postgres.ConnectionString(database), VirtualHost, sample.Issuer, port);
        processes.Add(process);
        return process;
    }

    /// <summary>Everything acknowledged is in the streams, and was counted exactly once.</summary>
    private async Task EachHasOneEffectAsync(IReadOnlyCollection<Guid> acknowledged)
    {
        try
        {
            await Eventually.TrueAsync(async () => (await PassIdsAsync("counted")).Count >= acknowledged.Count && await CaughtUpAsync(), TimeSpan.FromSeconds(180));
        }
        catch (ShouldAssertException)
        {
            await SayWhereItStandsAsync(acknowledged.Count);
            throw;
        }

        (await PassIdsAsync("passed")).ShouldBe(acknowledged.Order(), ignoreOrder: true);
        (await PassIdsAsync("counted")).ShouldBe(acknowledged.Order(), ignoreOrder: true);
    }

    private async Task SayWhereItStandsAsync(int acknowledged)
    {
        output.WriteLine($"{acknowledged} acknowledged, {(await PassIdsAsync("passed")).Count} passed, {(await PassIdsAsync("counted")).Count} counted, relay at {await PositionAsync()}");
        foreach (var process in processes)
        {
            output.WriteLine($"{process.Process.Id}:\n{process.Process.LastOutput}");
        }
    }

    private async Task<IReadOnlyList<Guid>> PassIdsAsync(string type) =>
        await QueryAsync("select (data ->> 'passId')::uuid from mt_events where type = $1", type, r => r.GetGuid(0));

    private async Task<bool> CaughtUpAsync() =>
        (await QueryAsync("select coalesce(max(seq_id), 0) <= (select last_seq_id from mt_event_progression where name = $1) from mt_events", "relay:All", r => r.GetBoolean(0))).Single();

    private async Task<long> PositionAsync() =>
        (await QueryAsync("select last_seq_id from mt_event_progression where name = $1", "relay:All", r => r.GetInt64(0))).Single();

    private async Task<SampleProcess> LeaderAsync(SampleProcess[] replicas) =>
        await Eventually.GetAsync(async () => await LeaderIdAsync() is { } id ? replicas.SingleOrDefault(r => r.Process.Id == id) : null);

    /// <summary>The process whose session holds the relay's lock; sessions name their process.</summary>
    private async Task<int?> LeaderIdAsync()
    {
        var key = JasperFx.Events.Daemon.ProjectionLockIds.Compute("public", JasperFx.Events.Projections.ShardName.Compose(Relay.SubscriptionName, version: 1), 4444);
        var names = await QueryAsync(
            """
            select application_name from pg_locks join pg_stat_activity using (pid)
            where locktype = 'advisory' and granted and ((classid::bigint << 32) | objid::bigint) = $1::text::bigint and datname = current_database()
            """, key.ToString(CultureInfo.InvariantCulture), r => r.GetString(0));
        return names.Count == 0 ? null : int.Parse(names[0].Split('/')[^1], CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, string parameter, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        try
        {
            await using var connection = new NpgsqlConnection(servers.Postgres.ConnectionString(database));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(read(reader));
            }
        }
        catch (NpgsqlException e) when (e.IsTransient)
        {
            return [];
        }

        return rows;
    }
}
