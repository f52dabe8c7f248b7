using HumanRights.Enrolment.Rosters;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class SettleSpecs
{
    private static readonly Editions.Edition Edition = Editions.Edition.Initial.Apply(Planned());
    private static readonly DateTimeOffset Now = Opens.AddDays(60);
    private static readonly RosterSettled Settled = new(EditionId);

    /// <summary>One seat, one who waits, and the edition is completed.</summary>
    private static Given<Roster> Over => Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), Settled);

    /// <summary>The same, with an offer open at that moment, of a seat reserved for a region.</summary>
    private static Given<Roster> WithAnOffer => Spec.Given<Roster>(
        Opened(1, Policy(60, reserves: new Programmes.RegionReserve("PT-11", 1))), Seat(1, reserve: "PT-11"), Waits(2, 1), Waits(3, 2),
        Withdrawn(1, Standing.Seat), Offered(2, Now.AddHours(1), "PT-11"));

    private static OfferEnded OfferEnded(int person) => new(EditionId, Registration(person), Person(person));

    [Fact]
    public void It_is_settled_once() => Spec.Given<Roster>(Opened(1), Seat(1)).ThenARepeatAddsNothing(r => r.Settle(EditionId));

    [Fact]
    public void Also_where_registration_was_never_announced() => Spec.Given<Roster>().When(r => r.Settle(EditionId)).Then(Settled);

    [Fact]
    public void A_seat_freed_after_it_goes_to_nobody() => Over.When(r => r.Leave(Person(1), Now)).Then(Withdrawn(1, Standing.Seat));

    [Fact]
    public void A_seat_freed_after_the_start_still_goes_to_the_first_who_waits() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), new RegistrationClosed(EditionId)).When(r => r.Leave(Person(1), Now)).Then(Withdrawn(1, Standing.Seat), Promoted(2));

    [Fact]
    public void Open_offers_end_with_it() => WithAnOffer.When(r => r.Settle(EditionId)).Then(OfferEnded(2), Settled);

    [Fact]
    public void And_their_holders_wait_again_before_those_behind_them()
    {
        var settled = Spec.Given<Roster>(
            Opened(1, Policy(60)), Seat(1), Waits(2, 1), Waits(3, 2), Withdrawn(1, Standing.Seat), Offered(2, Now), OfferEnded(2), Settled).State;
        settled.Unserved().Select(r => r.PersonId).ShouldBe([Person(2), Person(3)]);
        (settled.Offered.Count, settled.Occupied).ShouldBe((0, 0));
    }

    [Fact]
    public void The_reserve_is_given_back_with_the_offer() =>
        new object[] { OfferEnded(2), Settled }.Aggregate(WithAnOffer.State, (r, e) => r.Apply(e)).Reserved["PT-11"].ShouldBe(0);

    [Fact]
    public void Nobody_registers_after_it() => Over.When(r => r.Decide(Registration(3), Person(3), true, Codes, Opens)).ThenRejected("edition-completed");

    [Fact]
    public void A_repeat_by_who_waits_adds_nothing() => Over.When(r => r.Decide(Registration(2), Person(2), true, Codes, Opens)).ThenNothing();

    [Fact]
    public void What_is_offered_no_more_is_not_accepted() => Over.When(r => r.AcceptOffer(Person(2), Now)).ThenRejected("edition-completed");

    [Fact]
    public void Nor_declined() => Over.When(r => r.DeclineOffer(Person(2), Now)).ThenRejected("edition-completed");

    [Fact]
    public void Nobody_is_carried_onto_it() =>
        Over.When(r => r.Carry([new Carried(Registration(4), Person(4), true, Codes, WaitingRoute.CarriedOver)], Now)).ThenRejected("edition-completed");

    [Fact]
    public void Its_capacity_stays() => Over.When(r => r.ChangeCapacity(Edition, 5, Now)).ThenRejected("edition-completed");

    [Fact]
    public void It_is_not_announced_again() => Over.When(r => r.Announce(Edition, Now, Now.AddDays(1), Now)).ThenRejected("edition-completed");

    [Fact]
    public void An_appeal_reversed_after_it_is_a_word_only() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Eligibility.NotAPublicServant), new AppealLodged(EditionId, Id(1), Person(1), Eligibility.NotAPublicServant, Codes), Settled)
            .When(r => r.DecideAppeal(Id(1), AppealOutcome.Reversed, Registration(1), Now))
            .Then(new AppealDecided(EditionId, Id(1), Person(1), Eligibility.NotAPublicServant, AppealOutcome.Reversed));

    [Fact]
    public void A_cancelled_edition_is_not_settled() => Spec.Given<Roster>(Opened(1), new RegistrationsEnded(EditionId)).When(r => r.Settle(EditionId)).ThenNothing();
}
