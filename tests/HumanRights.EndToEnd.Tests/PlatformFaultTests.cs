using System.Net;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Promises P1, P4 and P9 of the platform as a whole: a process dies, people notice a pause at most.</summary>
public sealed class PlatformFaultTests(Platform platform) : IAsyncLifetime
{
    const int Crowd = 90;

    public ValueTask InitializeAsync() => new(platform.HealthyAsync());

    public ValueTask DisposeAsync() => new(platform.HealthyAsync());

    [Fact]
    public async Task A_service_killed_under_load_comes_back_and_nothing_acknowledged_is_lost()
    {
        var restarts = platform.Host.Resource("enrolment").Restarts;
        var (edition, people) = (await platform.OpenEditionAsync(seats: Crowd), platform.NextParticipants(Crowd));
        var registered = 0;
        var crowd = Task.WhenAll(people.Chunk(15).Select(queue => Task.Run(async () =>
        {
            foreach (var person in queue)
            {
                await RegisterAsync(person, edition);
                Interlocked.Increment(ref registered);
            }
        })));
        await Eventually.TrueAsync(() => Task.FromResult(registered >= Crowd / 6));
        platform.Host.Kill("enrolment");
        await crowd;
        await platform.Host.EventuallyAsync("enrolment", r => r.State == "healthy" && r.Restarts == restarts + 1);
        await EverybodyHasASeatAsync(edition, people);
    }

    [Fact]
    public async Task With_the_broker_killed_registration_goes_on_and_then_the_others_hear_of_everybody()
    {
        var (edition, people) = (await platform.OpenEditionAsync(seats: Crowd), platform.NextParticipants(Crowd));
        platform.Host.Kill("messaging");
        foreach (var person in people)
        {
            // Not once refused, not once repeated: HTTP does not depend on the broker.
            (await person.Enrolment.RegisterAsync(edition)).Status.ShouldBe("seat");
        }

        await platform.HealthyAsync();
        await EverybodyHasASeatAsync(edition, people);
    }

    /// <summary>As a client does: again, until it is acknowledged.</summary>
    static async Task RegisterAsync(Person person, Guid edition) => await Eventually.TrueAsync(async () =>
    {
        using var answer = await person.Enrolment.TryRegisterAsync(edition);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
        return answer.StatusCode == HttpStatusCode.OK;
    });

    /// <summary>Enrolment's stream and Learning's participations hold exactly these people, each once.</summary>
    async Task EverybodyHasASeatAsync(Guid edition, IReadOnlyList<Person> people)
    {
        var expected = people.Select(p => p.Id).Order();
        const string Seats = "select (data ->> 'personId')::uuid from mt_events where type = 'seat-taken' and data ->> 'editionId' = $1";
        (await platform.QueryAsync<Guid>("enrolment", Seats, edition.ToString())).Order().ShouldBe(expected);
        await Eventually.TrueAsync(async () => (await platform.Coordinator.Learning.ParticipantsAsync(edition)).Count >= people.Count);
        (await platform.Coordinator.Learning.ParticipantsAsync(edition)).Order().ShouldBe(expected);
    }
}
