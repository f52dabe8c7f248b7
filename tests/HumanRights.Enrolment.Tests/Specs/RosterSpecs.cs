using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class RegisterSpecs
{
    private static readonly DateTimeOffset During = Opens.AddMinutes(1);

    private static Func<Roster, Decision> Register(int person, bool publicServant = true, DateTimeOffset? at = null) =>
        roster => roster.Decide(Registration(person), Person(person), publicServant, Codes, at ?? During);

    [Fact]
    public void A_free_seat_is_taken() =>
        Spec.Given<Roster>(Opened(2)).When(Register(1)).Then(Seat(1));

    [Fact]
    public void When_all_seats_are_taken_the_next_waits_first() =>
        Spec.Given<Roster>(Opened(1), Seat(1)).When(Register(2)).Then(Waits(2, 1));

    [Fact]
    public void Who_comes_later_waits_behind() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1)).When(Register(3)).Then(Waits(3, 2));

    [Fact]
    public void A_repeat_with_a_seat_adds_nothing() =>
        Spec.Given<Roster>(Opened(1), Seat(1)).When(Register(1)).ThenNothing();

    [Fact]
    public void A_repeat_while_waiting_adds_nothing() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1)).When(Register(2)).ThenNothing();

    [Fact]
    public void Before_the_window_is_announced_it_is_refused() =>
        Spec.Given<Roster>().When(Register(1)).ThenRejected("registration-not-open");

    [Fact]
    public void Before_it_opens_it_is_refused() =>
        Spec.Given<Roster>(Opened(1)).When(Register(1, at: Opens.AddTicks(-1))).ThenRejected("registration-not-open");

    [Fact]
    public void At_the_opening_instant_it_is_accepted() =>
        Spec.Given<Roster>(Opened(1)).When(Register(1, at: Opens)).Then(Seat(1));

    [Fact]
    public void Once_the_opening_is_on_record_a_clock_that_is_behind_refuses_nobody() =>
        Spec.Given<Roster>(Opened(1), new RegistrationOpened(EditionId, Opens, Closes)).When(Register(1, at: Opens.AddSeconds(-1))).Then(Seat(1));

    [Fact]
    public void At_the_closing_instant_it_is_refused() =>
        Spec.Given<Roster>(Opened(1)).When(Register(1, at: Closes)).ThenRejected("registration-closed");

    [Fact]
    public void After_an_early_close_it_is_refused() =>
        Spec.Given<Roster>(Opened(1), new RegistrationClosed(EditionId)).When(Register(1)).ThenRejected("registration-closed");

    [Fact]
    public void Who_is_no_public_servant_is_refused_on_record() =>
        Spec.Given<Roster>(Opened(1)).When(Register(1, publicServant: false))
            .ThenRejected("not-a-public-servant", Refused(1, "not-a-public-servant"));

    [Fact]
    public void The_same_refusal_is_recorded_once() =>
        Spec.Given<Roster>(Opened(1), Refused(1, "not-a-public-servant"))
            .When(Register(1, publicServant: false)).ThenRejected("not-a-public-servant");
}

public sealed class WithdrawSpecs
{
    private static readonly DateTimeOffset During = Opens.AddMinutes(1);

    private static Func<Roster, Decision> Leave(int person) => roster => roster.Leave(Person(person), During);

    [Fact]
    public void A_freed_seat_goes_to_the_first_who_waits() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), Waits(3, 2)).When(Leave(1))
            .Then(Withdrawn(1, Standing.Seat), Promoted(2));

    [Fact]
    public void With_nobody_waiting_the_seat_is_free_again() =>
        Spec.Given<Roster>(Opened(1), Seat(1)).When(Leave(1)).Then(Withdrawn(1, Standing.Seat));

    [Fact]
    public void Leaving_the_waiting_list_frees_no_seat() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), Waits(3, 2)).When(Leave(2)).Then(Withdrawn(2, Standing.Waiting));

    [Fact]
    public void Who_is_not_registered_withdraws_nothing() =>
        Spec.Given<Roster>(Opened(1), Seat(1)).When(Leave(2)).ThenNothing();

    [Fact]
    public void A_repeat_adds_nothing() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1)).ThenARepeatAddsNothing(Leave(1));

    [Fact]
    public void Who_withdrew_may_register_again_at_the_end() =>
        Spec.Given<Roster>(Opened(1), Seat(1), Waits(2, 1), Withdrawn(1, Standing.Seat), Promoted(2))
            .When(r => r.Decide(Registration(9), Person(1), true, Codes, Opens)).Then(new PlacedOnWaitingList(EditionId, Registration(9), Person(1), 1, Codes));
}
