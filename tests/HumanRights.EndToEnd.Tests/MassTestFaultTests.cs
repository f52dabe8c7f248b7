using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>
/// Promises P1, P2 and P9 for tests: what an attempt needs, and what it does not, is killed one after the other while everybody answers, submits and is closed
/// by the deadline. Every acknowledged answer, or a later one to the same item, is in the attempt that is marked.
/// </summary>
[Collection(Breaking.Name)]
public sealed class MassTestFaultTests(Platform platform, ITestOutputHelper output) : IAsyncLifetime
{
    const int People = 72, Connections = 24;

    public ValueTask InitializeAsync() => new(platform.Host.ReadyAsync());

    public ValueTask DisposeAsync() => new(platform.Host.ReadyAsync());

    [Fact]
    public async Task Whatever_is_killed_during_a_test_every_acknowledged_answer_is_in_the_marked_attempt()
    {
        string[] tokens = [.. platform.NextParticipants(People).Select(p => p.Token!)];
        var test = await MassTest.PrepareAsync(platform.Host, tokens, shortly: TimeSpan.FromSeconds(20));
        var taking = new FaultyTest(platform.Host, test, Connections);
        var strikes = await taking.RunAsync(tokens, Fault.Kill("postgres"), Fault.Kill("messaging"), Fault.Kill("assessment"));
        foreach (var strike in strikes)
        {
            output.WriteLine($"{strike.Fault}: {string.Join(", ", strike.Statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))}");
            strike.Statuses.Keys.ShouldBeSubsetOf(strike.Fault.Target == "messaging" ? [200] : [200, 503], $"{strike.Fault}: {string.Join('\n', taking.Errors)}");
        }

        var audit = new TestAudit(platform.Host, test, taking.Sheets);
        await audit.WholeAsync();
        string[] broken = [.. taking.Errors, .. audit.Broken];
        broken.ShouldBeEmpty();
        taking.Sheets.Count(s => s.Receipt is not null).ShouldBe(People - (People / 3));
        taking.Sheets.Count(s => s.Receipt is null && s.Acknowledged > 0).ShouldBeGreaterThan(0, "some were closed by the deadline");
        // An answer that was never given is missed, so the audit can tell.
        taking.Sheets.First(s => s.Acknowledged > 0).Answers.Values.First().Add(new(Order: 99, "never given", Acknowledged: true));
        var again = new TestAudit(platform.Host, test, taking.Sheets);
        await again.WholeAsync();
        again.Lost.ShouldBe(1);
        output.WriteLine($"{taking.Sheets.Sum(s => s.Acknowledged)} answers acknowledged");
    }
}
