using HumanRights.Contracts.Enrolment;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Promise P2 between the services: a history told again is heard, and has no effect.</summary>
[Collection(Breaking.Name)]
public sealed class ReplayTests(Platform platform) : IAsyncLifetime
{
    /// <summary>Whatever a message can change elsewhere: every stream with its length, every letter, everything that is due, all that is kept of seats and people.</summary>
    static readonly (string Service, string Rows)[] Kept =
    [
        .. Platform.Services.Except(["notifications"]).Select(s => (s, "select id || ' ' || version from mt_streams order by 1")),
        .. ((string[])["enrolment", "assessment"]).Select(s => (s, "select d::text from due d order by 1")),
        ("enrolment", "select r::text from registrations r order by 1"),
        ("enrolment", "select s::text from registration_steps s order by 1"),
        ("notifications", "select id::text from letters order by 1"),
    ];

    public ValueTask InitializeAsync() => new(platform.Host.ReadyAsync());

    public ValueTask DisposeAsync() => new(platform.Host.ReadyAsync());

    [Fact]
    public async Task All_that_Enrolment_said_said_three_times_more_changes_nothing_anywhere()
    {
        var since = TimeProvider.System.GetUtcNow();
        var (ana, rui, eva) = (platform.NextParticipant(), platform.NextParticipant(), platform.NextParticipant());
        await platform.GraduateAsync(ana, rui);
        var edition = await platform.OpenEditionAsync(seats: 1, Samples.BlueprintWithOffers);
        foreach (var person in (Person[])[ana, rui, eva]) await person.Enrolment.RegisterAsync(edition);
        await ana.Enrolment.WithdrawAsync(edition);
        (await Backlog.QuietAsync(platform.Host, edition, people: 3, seats: 1)).Left.ShouldBeEmpty();
        var before = await KeptAsync();
        before.Count.ShouldBeGreaterThan(20);
        var seats = (await platform.QueryAsync<long>("enrolment", "select count(*) from mt_events where type = 'seat-taken' and timestamp >= $1", since)).Single();

        await using (var spy = await Spy.ListenAsync(new(platform.Host.Resource("messaging").ConnectionString!), typeof(SeatTaken)))
        {
            for (var time = 1; time <= 3; time++)
            {
                await platform.Host.CommandAsync("enrolment", "republish", $"{since:O}");
                await RestartAsync("enrolment-0", "enrolment-1");
                await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count >= time * seats));
                await platform.Host.ReadyAsync();
            }
        }

        (await Backlog.QuietAsync(platform.Host, edition, people: 3, seats: 1)).Left.ShouldBeEmpty();
        (await KeptAsync()).ShouldBe(before);
    }

    async Task RestartAsync(params string[] replicas)
    {
        await Task.WhenAll(replicas.Select(platform.Host.RestAsync));
        await Task.WhenAll(replicas.Select(platform.Host.GoOnAsync));
    }

    async Task<IReadOnlyList<string>> KeptAsync()
    {
        var rows = new List<string>();
        foreach (var (service, sql) in Kept)
        {
            rows.AddRange((await platform.QueryAsync<string>(service, sql)).Select(row => $"{service} {row}"));
        }

        return rows;
    }
}
