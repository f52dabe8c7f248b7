using HumanRights.Enrolment.Editions;
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

    public static RegistrationOpened Opened(int capacity) => new(EditionId, Opens, Closes, capacity);

    public static SeatTaken Seat(int person, SeatRoute route = SeatRoute.Registration) => new(EditionId, Registration(person), Person(person), route);

    public static PlacedOnWaitingList Waits(int person, int position) => new(EditionId, Registration(person), Person(person), position);

    public static RegistrationWithdrawn Withdrawn(int person, bool hadSeat) => new(EditionId, Registration(person), Person(person), hadSeat);

    public static EditionPlanned Planned(int capacity = 30) => new(EditionId, ProgrammeId, 5, 1, TheBlueprint, capacity);

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        new ProgrammeDefined(ProgrammeId, TheBlueprint), new ProgrammeRevised(ProgrammeId, 2, TheBlueprint),
        Planned(), new EditionStarted(EditionId), new EditionCompleted(EditionId),
        Opened(30), new RegistrationClosed(EditionId), Seat(1), Waits(2, 1), Withdrawn(1, hadSeat: true),
        new RegistrationRefused(EditionId, Person(3), "not-a-public-servant"),
    ];
}
