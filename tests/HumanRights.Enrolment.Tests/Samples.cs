using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Tests;

/// <summary>Fixed, readable values: nothing in a test depends on chance.</summary>
public static class Samples
{
    public static readonly Guid ProgrammeId = Id(1);
    public static readonly Guid EditionId = Id(2);
    public static readonly DateTimeOffset Opens = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Closes = new(2026, 9, 15, 18, 0, 0, TimeSpan.Zero);

    public static Blueprint TheBlueprint { get; } = new(
        new Text("Human Rights Programme", "Programa de Direitos Humanos"), 30,
        [new Objective("a", new Text("Rule of law", "Estado de direito")), new Objective("b", new Text("Public policies", "Políticas públicas"))],
        [
            new Module(1, new Text("Dignity", "Dignidade"), 7, ["a"], ["entity-01", "entity-02"]),
            new Module(2, new Text("Equality", "Igualdade"), 7, ["a", "b"], ["entity-03"]),
        ],
        new Thresholds(80, 3, 50));

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Guid Person(int number) => Id(1000 + number);

    public static Guid Registration(int number) => Id(2000 + number);

    public static readonly Facts Codes = new("org-1", "PT-11", "central");

    public static RegistrationPolicy Policy(decimal? offerMinutes = null, int? ceiling = null, params RegionReserve[] reserves) => new(offerMinutes, ceiling, reserves);

    public static RegistrationAnnounced Opened(int capacity, RegistrationPolicy? policy = null) => new(EditionId, Opens, Closes, capacity, policy);

    public static SeatTaken Seat(int person, Facts? facts = null, string? reserve = null) =>
        new(EditionId, Registration(person), Person(person), SeatRoute.Registration, facts ?? Codes, reserve);

    public static SeatTaken Promoted(int person, string? reserve = null) => new(EditionId, Registration(person), Person(person), SeatRoute.Promotion, null, reserve);

    public static PlacedOnWaitingList Waits(int person, int position, Facts? facts = null, WaitingRoute route = WaitingRoute.Registration, Guid? from = null) =>
        new(EditionId, Registration(person), Person(person), position, facts ?? Codes, route, from);

    public static SeatOffered Offered(int person, DateTimeOffset expiresAt, string? reserve = null) => new(EditionId, Registration(person), Person(person), expiresAt, reserve);

    public static OfferAccepted Accepted(int person) => new(EditionId, Registration(person), Person(person));

    public static OfferDeclined Declined(int person) => new(EditionId, Registration(person), Person(person));

    public static OfferExpired Expired(int person) => new(EditionId, Registration(person), Person(person));

    public static RegistrationWithdrawn Withdrawn(int person, Standing held) => new(EditionId, Registration(person), Person(person), held);

    public static RegistrationRefused Refused(int person, string code, Facts? facts = null) => new(EditionId, Person(person), code, facts ?? Codes);

    public static EditionPlanned Planned(int capacity = 30) => new(EditionId, ProgrammeId, 5, 1, TheBlueprint, capacity);

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        new ProgrammeDefined(ProgrammeId, TheBlueprint), new ProgrammeRevised(ProgrammeId, 2, TheBlueprint),
        Planned(), new EditionStarted(EditionId), new EditionCompleted(EditionId),
        new EditionCancelled(EditionId, new Text("Not this autumn.", "Não neste outono.")),
        Opened(30, Policy(2880, 5, new RegionReserve("PT-20", 4))), new RegistrationOpened(EditionId, Opens, Closes), new RegistrationClosed(EditionId),
        new RegistrationsEnded(EditionId), new RosterSettled(EditionId), new CapacityChanged(EditionId, 40),
        Seat(1), Waits(2, 1), Offered(2, Opens.AddDays(2), "PT-20"), Accepted(2), Declined(2), Expired(2), new OfferEnded(EditionId, Registration(2), Person(2)), Withdrawn(1, Standing.Seat),
        new CarriedOver(EditionId, Registration(2), Person(2), Standing.Waiting, Id(3), 6),
        Refused(3, "not-a-public-servant"), new PersonApproved(EditionId, Person(3)),
        new AppealLodged(EditionId, Id(3001), Person(3), "not-a-public-servant", Codes),
        new AppealDecided(EditionId, Id(3001), Person(3), "not-a-public-servant", AppealOutcome.Reversed),
        new InterestShown(ProgrammeId, Person(4), true, Codes), new InterestWithdrawn(ProgrammeId, Person(4)), new InterestCarried(ProgrammeId, EditionId, 7),
    ];
}
