using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class EligibilitySpecs
{
    private static readonly DateTimeOffset Now = Opens.AddHours(1);
    private static readonly Facts Azores = new("org-9", "PT-20", "regional");

    private static Func<Roster, Decision> Register(int person, Facts? facts = null, bool publicServant = true) =>
        r => r.Decide(Registration(person), Person(person), publicServant, facts ?? Codes, Now);

    [Fact]
    public void Who_the_coordination_approved_is_accepted_whatever_the_account_claims() =>
        Spec.Given<Roster>(Opened(1), new PersonApproved(EditionId, Person(1))).When(Register(1, publicServant: false)).Then(Seat(1));

    [Fact]
    public void Approving_twice_adds_nothing()
    {
        var edition = Editions.Edition.Initial.Apply(Planned());
        Spec.Given<Roster>(Opened(1)).ThenARepeatAddsNothing(r => r.ApprovePerson(edition, Person(1)));
    }

    [Fact]
    public void Beyond_an_organisations_ceiling_it_is_refused_on_record() =>
        Spec.Given<Roster>(Opened(9, Policy(ceiling: 2)), Seat(1), Seat(2)).When(Register(3))
            .ThenRejected("organisation-ceiling-reached", Refused(3, "organisation-ceiling-reached"));

    [Fact]
    public void Those_who_wait_count_for_the_ceiling() =>
        Spec.Given<Roster>(Opened(1, Policy(ceiling: 2)), Seat(1), Waits(2, 1)).When(Register(3))
            .ThenRejected("organisation-ceiling-reached", Refused(3, "organisation-ceiling-reached"));

    [Fact]
    public void Another_organisation_is_not_concerned() =>
        Spec.Given<Roster>(Opened(9, Policy(ceiling: 2)), Seat(1), Seat(2)).When(Register(3, Azores)).Then(Seat(3, Azores));

    [Fact]
    public void Who_leaves_makes_room_below_the_ceiling() =>
        Spec.Given<Roster>(Opened(9, Policy(ceiling: 2)), Seat(1), Seat(2), Withdrawn(1, Standing.Seat)).When(Register(3)).Then(Seat(3));

    [Fact]
    public void A_reserved_seat_is_kept_for_its_region() =>
        Spec.Given<Roster>(Opened(2, Policy(reserves: new RegionReserve("PT-20", 1))), Seat(1)).When(Register(2)).Then(Waits(2, 1));

    [Fact]
    public void Its_region_takes_it_past_those_who_may_not_have_it() =>
        Spec.Given<Roster>(Opened(2, Policy(reserves: new RegionReserve("PT-20", 1))), Seat(1), Waits(2, 1)).When(Register(3, Azores)).Then(Seat(3, Azores, "PT-20"));

    [Fact]
    public void Beyond_its_reserve_a_region_has_the_seats_for_anybody() =>
        Spec.Given<Roster>(Opened(2, Policy(reserves: new RegionReserve("PT-20", 1))), Seat(1, Azores, "PT-20")).When(Register(2, Azores)).Then(Seat(2, Azores));

    [Fact]
    public void A_freed_reserved_seat_goes_to_the_first_of_its_region() =>
        Spec.Given<Roster>(Opened(2, Policy(reserves: new RegionReserve("PT-20", 1))), Seat(1), Seat(2, Azores, "PT-20"), Waits(3, 1), Waits(4, 2, Azores), Waits(5, 3, Azores))
            .When(r => r.Leave(Person(2), Now)).Then(Withdrawn(2, Standing.Seat), Promoted(4, "PT-20"));

    [Fact]
    public void A_freed_seat_for_anybody_goes_to_the_first_of_all() =>
        Spec.Given<Roster>(Opened(2, Policy(reserves: new RegionReserve("PT-20", 1))), Seat(1), Seat(2, Azores, "PT-20"), Waits(3, 1), Waits(4, 2, Azores))
            .When(r => r.Leave(Person(1), Now)).Then(Withdrawn(1, Standing.Seat), Promoted(3));

    [Fact]
    public void A_cancelled_edition_takes_nobody() =>
        Spec.Given<Roster>(Opened(1), new RegistrationsEnded(EditionId)).When(Register(1)).ThenRejected("edition-cancelled");
}

public sealed class AppealSpecs
{
    private static readonly DateTimeOffset Now = Opens.AddHours(1);
    private static readonly Guid AppealId = Id(3001);
    private const string Code = Eligibility.NotAPublicServant;
    private static readonly Editions.Edition TheEdition = Editions.Edition.Initial.Apply(Planned());

    private static readonly AppealLodged Lodged = new(EditionId, AppealId, Person(1), Code, Codes);

    private static AppealDecided Decided(AppealOutcome outcome) => new(EditionId, AppealId, Person(1), Code, outcome);

    private static Func<Roster, Decision> Lodge(string code = Code, DateTimeOffset? at = null) => r => r.LodgeAppeal(TheEdition, AppealId, Person(1), code, false, Codes, at ?? Now);

    private static Func<Roster, Decision> LodgeAgain(string code, DateTimeOffset? at = null) =>
        r => r.LodgeAppeal(TheEdition, Id(3002), Person(1), code, false, Codes, at ?? Now);

    private static AppealLodged LodgedAgain(string code) => new(EditionId, Id(3002), Person(1), code, Codes);

    private static Func<Roster, Decision> Decide(AppealOutcome outcome, DateTimeOffset? at = null) => r => r.DecideAppeal(AppealId, outcome, Registration(1), at ?? Now);

    [Fact]
    public void A_refusal_on_record_can_be_appealed() => Spec.Given<Roster>(Opened(1), Refused(1, Code)).When(Lodge()).Then(Lodged);

    [Fact]
    public void So_can_one_that_is_the_same_for_everybody() =>
        Spec.Given<Roster>(Opened(1)).When(Lodge("registration-closed", Closes)).Then(new AppealLodged(EditionId, AppealId, Person(1), "registration-closed", Codes));

    [Fact]
    public void Also_where_registration_was_never_announced() =>
        Spec.Given<Roster>().When(Lodge("registration-not-open")).Then(new AppealLodged(EditionId, AppealId, Person(1), "registration-not-open", Codes));

    [Fact]
    public void And_decided_there()
    {
        var lodged = new AppealLodged(EditionId, AppealId, Person(1), "registration-not-open", Codes);
        Spec.Given<Roster>(lodged).When(Decide(AppealOutcome.Reversed)).Then(new AppealDecided(EditionId, AppealId, Person(1), "registration-not-open", AppealOutcome.Reversed));
    }

    [Fact]
    public void Of_an_edition_that_was_never_planned_there_is_nothing_to_appeal() =>
        Spec.Given<Roster>().When(r => r.LodgeAppeal(Editions.Edition.Initial, AppealId, Person(1), "registration-not-open", true, Codes, Now)).ThenRejected("not-found");

    [Fact]
    public void And_an_offer_that_expired() =>
        Spec.Given<Roster>(Opened(1, Policy(60)), Seat(2), Waits(1, 1), Withdrawn(2, Standing.Seat), Offered(1, Now), Expired(1)).When(Lodge(Offers.Expired))
            .Then(new AppealLodged(EditionId, AppealId, Person(1), Offers.Expired, Codes));

    [Fact]
    public void Without_a_refusal_there_is_nothing_to_appeal() => Spec.Given<Roster>(Opened(1), Seat(1)).When(Lodge()).ThenRejected("nothing-to-appeal");

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged).When(Lodge()).ThenNothing();

    [Fact]
    public void Once_decided_it_is_not_lodged_again() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, Decided(AppealOutcome.Upheld)).When(Lodge()).ThenRejected("appeal-already-decided");

    [Fact]
    public void Refused_again_after_the_decision_it_is_on_record_again_and_can_be_appealed_again()
    {
        var decided = Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, Decided(AppealOutcome.Upheld));
        decided.When(r => r.Decide(Registration(1), Person(1), false, Codes, Now)).ThenRejected(Code, Refused(1, Code));
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, Decided(AppealOutcome.Upheld), Refused(1, Code)).When(LodgeAgain(Code)).Then(LodgedAgain(Code));
    }

    [Fact]
    public void A_second_offer_that_expired_can_be_appealed_although_the_first_was_upheld() =>
        Spec.Given<Roster>(
                Opened(1, Policy(60)), Waits(1, 1), Offered(1, Now), Expired(1),
                new AppealLodged(EditionId, AppealId, Person(1), Offers.Expired, Codes), new AppealDecided(EditionId, AppealId, Person(1), Offers.Expired, AppealOutcome.Upheld),
                Waits(1, 1), Offered(1, Now), Expired(1))
            .When(LodgeAgain(Offers.Expired)).Then(LodgedAgain(Offers.Expired));

    [Fact]
    public void A_window_announced_again_is_another_occasion()
    {
        object[] upheld =
        [
            Opened(1), new AppealLodged(EditionId, AppealId, Person(1), Eligibility.Closed, Codes),
            new AppealDecided(EditionId, AppealId, Person(1), Eligibility.Closed, AppealOutcome.Upheld),
        ];
        Spec.Given<Roster>(upheld).When(LodgeAgain(Eligibility.Closed, Closes)).ThenRejected("appeal-already-decided");
        Spec.Given<Roster>([.. upheld, Opened(1)]).When(LodgeAgain(Eligibility.Closed, Closes)).Then(LodgedAgain(Eligibility.Closed));
    }

    [Fact]
    public void Upheld_the_refusal_stands() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged).When(Decide(AppealOutcome.Upheld)).Then(Decided(AppealOutcome.Upheld));

    [Fact]
    public void Reversed_with_a_free_seat_it_is_taken() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged).When(Decide(AppealOutcome.Reversed)).Then(Decided(AppealOutcome.Reversed), Seat(1));

    [Fact]
    public void Reversed_with_none_free_it_overtakes_nobody() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, Seat(2), Waits(3, 1)).When(Decide(AppealOutcome.Reversed)).Then(Decided(AppealOutcome.Reversed), Waits(1, 2));

    [Fact]
    public void Reversed_after_the_window_it_still_counts_as_asked_in_time() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, new RegistrationClosed(EditionId)).When(Decide(AppealOutcome.Reversed, Closes.AddDays(1)))
            .Then(Decided(AppealOutcome.Reversed), Seat(1));

    [Fact]
    public void Reversed_another_rule_may_still_refuse() =>
        Spec.Given<Roster>(Opened(3, Policy(ceiling: 1)), Refused(1, Code), Lodged, Seat(2)).When(Decide(AppealOutcome.Reversed))
            .Then(Decided(AppealOutcome.Reversed), Refused(1, Eligibility.OrganisationCeilingReached));

    [Fact]
    public void Reversed_for_a_cancelled_edition_it_is_a_word_only() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, new RegistrationsEnded(EditionId)).When(Decide(AppealOutcome.Reversed)).Then(Decided(AppealOutcome.Reversed));

    [Fact]
    public void The_same_decision_again_adds_nothing() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged).ThenARepeatAddsNothing(Decide(AppealOutcome.Reversed));

    [Fact]
    public void The_other_decision_is_refused() =>
        Spec.Given<Roster>(Opened(1), Refused(1, Code), Lodged, Decided(AppealOutcome.Upheld)).When(Decide(AppealOutcome.Reversed)).ThenRejected("appeal-already-decided");

    [Fact]
    public void An_unknown_appeal_is_not_decided() => Spec.Given<Roster>(Opened(1)).When(Decide(AppealOutcome.Upheld)).ThenRejected("not-found");
}
