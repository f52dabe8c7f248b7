using HumanRights.Contracts.Enrolment;
using HumanRights.LocalServers;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>Whatever dies, each letter is sent, and what is sent twice is one message.</summary>
public sealed class FaultTests(House house)
{
    /// <summary>A process has to start first, on a machine that others use.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Guid registration = Guid.CreateVersion7();

    [Fact]
    public async Task Killed_between_file_and_mark_it_writes_the_same_file_again()
    {
        // This process publishes and looks; what sends, and is killed, is another one on the same database, broker and folder.
        var (database, broker) = (await house.Servers.CreateDatabaseAsync("notifications"), await house.Servers.CreateVirtualHostAsync("notifications"));
        await using var post = await Post.StartAsync(house.Issuer, database, broker, ("Mail:PerSecond", "0"));
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        const string HoldMarks =
            """
            create function hold_marks() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(1); return new; end $$;
            create trigger hold_marks before update on letters for each row when (new.state = 'sent') execute function hold_marks();
            select pg_advisory_lock(1);
            """;
        await new NpgsqlCommand(HoldMarks, connection).ExecuteNonQueryAsync();

        var first = Start(database, broker, post);
        var (edition, person) = (await post.PlanAsync(), post.Vault.Add());
        await post.PublishAsync(new SeatTaken(edition, person, registration, "registration"));
        await Eventually.TrueAsync(() => Task.FromResult(post.LettersTo(person).Count > 0), Patience);
        var written = post.LettersTo(person).Single();
        const string Marking = "from pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>($"select count(*) {Marking}") == 1, Patience);
        first.Kill();
        await first.Exited;
        // What it had begun in the database ends with it.
        await post.ScalarAsync<long>($"select count(pg_terminate_backend(pid)) {Marking}");
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>($"select count(*) {Marking}") == 0);
        (await post.RowsAsync(person)).Single().State.ShouldBe("waiting");
        var file = post.Files.Single();
        File.Delete(file);

        await new NpgsqlCommand("select pg_advisory_unlock(1)", connection).ExecuteNonQueryAsync();
        var second = Start(database, broker, post);
        await Eventually.TrueAsync(async () => (await post.RowsAsync(person)).Single().State == "sent", Patience);
        post.Files.ShouldBe([file], "the same name");
        post.LettersTo(person).Single().MessageId.ShouldBe(written.MessageId);
        await second.StopAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Stopped_in_a_crowd_it_finishes_what_it_began_and_another_goes_on()
    {
        await using var server = MailServer.Start();
        (string, string)[] settings = [("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", $"{server.Port}"), ("Mail:Smtp:Security", "None"), ("Mail:PerSecond", "200")];
        var (database, broker) = (await house.Servers.CreateDatabaseAsync("notifications"), await house.Servers.CreateVirtualHostAsync("notifications"));
        await using var post = await Post.StartAsync(house.Issuer, database, broker, ("Mail:PerSecond", "0"));
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 150).Select(_ => post.Vault.Add()).ToArray();
        await Task.WhenAll(people.Select((p, i) => post.PublishAsync(new SeatTaken(edition, p, registration, "registration"), version: i + 1)));
        var first = Start(database, broker, post, settings);
        await Eventually.TrueAsync(() => Task.FromResult(server.Letters.Count >= 20), Patience);
        await first.StopAsync(TimeSpan.FromSeconds(30));
        (await post.ScalarAsync<long>("select count(*) from letters where state = 'waiting' and claimed_until is not null")).ShouldBe(0, "it gives back what it did not begin");

        var second = Start(database, broker, post, settings);
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 150, Patience);
        await second.StopAsync(TimeSpan.FromSeconds(30));
        server.Letters.Select(l => l.To).ShouldBe(people.Select(p => post.Vault.People[p].Email), ignoreOrder: true, "each once, for nothing was killed");
    }

    [Fact]
    public async Task Two_replicas_share_the_letters_and_write_each_once()
    {
        await using var server = MailServer.Start();
        (string, string)[] settings = [("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", $"{server.Port}"), ("Mail:Smtp:Security", "None"), ("Mail:PerSecond", "50")];
        var (database, broker) = (await house.Servers.CreateDatabaseAsync("notifications"), await house.Servers.CreateVirtualHostAsync("notifications"));
        await using var post = await Post.StartAsync(house.Issuer, database, broker, settings);
        await using var other = await ServiceUnderTest<Program>.StartAsync(house.Issuer, "notifications", database, broker, [.. post.Settings, .. settings]);
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 200).Select(_ => post.Vault.Add()).ToArray();
        await Task.WhenAll(people.Select((p, i) => post.PublishAsync(new SeatTaken(edition, p, registration, "registration"), version: i + 1)));
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 200);
        server.Letters.Select(l => l.To).ShouldBe(people.Select(p => post.Vault.People[p].Email), ignoreOrder: true);
    }

    [Fact]
    public async Task PostgreSQL_killed_in_a_rush_no_event_is_lost()
    {
        await using var postgres = await LocalPostgres.StartAsync();
        await postgres.CreateDatabaseAsync("notifications");
        await using var post = await Post.StartAsync(
            house.Issuer, postgres.ConnectionString("notifications"), await house.Servers.CreateVirtualHostAsync("notifications"), ("Mail:PerSecond", "200"));
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 400).Select(_ => post.Vault.Add()).ToArray();
        var rush = Task.WhenAll(people.Select((p, i) => post.PublishAsync(new PlacedOnWaitingList(edition, p, registration, i + 1), version: i + 1)));
        await Eventually.TrueAsync(() => Task.FromResult(post.Files.Count > 0));
        postgres.Kill();
        await rush;
        await postgres.RestartAsync();
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 400, Patience);
        post.Files.Count.ShouldBe(400);
        (await post.ScalarAsync<long>("select count(*) from places where active")).ShouldBe(400);
        (await post.Service.Services.GetRequiredService<EventSourcing.DeadLetters>().CountAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rush_is_in_the_box_complete_with_every_message_twice()
    {
        await using var post = await house.StartAsync(("Mail:PerSecond", "1"));
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 2000).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var part in people.Index().Chunk(500))
        {
            await Task.WhenAll(part.SelectMany(p => Enumerable.Repeat(p, 2))
                .Select(p => post.PublishAsync(new PlacedOnWaitingList(edition, p.Item, registration, p.Index + 1), p.Item, p.Index + 1)));
        }

        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters") == 2000);
        (await post.ScalarAsync<long>("select count(*) from places where active")).ShouldBe(2000);
        (await post.ScalarAsync<long>("select count(distinct facts ->> 'position') from letters")).ShouldBe(2000);
    }

    private static ChildProcess Start(string database, Uri broker, Post post, params (string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ConnectionStrings__notifications-db"] = database,
            ["ConnectionStrings__messaging"] = broker.ToString(), ["Mail__Claim"] = "00:00:02",
        };
        foreach (var (key, value) in (IEnumerable<(string, string)>)[.. post.Settings, .. settings])
        {
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        // What it said is read when a test fails.
        var log = Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileName(post.Folder)}.log");
        return ChildProcess.Start(new("dotnet", [typeof(Program).Assembly.Location]) { Environment = environment, Output = line => File.AppendAllText(log, line + "\n") });
    }
}
