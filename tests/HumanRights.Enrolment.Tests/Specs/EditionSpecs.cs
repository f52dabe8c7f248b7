using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

public sealed class DefineProgrammeSpecs
{
    [Fact]
    public void A_coherent_blueprint_defines_a_programme() =>
        Spec.Given<Programme>().When(p => p.Define(ProgrammeId, TheBlueprint)).Then(new ProgrammeDefined(ProgrammeId, TheBlueprint));

    [Fact]
    public void A_repeat_adds_nothing() =>
        Spec.Given<Programme>(new ProgrammeDefined(ProgrammeId, TheBlueprint)).When(p => p.Define(ProgrammeId, TheBlueprint)).ThenNothing();

    [Fact]
    public void The_same_id_with_another_blueprint_is_refused() =>
        Spec.Given<Programme>(new ProgrammeDefined(ProgrammeId, TheBlueprint))
            .When(p => p.Define(ProgrammeId, TheBlueprint with { Hours = 40 })).ThenRejected("programme-already-defined");

    public static TheoryData<Blueprint> Incoherent =>
    [
        TheBlueprint with { Hours = 13 },
        TheBlueprint with { Modules = [TheBlueprint.Modules[1], TheBlueprint.Modules[0]] },
        TheBlueprint with { Modules = [TheBlueprint.Modules[0]] },
        TheBlueprint with { Objectives = [TheBlueprint.Objectives[0]] },
        TheBlueprint with { Registration = Policy(reserves: [new RegionReserve("PT-20", 1), new RegionReserve("PT-20", 2)]) },
        TheBlueprint with { Objectives = [TheBlueprint.Objectives[0], TheBlueprint.Objectives[0], TheBlueprint.Objectives[1]] },
    ];

    [Theory]
    [MemberData(nameof(Incoherent), DisableDiscoveryEnumeration = true)]
    public void An_incoherent_blueprint_is_refused(Blueprint blueprint) =>
        Spec.Given<Programme>().When(p => p.Define(ProgrammeId, blueprint)).ThenRejected("incoherent-blueprint");

    [Fact]
    public void One_that_reserves_more_seats_than_any_edition_can_have_is_refused() =>
        Spec.Given<Programme>().When(p => p.Define(ProgrammeId, TheBlueprint with { Registration = Policy(reserves: [new("PT-20", 100_000), new("PT-30", 1)]) }))
            .ThenRejected("more-seats-reserved-than-there-are");

    [Fact]
    public void A_revision_counts_on() =>
        Spec.Given<Programme>(new ProgrammeDefined(ProgrammeId, TheBlueprint)).When(p => p.Revise(TheBlueprint with { Hours = 40 }))
            .Then(new ProgrammeRevised(ProgrammeId, 2, TheBlueprint with { Hours = 40 }));

    [Fact]
    public void Nothing_is_revised_that_was_not_defined() =>
        Spec.Given<Programme>().When(p => p.Revise(TheBlueprint)).ThenRejected("not-found");
}

public sealed class EditionSpecs
{
    private static readonly Programme Programme = Programme.Initial.Apply(new ProgrammeDefined(ProgrammeId, TheBlueprint));

    private static Programme Reserving(int seats) => Programme.Initial.Apply(new ProgrammeDefined(
        ProgrammeId, TheBlueprint with { Registration = Policy(reserves: [new RegionReserve("PT-20", seats - 1), new RegionReserve("PT-30", 1)]) }));

    private static Decision Plan(Edition edition) => edition.Plan(EditionId, Programme, 5, 30);

    [Fact]
    public void It_is_planned_from_the_present_blueprint() => Spec.Given<Edition>().When(Plan).Then(Planned());

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Edition>().ThenARepeatAddsNothing(Plan);

    [Fact]
    public void Without_a_programme_it_is_not_planned() =>
        Spec.Given<Edition>().When(e => e.Plan(EditionId, Programme.Initial, 5, 30)).ThenRejected("not-found");

    [Fact]
    public void With_fewer_seats_than_are_reserved_it_is_not_planned() =>
        Spec.Given<Edition>().When(e => e.Plan(EditionId, Reserving(31), 5, 30)).ThenRejected("more-seats-reserved-than-there-are");

    [Fact]
    public void Every_seat_may_be_reserved() => Spec.Given<Edition>().When(e => e.Plan(EditionId, Reserving(30), 5, 30))
        .Then(new EditionPlanned(EditionId, ProgrammeId, 5, 1, Reserving(30).Blueprint!, 30));

    [Fact]
    public void The_same_id_planned_otherwise_is_refused() =>
        Spec.Given<Edition>(Planned()).When(e => e.Plan(EditionId, Programme, 5, 31)).ThenRejected("edition-already-planned");

    [Fact]
    public void It_starts_once_planned() => Spec.Given<Edition>(Planned()).When(e => e.Start()).Then(new EditionStarted(EditionId));

    [Fact]
    public void It_starts_once() => Spec.Given<Edition>(Planned()).ThenARepeatAddsNothing(e => e.Start());

    [Fact]
    public void It_is_completed_once_started() =>
        Spec.Given<Edition>(Planned(), new EditionStarted(EditionId)).When(e => e.Complete()).Then(new EditionCompleted(EditionId));

    [Fact]
    public void It_is_not_completed_before_it_starts() => Spec.Given<Edition>(Planned()).When(e => e.Complete()).ThenRejected("edition-not-started");

    [Fact]
    public void What_is_completed_does_not_start_again() =>
        Spec.Given<Edition>(Planned(), new EditionStarted(EditionId), new EditionCompleted(EditionId)).When(e => e.Start()).ThenRejected("edition-completed");
}

public sealed class OpenRegistrationSpecs
{
    private static readonly Edition Edition = Edition.Initial.Apply(Planned());
    private static readonly DateTimeOffset Now = Opens.AddDays(-1);

    [Fact]
    public void The_window_is_announced_with_the_editions_capacity() =>
        Spec.Given<Roster>().When(r => r.Announce(Edition, Opens, Closes, Now)).Then(Opened(30));

    [Fact]
    public void Without_an_opening_instant_it_opens_now() =>
        Spec.Given<Roster>().When(r => r.Announce(Edition, null, Closes, Now)).Then(
            new RegistrationAnnounced(EditionId, Now, Closes, 30), new RegistrationOpened(EditionId, Now, Closes));

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Roster>(Opened(30)).When(r => r.Announce(Edition, Opens, Closes, Now)).ThenNothing();

    [Fact]
    public void It_can_be_moved() =>
        Spec.Given<Roster>(Opened(30)).When(r => r.Announce(Edition, Opens.AddHours(1), Closes, Now))
            .Then(new RegistrationAnnounced(EditionId, Opens.AddHours(1), Closes, 30));

    [Fact]
    public void It_cannot_close_before_it_opens() =>
        Spec.Given<Roster>().When(r => r.Announce(Edition, Closes, Opens, Now)).ThenRejected("window-ends-before-it-begins");

    [Fact]
    public void It_cannot_lie_in_the_past() =>
        Spec.Given<Roster>().When(r => r.Announce(Edition, Opens, Closes, Closes.AddDays(1))).ThenRejected("window-is-past");

    [Fact]
    public void There_has_to_be_an_edition() =>
        Spec.Given<Roster>().When(r => r.Announce(Edition.Initial, Opens, Closes, Now)).ThenRejected("not-found");

    [Fact]
    public void It_is_closed_once() => Spec.Given<Roster>(Opened(30)).ThenARepeatAddsNothing(r => r.Close());
}
