using System.Text.Json;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.Enrolment.Tests.Api;

/// <summary>Desks on a real database: several for one roster, as replicas have them, and what befalls them.</summary>
[Collection(nameof(Alone))]
public sealed class DeskTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    private static readonly Facts NoFacts = new(null, null, null);

    private RosterTools Tools => Service.Services.GetRequiredService<RosterTools>();

    [Fact]
    public async Task Two_desks_of_one_roster_keep_its_rules_and_its_order()
    {
        var edition = await OpenEditionAsync(capacity: 30);
        RosterDesk[] replicas = [new(Tools), new(Tools)];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => RegisterAtAsync(replicas[i % 2], edition, Guid.CreateVersion7())));

        outcomes.ShouldAllBe(o => o.Rejection == null);
        var entered = (await Service.EventsAsync(Roster.Stream(edition))).Select(e => e.Data).Skip(2).ToList();
        entered.Take(30).ShouldAllBe(e => e is SeatTaken);
        entered.Skip(30).Select(e => e.ShouldBeOfType<PlacedOnWaitingList>().Position).ShouldBe(Enumerable.Range(1, 570));
        (await replicas[0].ReadAsync(edition)).ShouldBe(await replicas[1].ReadAsync(edition), new SameRoster());
    }

    [Fact]
    public async Task One_person_at_two_desks_at_the_same_instant_has_one_registration()
    {
        var (edition, person) = (await OpenEditionAsync(capacity: 1), Guid.CreateVersion7());
        RosterDesk[] replicas = [new(Tools), new(Tools)];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RegisterAtAsync(replicas[i % 2], edition, person)));
        outcomes.Select(o => o.State.ByPerson[person].Id).Distinct().ShouldHaveSingleItem();
        (await StoryAsync(edition)).Count(e => e is nameof(SeatTaken) or nameof(PlacedOnWaitingList)).ShouldBe(1);
    }

    [Fact]
    public async Task A_decision_that_throws_and_one_that_cannot_be_stored_fail_alone()
    {
        var edition = await OpenEditionAsync(capacity: 100);
        var desk = new RosterDesk(Tools);
        Task<Outcome<Roster>> throwing, unstorable;
        List<Task<Outcome<Roster>>> others = [];
        await using (await HoldAsync(edition))
        {
            // Behind a batch that waits they make up one batch together.
            others.Add(RegisterAtAsync(desk, edition, Guid.CreateVersion7()));
            others.AddRange(Enumerable.Range(0, 5).Select(_ => RegisterAtAsync(desk, edition, Guid.CreateVersion7())));
            throwing = desk.DecideAsync(edition, (_, _) => throw new InvalidOperationException("no"));
            unstorable = desk.DecideAsync(edition, (r, now) => r.Decide(Guid.CreateVersion7(), Guid.CreateVersion7(), publicServant: true, new Facts("a\0b", null, null), now));
            others.AddRange(Enumerable.Range(0, 5).Select(_ => RegisterAtAsync(desk, edition, Guid.CreateVersion7())));
        }

        (await Task.WhenAll(others)).ShouldAllBe(o => o.Rejection == null);
        (await unstorable).Rejection!.Code.ShouldBe("unstorable-value");
        await Should.ThrowAsync<InvalidOperationException>(throwing);
        (await StoryAsync(edition)).Count(e => e == nameof(SeatTaken)).ShouldBe(11);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_or_waits_too_long_is_told_so_and_nothing_is_decided()
    {
        var edition = await OpenEditionAsync(capacity: 100);
        var desk = new RosterDesk(Tools with { Limits = new() { Queue = 3, Patience = TimeSpan.FromMilliseconds(500), Answer = TimeSpan.FromMinutes(1) } });
        await RegisterAtAsync(desk, edition, Guid.CreateVersion7());
        Task<Outcome<Roster>> first;
        List<Task<Outcome<Roster>>> queued;
        await using (await HoldAsync(edition))
        {
            first = RegisterAtAsync(desk, edition, Guid.CreateVersion7());
            await Eventually.TrueAsync(async () => await WaitingForLocksAsync() > 0);
            queued = [.. Enumerable.Range(0, 5).Select(_ => RegisterAtAsync(desk, edition, Guid.CreateVersion7()))];
            foreach (var refused in queued.Skip(3))
            {
                (await refused).Rejection!.Code.ShouldBe("busy");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        (await first).Rejection.ShouldBeNull();
        (await Task.WhenAll(queued)).ShouldAllBe(o => o.Rejection!.Code == "busy");
        (await StoryAsync(edition)).Count(e => e == nameof(SeatTaken)).ShouldBe(2);
    }

    [Fact]
    public async Task While_the_store_hangs_nobody_waits_for_it_and_a_repeat_tells_what_came_of_it()
    {
        var (edition, person) = (await OpenEditionAsync(capacity: 100), Guid.CreateVersion7());
        var desk = new RosterDesk(Tools with { Limits = new() { Answer = TimeSpan.FromMilliseconds(300) } });
        await RegisterAtAsync(desk, edition, Guid.CreateVersion7());
        await using (await HoldAsync(edition))
        {
            var first = RegisterAtAsync(desk, edition, person);
            await Eventually.TrueAsync(async () => await WaitingForLocksAsync() > 0);
            var queued = RegisterAtAsync(desk, edition, Guid.CreateVersion7());
            (await first).Rejection!.Code.ShouldBe("outcome-unknown");
            (await queued).Rejection!.Code.ShouldBe("unavailable");
        }

        (await RegisterAtAsync(desk, edition, person)).Rejection.ShouldBeNull();
        (await StoryAsync(edition)).Count(e => e == nameof(SeatTaken)).ShouldBe(2);
    }

    [Fact]
    public async Task A_busy_desk_is_503_with_a_time_to_come_again()
    {
        await using var small = await Enrolment.StartAnotherAsync(("Desk:Queue", "1"));
        var edition = Guid.CreateVersion7();
        await using var hold = await HoldAsync(edition, small);
        // One is decided, or would be; one waits; there is no room for the others, which alone are answered at once.
        var posted = Enumerable.Range(0, 5).Select(_ => small.As(Guid.CreateVersion7(), Roles.Participant).PostAsync($"{Edition(edition)}/registrations", null));
        var first = await Task.WhenAny(posted);
        (await first).Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        await first.ShouldRefuseAsync(503, "busy");
    }

    [Fact]
    public async Task Closing_a_desk_answers_everybody_who_is_in_the_queue()
    {
        var edition = await OpenEditionAsync(capacity: 10);
        var desk = new RosterDesk(Tools);
        await desk.StartedAsync(default);
        var outcomes = Enumerable.Range(0, 1000).Select(_ => RegisterAtAsync(desk, edition, Guid.CreateVersion7())).ToList();
        await desk.StoppedAsync(default);
        outcomes.ShouldAllBe(o => o.IsCompleted);
        (await Task.WhenAll(outcomes)).ShouldAllBe(o => o.Rejection == null);
        (await RegisterAtAsync(desk, edition, Guid.CreateVersion7())).Rejection!.Code.ShouldBe("busy");
        (await StoryAsync(edition)).Count.ShouldBe(1002);
    }

    [Fact]
    public async Task A_process_that_begins_anew_folds_from_the_snapshot_what_another_has_written_down()
    {
        var edition = await OpenEditionAsync(capacity: 10);
        var before = new RosterDesk(Tools with { Limits = new() { SnapshotEvery = 100 } });
        await before.StartedAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => RegisterAtAsync(before, edition, Guid.CreateVersion7())));
        await before.StoppedAsync(default);
        (await Tools.Snapshots.LoadAsync(Roster.Stream(edition), default))!.Version.ShouldBe(302);
        await RegisterAtAsync(new RosterDesk(Tools), edition, Guid.CreateVersion7());

        var anew = await new RosterDesk(Tools).ReadAsync(edition);
        anew.Version.ShouldBe(303);
        anew.ShouldBe(new(await Service.StateAsync<Roster>(Roster.Stream(edition)), 303), new SameRoster());
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_costs_time_and_nothing_else()
    {
        var edition = await OpenEditionAsync(capacity: 10);
        var before = new RosterDesk(Tools with { Limits = new() { SnapshotEvery = 5 } });
        await before.StartedAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RegisterAtAsync(before, edition, Guid.CreateVersion7())));
        await before.StoppedAsync(default);
        await using var spoil = Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("update roster_snapshots set roster = '\\x00ff00ff' where stream = $1");
        spoil.Parameters.Add(new() { Value = Roster.Stream(edition) });
        (await spoil.ExecuteNonQueryAsync()).ShouldBe(1);

        (await RegisterAtAsync(new RosterDesk(Tools), edition, Guid.CreateVersion7())).Rejection.ShouldBeNull();
        (await StoryAsync(edition)).Count.ShouldBe(23);
    }

    [Fact]
    public async Task Replicas_whose_machines_disagree_about_the_time_open_at_the_same_instant()
    {
        var edition = await OpenEditionAsync(capacity: 10, opensIn: TimeSpan.FromSeconds(2));
        RosterDesk[] replicas = [await AtAsync(hours: 1), await AtAsync(hours: -1)];
        foreach (var replica in replicas)
        {
            (await RegisterAtAsync(replica, edition, Guid.CreateVersion7())).Rejection!.Code.ShouldBe("registration-not-open");
        }

        foreach (var replica in replicas)
        {
            await Eventually.TrueAsync(async () => (await RegisterAtAsync(replica, edition, Guid.CreateVersion7())).Rejection is null);
        }

        async Task<RosterDesk> AtAsync(int hours)
        {
            var clock = new DatabaseClock(Tools.Desk.Database, new SkewedClock(TimeSpan.FromHours(hours)), Service.Services.GetRequiredService<ILogger<DatabaseClock>>());
            await clock.ReadAsync(default);
            return new RosterDesk(Tools with { Desk = Tools.Desk with { Clock = clock } });
        }
    }

    private static Task<Outcome<Roster>> RegisterAtAsync(RosterDesk desk, Guid edition, Guid person) =>
        desk.DecideAsync(edition, (roster, now) => roster.Decide(Guid.CreateVersion7(), person, publicServant: true, NoFacts, now));

    /// <summary>Holds the lock on the roster's row, as another replica would that is at it.</summary>
    private async Task<IAsyncDisposable> HoldAsync(Guid edition, ServiceUnderTest<Program>? service = null)
    {
        var connection = await (service ?? Service).Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            service is null ? "select version from mt_streams where id = $1 for update" : "lock table mt_streams in access exclusive mode", connection);
        if (service is null)
        {
            hold.Parameters.Add(new() { Value = Roster.Stream(edition) });
        }

        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<long> WaitingForLocksAsync()
    {
        await using var command = Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed class SameRoster : IEqualityComparer<Versioned<Roster>>
    {
        private static readonly JsonSerializerOptions Whole = new() { IncludeFields = true, IgnoreReadOnlyProperties = true };

        public bool Equals(Versioned<Roster>? x, Versioned<Roster>? y) => Json(x) == Json(y);

        public int GetHashCode(Versioned<Roster> obj) => Json(obj).GetHashCode(StringComparison.Ordinal);

        private static string Json(Versioned<Roster>? roster) =>
            roster is null ? "" : $"{roster.Version} {JsonSerializer.Serialize(roster.State, Whole)}";
    }
}
