using System.Net;
using System.Net.Http.Json;
using HumanRights.Enrolment.Rosters;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

public sealed class OfferTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    private static readonly decimal Long = 60;

    /// <summary>Minutes: about a second and a half.</summary>
    private static readonly decimal Short = 0.025m;

    [Fact]
    public async Task A_freed_seat_is_offered_accepted_and_taken()
    {
        var edition = await OpenEditionAsync(1, policy: Samples.Policy(Long));
        var people = await RegisterAsync(edition, 3);
        await WithdrawAsync(edition, people[0]);

        var offered = await MineAsync(edition, people[1]);
        offered.Status.ShouldBe(RegistrationStatus.Offered);
        offered.OfferExpiresAt!.Value.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(55));
        (await MineAsync(edition, people[2])).Position.ShouldBe(1);

        (await AnswerOfferAsync(edition, people[1], "accept").ReadAsync<RegistrationAnswer>()).Status.ShouldBe(RegistrationStatus.Seat);
        (await AnswerOfferAsync(edition, people[1], "accept").ReadAsync<RegistrationAnswer>()).Status.ShouldBe(RegistrationStatus.Seat);
        (await StoryAsync(edition)).TakeLast(3).ShouldBe(["RegistrationWithdrawn", "SeatOffered", "OfferAccepted"]);
    }

    [Fact]
    public async Task Another_persons_offer_cannot_be_accepted()
    {
        var edition = await OpenEditionAsync(1, policy: Samples.Policy(Long));
        var people = await RegisterAsync(edition, 3);
        await WithdrawAsync(edition, people[0]);

        await AnswerOfferAsync(edition, people[2], "accept").ShouldRefuseAsync(409, "no-open-offer");
        await AnswerOfferAsync(edition, Guid.CreateVersion7(), "accept").ShouldRefuseAsync(404, "not-found");
        (await MineAsync(edition, people[1])).Status.ShouldBe(RegistrationStatus.Offered);
    }

    [Fact]
    public async Task Declined_it_goes_on_to_the_next()
    {
        var edition = await OpenEditionAsync(1, policy: Samples.Policy(Long));
        var people = await RegisterAsync(edition, 3);
        await WithdrawAsync(edition, people[0]);

        using var declined = await AnswerOfferAsync(edition, people[1], "decline");
        declined.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await MineAsync(edition, people[2])).Status.ShouldBe(RegistrationStatus.Offered);
        await Service.As(people[1], Roles.Participant).GetAsync($"{Edition(edition)}/registrations/me").ShouldRefuseAsync(404, "offer-declined");
    }

    [Fact]
    public async Task Nobody_calls_and_it_expires_all_the_same()
    {
        var edition = await OpenEditionAsync(1, policy: Samples.Policy(Short));
        var people = await RegisterAsync(edition, 3);
        await WithdrawAsync(edition, people[0]);

        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Count(e => e == "OfferExpired") == 2);
        (await StoryAsync(edition)).SkipWhile(e => e != "RegistrationWithdrawn").ShouldBe(["RegistrationWithdrawn", "SeatOffered", "OfferExpired", "SeatOffered", "OfferExpired"]);
        await AnswerOfferAsync(edition, people[1], "accept").ShouldRefuseAsync(409, "offer-expired");

        // The seat is free again for whoever comes.
        (await RegisterAsync(edition, Guid.CreateVersion7())).Status.ShouldBe(RegistrationStatus.Seat);
    }

    [Fact]
    public async Task It_expires_across_a_restart()
    {
        var (database, broker) = (await Enrolment.Servers.CreateDatabaseAsync("restart"), await Enrolment.Servers.CreateVirtualHostAsync("restart"));
        var restarted = new Restarted(Enrolment, await ServiceUnderTest<Program>.StartAsync(Enrolment.Issuer, "enrolment", database, broker));
        var (edition, people) = await restarted.OfferAsync(Short);
        await restarted.StopAsync();

        await using var again = await ServiceUnderTest<Program>.StartAsync(Enrolment.Issuer, "enrolment", database, broker);
        await Eventually.TrueAsync(async () => (await again.EventsAsync(Roster.Stream(edition))).Any(e => e.Data is OfferExpired));
        (await again.EventsAsync(Roster.Stream(edition))).Select(e => e.Data).OfType<OfferExpired>().First().PersonId.ShouldBe(people[1]);
    }

    [Fact]
    public async Task Added_seats_are_offered_and_fewer_evict_nobody()
    {
        var edition = await OpenEditionAsync(1, policy: Samples.Policy(Long));
        var people = await RegisterAsync(edition, 3);

        (await AsCoordinator.PutAsJsonAsync($"{Edition(edition)}/capacity", new { Capacity = 2 }).ReadAsync<RegistrationWindow>()).Capacity.ShouldBe(2);
        (await MineAsync(edition, people[1])).Status.ShouldBe(RegistrationStatus.Offered);
        await AsCoordinator.PutAsJsonAsync($"{Edition(edition)}/capacity", new { Capacity = 1 }).ReadAsync<RegistrationWindow>();
        (await AnswerOfferAsync(edition, people[1], "accept").ReadAsync<RegistrationAnswer>()).Status.ShouldBe(RegistrationStatus.Seat);
        (await MineAsync(edition, people[0])).Status.ShouldBe(RegistrationStatus.Seat);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public async Task A_capacity_that_makes_no_sense_is_refused(int capacity)
    {
        var edition = await OpenEditionAsync(1);
        await AsCoordinator.PutAsJsonAsync($"{Edition(edition)}/capacity", new { Capacity = capacity }).ShouldRefuseAsync(422, "invalid-values");
    }

    private sealed class Restarted(EnrolmentService enrolment, ServiceUnderTest<Program> first) : EnrolmentApi(enrolment)
    {
        protected override ServiceUnderTest<Program> Service => first;

        public async Task<(Guid Edition, IReadOnlyList<Guid> People)> OfferAsync(decimal minutes)
        {
            var edition = await OpenEditionAsync(1, policy: Samples.Policy(minutes));
            var people = await RegisterAsync(edition, 2);
            await WithdrawAsync(edition, people[0]);
            return (edition, people);
        }

        public ValueTask StopAsync() => first.DisposeAsync();
    }
}
