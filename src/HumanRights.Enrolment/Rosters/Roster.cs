using System.Collections.Immutable;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>Registration is possible from <paramref name="OpensAt"/> until <paramref name="ClosesAt"/>, for <paramref name="Capacity"/> seats.</summary>
public sealed record RegistrationOpened(Guid EditionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int Capacity);

public sealed record RegistrationClosed(Guid EditionId);

/// <summary>By which way a seat was gained.</summary>
public enum SeatRoute
{
    Registration,
    Promotion,
}

public sealed record SeatTaken(Guid EditionId, Guid RegistrationId, Guid PersonId, SeatRoute Route);

/// <param name="EditionId">The edition.</param>
/// <param name="RegistrationId">The registration that waits.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Position">1-based, at the moment of placing.</param>
public sealed record PlacedOnWaitingList(Guid EditionId, Guid RegistrationId, Guid PersonId, int Position);

public sealed record RegistrationWithdrawn(Guid EditionId, Guid RegistrationId, Guid PersonId, bool HadSeat);

/// <summary>A decision about a person, on record because it can be appealed.</summary>
public sealed record RegistrationRefused(Guid EditionId, Guid PersonId, string Code);

/// <summary>A person's active registration: with a seat, or waiting.</summary>
public sealed record Registration(Guid Id, Guid PersonId, bool HasSeat);

/// <summary>
/// Who has a seat and who waits, for one edition. The waiting list's order is the order of the events: nobody can be
/// overtaken, and a freed seat goes to its head in the same append.
/// </summary>
public sealed record Roster(
    Guid EditionId,
    int Capacity,
    DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt,
    bool Closed,
    int SeatsTaken,
    ImmutableDictionary<Guid, Registration> ByPerson,
    ImmutableList<Guid> Waiting,
    ImmutableHashSet<(Guid PersonId, string Code)> Refused) : IState<Roster>
{
    public static Roster Initial { get; } = new(default, 0, default, default, false, 0, ImmutableDictionary<Guid, Registration>.Empty, [], []);

    public bool Opened => EditionId != default;

    public static string Stream(Guid editionId) => $"roster-{editionId:N}";

    public Roster Apply(object @event) => @event switch
    {
        RegistrationOpened e => this with { EditionId = e.EditionId, OpensAt = e.OpensAt, ClosesAt = e.ClosesAt, Capacity = e.Capacity, Closed = false },
        RegistrationClosed => this with { Closed = true },
        SeatTaken e => this with
        {
            SeatsTaken = SeatsTaken + 1,
            ByPerson = ByPerson.SetItem(e.PersonId, new Registration(e.RegistrationId, e.PersonId, true)),
            Waiting = e.Route == SeatRoute.Promotion ? Waiting.Remove(e.PersonId) : Waiting,
        },
        PlacedOnWaitingList e => this with
        {
            ByPerson = ByPerson.SetItem(e.PersonId, new Registration(e.RegistrationId, e.PersonId, false)),
            Waiting = Waiting.Add(e.PersonId),
        },
        RegistrationWithdrawn e => this with
        {
            SeatsTaken = e.HadSeat ? SeatsTaken - 1 : SeatsTaken,
            ByPerson = ByPerson.Remove(e.PersonId),
            Waiting = e.HadSeat ? Waiting : Waiting.Remove(e.PersonId),
        },
        RegistrationRefused e => this with { Refused = Refused.Add((e.PersonId, e.Code)) },
        _ => this,
    };

    /// <summary>1-based place on the waiting list, as of now.</summary>
    public int PositionOf(Guid personId) => Waiting.IndexOf(personId) + 1;

    public static Rejection NotOpened { get; } = new(
        "registration-not-open",
        new Text("Registration for this edition has not been announced yet.", "A inscrição nesta edição ainda não foi anunciada."),
        new Text("Come back when the opening date is published.", "Volte quando a data de abertura for publicada."));
}
