using System.Diagnostics;
using System.Globalization;
using HumanRights.LocalServers;
using Npgsql;

namespace HumanRights.Benchmarks;

/// <summary>
/// V6: what one registration costs with 1,000,000 events stored, 100,000 of them in the very roster it enters, compared with 10,000. The store
/// is filled while the services are down, with copies of a real event and of the rows the views make of it.
/// </summary>
public static class GrowthBenchmark
{
    private const int WarmUp = 200;
    private const int Measured = 600;
    private const int Small = 10_000;
    private const int Large = 1_000_000;
    private const int InRoster = 100_000;

    // One stream for every thousand events, and a share in the roster that is measured.
    private const string Fill =
        """
        insert into mt_streams (id, type, version, timestamp, created, tenant_id, is_archived)
        select distinct 'roster-' || md5((@from + (i - @inRoster) / 1000)::text), null, 0, now(), now(), (select tenant_id from mt_streams limit 1), false
        from generate_series(@inRoster + 1, @count) i;
        with template as (select * from mt_events where type = 'placed-on-waiting-list' order by seq_id limit 1),
        last as (select coalesce(max(seq_id), 0) as seq from mt_events),
        roster as (select version from mt_streams where id = @roster),
        rows as (
          select i, gen_random_uuid() as event, gen_random_uuid() as person, gen_random_uuid() as registration,
            case when i <= @inRoster then @roster else 'roster-' || md5((@from + (i - @inRoster) / 1000)::text) end as stream,
            case when i <= @inRoster then (select version from roster) + i else (i - @inRoster) % 1000 + 1 end as version
          from generate_series(1, @count) i),
        written as (
          insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
          select last.seq + i, event, stream, rows.version,
            t.data || jsonb_build_object('personId', person, 'registrationId', registration, 'position', i), t.type, now(), t.tenant_id, t.mt_dotnet_type, t.correlation_id, t.causation_id, t.headers, false
          from rows, template t, last order by i
          returning 1),
        people as (
          insert into registrations (edition_id, person_id, registration_id, arrived, status, since)
          select case when i <= @inRoster then @edition else md5((@from + (i - @inRoster) / 1000)::text)::uuid end, person, registration, last.seq + i, 'waiting', now() from rows, last)
        insert into registration_steps (edition_id, person_id, sequence, at, what, by_whom)
        select case when i <= @inRoster then @edition else md5((@from + (i - @inRoster) / 1000)::text)::uuid end, person, last.seq + i, now(), 'placed-on-waiting-list', 'self' from rows, last
        """;

    // What the relay and the views would have done with them is done.
    private const string Settle =
        """
        update mt_streams s set version = e.version from (select stream_id, max(version) as version from mt_events group by stream_id) e where s.id = e.stream_id;
        select setval('mt_events_sequence', (select max(seq_id) from mt_events));
        update mt_event_progression set last_seq_id = (select max(seq_id) from mt_events);
        """;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("human-rights-bench-").FullName;
        try
        {
            Guid edition;
            await using (var platform = await RunningPlatform.StartAsync(data))
            {
                edition = await platform.OpenEditionAsync(capacity: 1);
                await RegisterAsync(platform, edition, 2);
            }

            await FillAsync(data, edition, Small, inRoster: 0);
            // Each twice: what a store has to tidy up after being filled is no part of a registration.
            await MeasureAsync(data, edition);
            var small = await MeasureAsync(data, edition);
            await FillAsync(data, edition, Large, InRoster);
            var first = await MeasureAsync(data, edition);
            var large = await MeasureAsync(data, edition);
            return
            [
                Figure.AtMost("V6", $"registration p50, {large.Events:N0} events stored ({InRoster:N0} in its roster) / {small.Events:N0}", large.P50 / small.P50, "x", 1.2),
                Figure.Only("V6.small", "p50 through the gateway", small.P50, "ms"),
                Figure.Only("V6.large", "the same with many", large.P50, "ms"),
                Figure.Only("V6.first", $"the first registration after a start, with {small.Events:N0}", small.First, "ms"),
                Figure.AtMost("V6.snapshot", "what the roster of many adds to it, read from the snapshot the process before has written", large.First - small.First, "ms", 1000),
                Figure.Only("V6.fold", "the same folded from its events, as after a change of build", first.First - small.First, "ms"),
            ];
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<(long Events, double First, double P50)> MeasureAsync(string data, Guid edition)
    {
        await using var platform = await RunningPlatform.StartAsync(data);
        var times = await RegisterAsync(platform, edition, WarmUp + Measured);
        await using var database = NpgsqlDataSource.Create(platform.Database("enrolment-db"));
        await using var count = database.CreateCommand("select count(*) from mt_events");
        return ((long)(await count.ExecuteScalarAsync())!, times[0], Samples.Percentile([.. times.Skip(WarmUp)], 0.5));
    }

    /// <summary>One person after the other, each with a token of their own; milliseconds.</summary>
    private static async Task<IReadOnlyList<double>> RegisterAsync(RunningPlatform platform, Guid edition, int people)
    {
        var times = new List<double>();
        using var client = new HttpClient();
        foreach (var token in await platform.TokensAsync("participant", people))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(platform.Gateway, $"/api/enrolment/editions/{edition}/registrations"));
            request.Headers.Authorization = new("Bearer", token);
            var start = Stopwatch.GetTimestamp();
            using var answer = await client.SendAsync(request);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
        }

        return times;
    }

    private static async Task FillAsync(string data, Guid edition, int count, int inRoster)
    {
        await using var server = await LocalPostgres.StartAsync(new() { DataDirectory = Path.Combine(data, "postgres") });
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString("enrolment-db")) { CommandTimeout = 600 };
        await using var database = NpgsqlDataSource.Create(connection.ConnectionString);
        await using (var fill = database.CreateCommand(Fill))
        {
            fill.Parameters.AddWithValue("roster", string.Create(CultureInfo.InvariantCulture, $"roster-{edition:N}"));
            fill.Parameters.AddWithValue("edition", edition);
            fill.Parameters.AddWithValue("inRoster", inRoster);
            fill.Parameters.AddWithValue("count", count);
            fill.Parameters.AddWithValue("from", count);
            await fill.ExecuteNonQueryAsync();
        }

        await using var settle = database.CreateCommand(Settle);
        await settle.ExecuteNonQueryAsync();
        await using var analyze = database.CreateCommand("vacuum analyze");
        await analyze.ExecuteNonQueryAsync();
    }
}
