using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>
/// Promises P1 to P4 and P9 under the rush of the registration: each process that it needs, and some that it does not, is killed, frozen or asked to end while people
/// register; what they were told is then what is kept, everywhere.
/// </summary>
[Collection(Breaking.Name)]
public sealed class RushFaultTests(Platform platform) : IAsyncLifetime
{
    const int Seats = 30, Connections = 24;

    static readonly string[] NotNeededByHttp = ["messaging", "notifications"];

    public ValueTask InitializeAsync() => new(platform.Host.ReadyAsync());

    public ValueTask DisposeAsync() => new(platform.Host.ReadyAsync());

    [Fact]
    public async Task With_one_replica_whatever_is_killed_or_frozen_in_the_rush_nothing_acknowledged_is_lost_doubled_or_overtaken()
    {
        await platform.Host.RestAsync("enrolment-1");
        try
        {
            await RushAsync(
                people: 480, Fault.Kill("messaging"), Fault.Kill("notifications"), Fault.Kill("enrolment-0"), Fault.Freeze("enrolment-0"), Fault.AskToEnd("enrolment-0"), Fault.Kill("postgres"));
        }
        finally
        {
            await platform.Host.GoOnAsync("enrolment-1");
        }
    }

    [Fact]
    public Task With_two_replicas_whatever_is_killed_or_frozen_in_the_rush_nothing_acknowledged_is_lost_doubled_or_overtaken() => RushAsync(
        people: 700,
        Fault.Freeze("messaging"), Fault.Freeze("notifications"), Fault.Kill("enrolment-0"), Fault.Freeze("enrolment-1"), Fault.AskToEnd("enrolment-0"), Fault.Freeze("postgres"), Fault.Kill("postgres"));

    async Task RushAsync(int people, params Fault[] faults)
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
