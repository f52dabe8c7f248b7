using System.Diagnostics;
using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace HumanRights.Benchmarks;

/// <summary>What the desk is compared with, on the same server and at the same concurrency.</summary>
public static class Opponents
{
    /// <summary>"Take a seat, write down who": one row that all update, one row for each, in a transaction; nothing else, and no HTTP.</summary>
    public static async Task<(double PerSecond, double P99)> RawAsync(string server, int clients, int transactions)
    {
        await using var database = await ScratchAsync(server, "raw");
        await using (var schema = database.CreateCommand(
            "create table seats (edition uuid primary key, taken int not null); create table registrations (id uuid primary key, edition uuid not null, person uuid not null, place int not null)"))
        {
            await schema.ExecuteNonQueryAsync();
        }

        var edition = Guid.CreateVersion7();
        await using (var open = database.CreateCommand("insert into seats values ($1, 0)"))
        {
            open.Parameters.Add(new() { Value = edition });
            await open.ExecuteNonQueryAsync();
        }

        return await RunAsync(clients, transactions, async () =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var take = new NpgsqlCommand("update seats set taken = taken + 1 where edition = $1 returning taken", connection, transaction) { Parameters = { new() { Value = edition } } };
            var place = (int)(await take.ExecuteScalarAsync())!;
            await using var write = new NpgsqlCommand("insert into registrations values ($1, $2, $3, $4)", connection, transaction)
            {
                Parameters = { new() { Value = Guid.CreateVersion7() }, new() { Value = edition }, new() { Value = Guid.CreateVersion7() }, new() { Value = place } },
            };
            await write.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        });
    }

    /// <summary>The event store's textbook way: fetch, decide, append with the expected version; who loses tries again.</summary>
    public static async Task<(double PerSecond, double P99)> OptimisticAsync(string server, int clients, int commands)
    {
        await using var database = await ScratchAsync(server, "optimistic");
        using var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.UseSystemTextJsonForSerialization();
            options.DisableNpgsqlLogging = true;
        });
        await using (var begin = store.LightweightSession())
        {
            begin.Events.StartStream("roster", new Placed(Guid.CreateVersion7()));
            await begin.SaveChangesAsync();
        }

        return await RunAsync(clients, commands, async () =>
        {
            while (true)
            {
                try
                {
                    await using var session = store.LightweightSession();
                    var roster = await session.Events.FetchForWriting<Tally>("roster");
                    roster.AppendOne(new Placed(Guid.CreateVersion7()));
                    await session.SaveChangesAsync();
                    return;
                }
                catch (Exception e) when (e is EventStreamUnexpectedMaxEventIdException or ConcurrencyException || (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState == "23505")
                {
                    // Lost: again.
                }
            }
        });
    }

    private static async Task<(double PerSecond, double P99)> RunAsync(int clients, int count, Func<Task> once)
    {
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(once))); // connections and plans
        var latencies = new double[count];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var begun = Stopwatch.GetTimestamp();
                await once();
                latencies[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return (count / Stopwatch.GetElapsedTime(start).TotalSeconds, Samples.Percentile(latencies, 0.99));
    }

    private static async Task<NpgsqlDataSource> ScratchAsync(string server, string name)
    {
        await using (var connection = new NpgsqlConnection(server))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database bench_{name}_{Guid.CreateVersion7():n}", connection);
            await create.ExecuteNonQueryAsync();
            name = create.CommandText.Split(' ')[^1];
        }

        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 80, MaxAutoPrepare = 10, AutoPrepareMinUsages = 2 }.ConnectionString);
    }

    public sealed record Placed(Guid PersonId);

    public sealed class Tally
    {
        public string Id { get; set; } = "";

        public int Count { get; set; }

        public void Apply(Placed _) => Count++;
    }
}
