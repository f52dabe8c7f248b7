using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class CarryOverSpecs
{
    private static readonly DateTimeOffset Before = Opens.AddDays(-7);

    private static Carried From(int person, WaitingRoute route = WaitingRoute.CarriedOver, bool publicServant = true) =>
        new(Registration(person), Person(person), publicServant, Codes, route);

    private static readonly Edition Next = Edition.Initial.Apply(Planned() with { EditionId = Id(4), Number = 6 });

    private static CarriedOver Gone(int person, Standing held = Standing.Waiting) => new(EditionId, Registration(person), Person(person), held, Id(4), 6);

    [Fact]
    public void They_come_onto_the_list_in_order_and_the_first_have_the_seats() =>
        Spec.Given<Roster>(Opened(1)).When(r => r.Carry([From(5), From(3), From(4, WaitingRoute.Interest)], Before)).Then(
            Waits(5, 1, route: WaitingRoute.CarriedOver), Waits(3, 2, route: WaitingRoute.CarriedOver), Waits(4, 3, route: WaitingRoute.Interest), Promoted(5));

    [Fact]
    public void Where_offers_are_made_the_first_are_offered_the_seats() =>
        Spec.Given<Roster>(Opened(1, Policy(offerMinutes: 60))).When(r => r.Carry([From(5)], Before))
            .Then(Waits(5, 1, route: WaitingRoute.CarriedOver), Offered(5, Before.AddMinutes(60)));

    [Fact]
    public void Who_is_registered_already_keeps_that() => Spec.Given<Roster>(Opened(1), Seat(5)).When(r => r.Carry([From(5)], Before)).ThenNothing();

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Roster>(Opened(1)).ThenARepeatAddsNothing(r => r.Carry([From(5), From(3)], Before));

    [Fact]
    public void Who_may_not_register_is_refused_on_record() =>
        Spec.Given<Roster>(Opened(1)).When(r => r.Carry([From(5, publicServant: false)], Before)).Then(Refused(5, Eligibility.NotAPublicServant));

    [Fact]
    public void Ceilings_hold_for_them_too() =>
        Spec.Given<Roster>(Opened(5, Policy(ceiling: 1))).When(r => r.Carry([From(5), From(6)], Before))
            .Then(Waits(5, 1, route: WaitingRoute.CarriedOver), Refused(6, Eligibility.OrganisationCeilingReached), Promoted(5));

    [Fact]
    public void Registration_has_to_be_announced() => Spec.Given<Roster>().When(r => r.Carry([From(5)], Before)).ThenRejected("registration-not-open");

    [Fact]
    public void Where_they_come_from_is_on_record_and_nobody_comes_from_there_twice()
    {
        var from = Id(3);
        Spec.Given<Roster>(Opened(1), Seat(1)).When(r => r.Carry([From(5) with { FromEditionId = from }], Before)).Then(Waits(5, 1, route: WaitingRoute.CarriedOver, from: from));
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(5, 1, from: from), Withdrawn(5, Standing.Waiting))
            .When(r => r.Carry([From(5) with { FromEditionId = from }], Before)).ThenNothing();
    }

    [Fact]
    public void Their_place_ends_where_they_waited() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(3, 1), Waits(2, 2), new RegistrationClosed(EditionId)).When(r => r.LetGo(Next)).Then(Gone(3), Gone(2));

    [Fact]
    public void And_a_seat_freed_there_later_goes_to_nobody() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), new RegistrationClosed(EditionId), Gone(2)).When(r => r.Leave(Person(1), Opens)).Then(Withdrawn(1, Standing.Seat));

    [Fact]
    public void They_are_let_go_once() => Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), new RegistrationClosed(EditionId)).ThenARepeatAddsNothing(r => r.LetGo(Next));

    [Fact]
    public void A_cancelled_edition_lets_those_with_seats_go_too() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(3, 1), new RegistrationsEnded(EditionId)).When(r => r.LetGo(Next)).Then(Gone(1, Standing.Seat), Gone(3));

    [Fact]
    public void Unserved_are_those_who_waited_in_order() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(3, 1), Waits(2, 2), new RegistrationClosed(EditionId)).State.Unserved().Select(r => r.PersonId)
            .ShouldBe([Person(3), Person(2)]);

    [Fact]
    public void Of_a_cancelled_edition_those_with_seats_come_first() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(3, 1), new RegistrationsEnded(EditionId)).State.Unserved().Select(r => r.PersonId)
            .ShouldBe([Person(1), Person(3)]);
}

public sealed class InterestSpecs
{
    private static readonly Programme Programme = Programme.Initial.Apply(new ProgrammeDefined(ProgrammeId, TheBlueprint));

    private static InterestShown Shown(int person) => new(ProgrammeId, Person(person), true, Codes);

    [Fact]
    public void It_is_shown_once() => Spec.Given<Interest>().ThenARepeatAddsNothing(i => i.Show(Programme, Person(1), true, Codes));

    [Fact]
    public void In_a_programme_that_exists() => Spec.Given<Interest>().When(i => i.Show(Programme.Initial, Person(1), true, Codes)).ThenRejected("not-found");

    [Fact]
    public void It_can_be_taken_back() =>
        Spec.Given<Interest>(Shown(1)).When(i => i.WithdrawInterest(Person(1))).Then(new InterestWithdrawn(ProgrammeId, Person(1)));

    [Fact]
    public void What_is_not_there_is_not_taken_back() => Spec.Given<Interest>().When(i => i.WithdrawInterest(Person(1))).ThenNothing();

    [Fact]
    public void Who_takes_it_back_and_comes_again_is_last() =>
        Spec.Given<Interest>(Shown(1), Shown(2), new InterestWithdrawn(ProgrammeId, Person(1)), Shown(1)).State.InOrder.Select(p => p.PersonId)
            .ShouldBe([Person(2), Person(1)]);

    [Fact]
    public void Carried_is_who_was_seen_and_nobody_who_came_meanwhile() =>
        Spec.Given<Interest>(Shown(1), Shown(2), Shown(3), new InterestCarried(ProgrammeId, EditionId, 2)).State.InOrder.Select(p => p.PersonId)
            .ShouldBe([Person(3)]);

    [Fact]
    public void Carrying_twice_adds_nothing() => Spec.Given<Interest>(Shown(1)).ThenARepeatAddsNothing(i => i.Carry(EditionId, 1));
}

public sealed class CancelEditionSpecs
{
    private static readonly Text Notice = new("Not this autumn.", "Não neste outono.");

    [Fact]
    public void A_planned_edition_can_be_cancelled() =>
        Spec.Given<Edition>(Planned()).When(e => e.Cancel(Notice)).Then(new EditionCancelled(EditionId, Notice));

    [Fact]
    public void Once() => Spec.Given<Edition>(Planned()).ThenARepeatAddsNothing(e => e.Cancel(Notice));

    [Fact]
    public void A_completed_one_cannot() =>
        Spec.Given<Edition>(Planned(), new EditionStarted(EditionId), new EditionCompleted(EditionId)).When(e => e.Cancel(Notice)).ThenRejected("edition-completed");

    [Fact]
    public void An_unplanned_one_cannot() => Spec.Given<Edition>().When(e => e.Cancel(Notice)).ThenRejected("not-found");

    [Fact]
    public void A_cancelled_one_does_not_start() =>
        Spec.Given<Edition>(Planned(), new EditionCancelled(EditionId, Notice)).When(e => e.Start()).ThenRejected("edition-cancelled");

    [Fact]
    public void Its_registrations_end_once() => Spec.Given<Roster>(Opened(1), Seat(1)).ThenARepeatAddsNothing(r => r.End(EditionId));
}
