using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Two replicas of Enrolment.</summary>
public sealed class TwoReplicas : Platform
{
    protected override string[] Options => ["--replicas", "enrolment=2"];
}

/// <summary>Nothing acknowledged is lost, doubled or overtaken, whatever is killed or frozen: <see cref="RushFaultTests"/>.</summary>
public sealed class OneReplicaRushFaultTests(Platform platform) : RushFaultTests(platform)
{
    [Fact]
    public Task With_one_replica_whatever_is_killed_or_frozen_in_the_rush_nothing_acknowledged_is_lost_doubled_or_overtaken() => RushAsync(
        people: 420, Fault.Kill("messaging"), Fault.Kill("enrolment"), Fault.Freeze("enrolment"), Fault.AskToEnd("enrolment"), Fault.Kill("postgres"));
}

/// <inheritdoc cref="OneReplicaRushFaultTests"/>
public sealed class TwoReplicasRushFaultTests(TwoReplicas platform) : RushFaultTests(platform), IClassFixture<TwoReplicas>
{
    [Fact]
    public Task With_two_replicas_whatever_is_killed_or_frozen_in_the_rush_nothing_acknowledged_is_lost_doubled_or_overtaken() => RushAsync(
        people: 620,
        Fault.Freeze("messaging"), Fault.Freeze("notifications"), Fault.Kill("enrolment-0"), Fault.Freeze("enrolment-1"), Fault.AskToEnd("enrolment-0"), Fault.Freeze("postgres"));
}

/// <summary>
/// Promises P1 to P4 and P9 under the rush of the registration: each process that it needs, and some that it does not, is killed, frozen or asked to end while people
/// register; what they were told is then what is kept, everywhere. A class for each number of replicas: the second platform runs only for its own test.
/// </summary>
public abstract class RushFaultTests(Platform platform) : IAsyncLifetime
{
    const int Seats = 30, Connections = 24;

    static readonly string[] NotNeededByHttp = ["messaging", "notifications"];

    public ValueTask InitializeAsync() => new(platform.HealthyAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new(platform.HealthyAsync());
    }

    protected async Task RushAsync(int people, params Fault[] faults)
    {
        var edition = await platform.OpenEditionAsync(Seats);
        var rush = new FaultyRush(platform.Host, edition, Connections);
        var strikes = await rush.RunAsync([.. platform.NextParticipants(people).Select(p => p.Token!)], faults);
        foreach (var strike in strikes)
        {
            strike.Statuses.Keys.ShouldBeSubsetOf(NotNeededByHttp.Contains(strike.Fault.Target) ? [200] : [200, 503], $"{strike.Fault}: {string.Join('\n', rush.Errors)}");
        }

        var (_, left) = await Backlog.QuietAsync(platform.Host, edition, people, Seats);
        var audit = new RosterAudit(platform.Host, edition, Seats, rush.Ledger);
        await audit.WholeAsync();
        string[] broken = [.. rush.Errors, .. left, .. audit.Broken];
        broken.ShouldBeEmpty();
        rush.Ledger.Count.ShouldBe(people);
    }
}
