using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class OfferSpecs
{
    private static readonly DateTimeOffset Now = Opens.AddHours(1);
    private static readonly DateTimeOffset Expiry = Now.AddMinutes(60);

    private static RegistrationAnnounced WithOffers(int capacity) => Opened(capacity, Policy(offerMinutes: 60));

    /// <summary>One seat: the first person has left, the second is offered it, the third waits.</summary>
    private static Given<Roster> OfferedToTheSecond => Spec.Given<Roster>(
        WithOffers(1), Seat(1), Waits(2, 1), Waits(3, 2), Withdrawn(1, Standing.Seat), Offered(2, Expiry));

    private static Func<Roster, Decision> Accept(int person, DateTimeOffset? at = null) => r => r.AcceptOffer(Person(person), at ?? Now);

    private static Func<Roster, Decision> Decline(int person) => r => r.DeclineOffer(Person(person), Now);

    [Fact]
    public void A_freed_seat_is_offered_to_the_first_who_waits() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1), Waits(2, 1), Waits(3, 2)).When(r => r.Leave(Person(1), Now))
            .Then(Withdrawn(1, Standing.Seat), Offered(2, Expiry));

    [Fact]
    public void An_offered_seat_is_nobody_elses() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1), Waits(2, 1), Withdrawn(1, Standing.Seat), Offered(2, Expiry))
            .When(r => r.Decide(Registration(4), Person(4), true, Codes, Now)).Then(Waits(4, 1));

    [Fact]
    public void Accepted_in_time_it_is_a_seat() => OfferedToTheSecond.When(Accept(2, Expiry.AddTicks(-1))).Then(Accepted(2));

    [Fact]
    public void Accepted_twice_it_is_accepted_once() => OfferedToTheSecond.ThenARepeatAddsNothing(Accept(2));

    [Fact]
    public void Accepted_at_the_expiry_it_is_too_late_and_goes_on() =>
        OfferedToTheSecond.When(Accept(2, Expiry)).ThenRejected("offer-expired", Expired(2), Offered(3, Expiry.AddMinutes(60)));

    [Fact]
    public void Accepted_after_the_expiry_was_recorded_it_is_refused_with_the_reason() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1), Waits(2, 1), Withdrawn(1, Standing.Seat), Offered(2, Expiry), Expired(2))
            .When(Accept(2, Expiry.AddMinutes(1))).ThenRejected("offer-expired");

    [Fact]
    public void Who_waits_has_nothing_to_accept() => OfferedToTheSecond.When(Accept(3)).ThenRejected("no-open-offer");

    [Fact]
    public void Who_is_not_registered_has_nothing_to_accept() => OfferedToTheSecond.When(Accept(9)).ThenRejected("not-found");

    [Fact]
    public void Who_has_a_seat_has_accepted_it() => Spec.Given<Roster>(WithOffers(1), Seat(1)).When(Accept(1)).ThenNothing();

    [Fact]
    public void Declined_it_goes_to_the_next_and_never_back() => OfferedToTheSecond.When(Decline(2)).Then(Declined(2), Offered(3, Expiry));

    [Fact]
    public void Declined_twice_it_is_declined_once() => OfferedToTheSecond.ThenARepeatAddsNothing(Decline(2));

    [Fact]
    public void An_accepted_seat_cannot_be_declined() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1)).When(Decline(1)).ThenRejected("offer-already-accepted");

    [Fact]
    public void Withdrawing_with_an_open_offer_passes_it_on() =>
        OfferedToTheSecond.When(r => r.Leave(Person(2), Now)).Then(Withdrawn(2, Standing.Offered), Offered(3, Expiry));

    [Fact]
    public void Before_its_time_nothing_expires() => OfferedToTheSecond.When(r => r.Expire(Expiry.AddTicks(-1))).ThenNothing();

    [Fact]
    public void At_its_time_it_expires_and_goes_on() => OfferedToTheSecond.When(r => r.Expire(Expiry)).Then(Expired(2), Offered(3, Expiry.AddMinutes(60)));

    [Fact]
    public void Expiring_twice_expires_once() => OfferedToTheSecond.ThenARepeatAddsNothing(r => r.Expire(Expiry));

    [Fact]
    public void With_nobody_left_the_seat_is_free() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1), Waits(2, 1), Withdrawn(1, Standing.Seat), Offered(2, Expiry))
            .When(r => r.Expire(Expiry)).Then(Expired(2));

    [Fact]
    public void Two_that_expire_together_go_to_the_next_two() =>
        Spec.Given<Roster>(WithOffers(2), Seat(1), Seat(2), Waits(3, 1), Waits(4, 2), Waits(5, 3), Waits(6, 4), Withdrawn(1, Standing.Seat), Offered(3, Expiry), Withdrawn(2, Standing.Seat), Offered(4, Expiry))
            .When(r => r.Expire(Expiry)).Then(Expired(3), Expired(4), Offered(5, Expiry.AddMinutes(60)), Offered(6, Expiry.AddMinutes(60)));

    [Fact]
    public void Whose_offer_expired_may_register_again_at_the_end() =>
        Spec.Given<Roster>(WithOffers(1), Seat(1), Waits(2, 1), Waits(3, 2), Withdrawn(1, Standing.Seat), Offered(2, Expiry), Expired(2), Offered(3, Expiry.AddMinutes(60)))
            .When(r => r.Decide(Registration(9), Person(2), true, Codes, Now)).Then(new PlacedOnWaitingList(EditionId, Registration(9), Person(2), 1, Codes));
}

public sealed class CapacitySpecs
{
    private static readonly Editions.Edition Edition = Editions.Edition.Initial.Apply(Planned());
    private static readonly DateTimeOffset Now = Opens.AddHours(1);

    private static Func<Roster, Decision> Change(int capacity) => r => r.ChangeCapacity(Edition, capacity, Now);

    [Fact]
    public void Added_seats_go_to_those_who_wait_in_order() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), Waits(3, 2), Waits(4, 3)).When(Change(3)).Then(new CapacityChanged(EditionId, 3), Promoted(2), Promoted(3));

    [Fact]
    public void Added_seats_are_offered_where_offers_are_made() =>
        Spec.Given<Roster>(Opened(1, Policy(offerMinutes: 60)), Seat(1), Waits(2, 1)).When(Change(2)).Then(new CapacityChanged(EditionId, 2), Offered(2, Now.AddMinutes(60)));

    [Fact]
    public void Fewer_seats_evict_nobody() =>
        Spec.Given<Roster>(Opened(3), Seat(1), Seat(2), Seat(3)).When(Change(1)).Then(new CapacityChanged(EditionId, 1));

    [Fact]
    public void And_what_is_freed_beyond_them_goes_to_nobody() =>
        Spec.Given<Roster>(Opened(3), Seat(1), Seat(2), Seat(3), Waits(4, 1), new CapacityChanged(EditionId, 1)).When(r => r.Leave(Person(1), Now)).Then(Withdrawn(1, Standing.Seat));

    [Fact]
    public void It_is_never_less_than_what_is_reserved()
    {
        var edition = Editions.Edition.Initial.Apply(Planned() with { Blueprint = TheBlueprint with { Registration = Policy(reserves: new Programmes.RegionReserve("PT-20", 4)) } });
        Spec.Given<Roster>(Opened(30)).When(r => r.ChangeCapacity(edition, 3, Now)).ThenRejected("more-seats-reserved-than-there-are");
    }

    [Fact]
    public void The_same_number_again_adds_nothing() => Spec.Given<Roster>(Opened(3)).When(Change(3)).ThenNothing();

    [Fact]
    public void It_can_change_before_registration_is_announced() =>
        Spec.Given<Roster>(new CapacityChanged(EditionId, 12)).When(r => r.Announce(Edition, Opens, Closes, Opens.AddDays(-1))).Then(Opened(12));

    [Fact]
    public void A_cancelled_edition_has_none_to_change() =>
        Spec.Given<Roster>(Opened(3), new RegistrationsEnded(EditionId)).When(Change(5)).ThenRejected("edition-cancelled");
}

public sealed class WindowSpecs
{
    [Fact]
    public void It_opens_by_itself_at_its_instant() =>
        Spec.Given<Roster>(Opened(1)).When(r => r.OpenWhenDue(Opens)).Then(new RegistrationOpened(EditionId, Opens, Closes));

    [Fact]
    public void Not_before() => Spec.Given<Roster>(Opened(1)).When(r => r.OpenWhenDue(Opens.AddTicks(-1))).ThenNothing();

    [Fact]
    public void And_once() => Spec.Given<Roster>(Opened(1)).ThenARepeatAddsNothing(r => r.OpenWhenDue(Opens));

    [Fact]
    public void It_closes_by_itself_at_its_instant() =>
        Spec.Given<Roster>(Opened(1)).When(r => r.CloseWhenDue(Closes)).Then(new RegistrationClosed(EditionId));

    [Fact]
    public void A_moved_window_does_not_close_at_the_old_instant() =>
        Spec.Given<Roster>(Opened(1), Opened(1) with { ClosesAt = Closes.AddDays(1) }).When(r => r.CloseWhenDue(Closes)).ThenNothing();
}
