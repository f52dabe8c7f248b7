using System.Collections.Immutable;
using HumanRights.Enrolment.Programmes;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>A person's active registration.</summary>
/// <param name="Id">The registration.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Standing">What it holds.</param>
/// <param name="Ticket">Its place in the order of arrival on the waiting list; 0 if it never waited.</param>
/// <param name="Facts">Codes of the person.</param>
/// <param name="Reserve">The region whose reserved seat it holds.</param>
/// <param name="OfferExpiresAt">Until when the offered seat is kept.</param>
public sealed record Registration(
    Guid Id, Guid PersonId, Standing Standing, long Ticket, Facts? Facts, string? Reserve = null, DateTimeOffset? OfferExpiresAt = null);

/// <summary>A place in the queue: the lower ticket came first.</summary>
public readonly record struct Place(long Ticket, Guid PersonId) : IComparable<Place>
{
    public int CompareTo(Place other) => Ticket.CompareTo(other.Ticket);
}

/// <summary>Somebody who was carried over to another edition.</summary>
public sealed record Leaver(Guid PersonId, Facts? Facts, Guid ToEditionId, int ToNumber);

/// <summary>
/// An appeal and what became of it; without an outcome it is open. <paramref name="Window"/> counts how often the window had been announced:
/// announced again, what was refused for its sake is another occasion.
/// </summary>
public sealed record Appeal(Guid Id, Guid PersonId, string Code, Facts? Facts, AppealOutcome? Outcome, int Window);

/// <summary>
/// Who has a seat, whom one is offered, and who waits, for one edition. The waiting list's order is the order of the events: nobody can be
/// overtaken, and a freed seat goes to its head in the same append. Every seat is either for anybody or reserved for a region.
/// </summary>
public sealed record Roster : IState<Roster>
{
    public static Roster Initial { get; } = new();

    public Guid EditionId { get; init; }

    /// <summary>Seats; 0 until they are known.</summary>
    public int Capacity { get; init; }

    public RegistrationPolicy Policy { get; init; } = RegistrationPolicy.None;

    public DateTimeOffset OpensAt { get; init; }

    public DateTimeOffset ClosesAt { get; init; }

    /// <summary>The window is known.</summary>
    public bool Announced { get; init; }

    /// <summary>The opening has been put on record.</summary>
    public bool Opened { get; init; }

    public bool Closed { get; init; }

    /// <summary>The edition is cancelled.</summary>
    public bool Ended { get; init; }

    /// <summary>The edition is completed.</summary>
    public bool Settled { get; init; }

    public int SeatsTaken { get; init; }

    public long NextTicket { get; init; } = 1;

    public ImmutableDictionary<Guid, Registration> ByPerson { get; init; } = ImmutableDictionary<Guid, Registration>.Empty;

    public ImmutableSortedSet<Place> Waiting { get; init; } = [];

    /// <summary>People with an open offer.</summary>
    public ImmutableHashSet<Guid> Offered { get; init; } = [];

    /// <summary>Reserved seats in use (taken or offered), by region.</summary>
    public ImmutableDictionary<string, int> Reserved { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Active registrations by organisation, while the policy sets a ceiling for them.</summary>
    public ImmutableDictionary<string, int> ByOrganisation { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Refusals and offers not taken that are on record, until an appeal against them is decided: after it the next is another occasion.</summary>
    public ImmutableHashSet<(Guid PersonId, string Code)> Refused { get; init; } = [];

    /// <summary>Refusals that no longer apply to a person: approved, or reversed on appeal.</summary>
    public ImmutableHashSet<(Guid PersonId, string Code)> Waived { get; init; } = [];

    /// <summary>How the last registration of a person without one ended, or why none came about.</summary>
    public ImmutableDictionary<Guid, string> Outcomes { get; init; } = ImmutableDictionary<Guid, string>.Empty;

    public ImmutableDictionary<Guid, Appeal> Appeals { get; init; } = ImmutableDictionary<Guid, Appeal>.Empty;

    /// <summary>How often the window was announced.</summary>
    public int Windows { get; init; }

    /// <summary>Who left for another edition's list, in order.</summary>
    public ImmutableList<Leaver> Leavers { get; init; } = [];

    /// <summary>Whom another edition's roster has brought here once: brought again, they are not placed again, whatever became of them.</summary>
    public ImmutableHashSet<(Guid FromEditionId, Guid PersonId)> Brought { get; init; } = [];

    /// <summary>Seats that nobody else can have now: taken or offered.</summary>
    public int Occupied => SeatsTaken + Offered.Count;

    public static string Stream(Guid editionId) => $"roster-{editionId:N}";

    public Roster Apply(object @event) => @event switch
    {
        RegistrationAnnounced e => this with
        {
            EditionId = e.EditionId, OpensAt = e.OpensAt, ClosesAt = e.ClosesAt, Capacity = e.Capacity,
            Policy = e.Policy ?? RegistrationPolicy.None, Announced = true, Opened = false, Closed = false, Windows = Windows + 1,
        },
        RegistrationOpened => this with { Opened = true },
        RegistrationClosed => this with { Closed = true },
        RegistrationsEnded e => this with { EditionId = e.EditionId, Closed = true, Ended = true },
        RosterSettled e => this with { EditionId = e.EditionId, Closed = true, Settled = true },
        CapacityChanged e => this with { EditionId = e.EditionId, Capacity = e.Capacity },
        SeatTaken e => Seat(e),
        PlacedOnWaitingList e => (this with { Waiting = Waiting.Add(new Place(NextTicket, e.PersonId)), NextTicket = NextTicket + 1 })
            .Enter(new Registration(e.RegistrationId, e.PersonId, Standing.Waiting, NextTicket, e.Facts)) with
        {
            Brought = e.FromEditionId is { } from ? Brought.Add((from, e.PersonId)) : Brought,
        },
        SeatOffered e when ByPerson.TryGetValue(e.PersonId, out var waiting) => Offer(e, waiting),
        OfferAccepted e when ByPerson.TryGetValue(e.PersonId, out var offered) => this with
        {
            SeatsTaken = SeatsTaken + 1,
            Offered = Offered.Remove(e.PersonId),
            ByPerson = ByPerson.SetItem(e.PersonId, offered with { Standing = Standing.Seat, OfferExpiresAt = null }),
        },
        OfferDeclined e => Lapse(e.PersonId, Offers.Declined),
        OfferEnded e when ByPerson.TryGetValue(e.PersonId, out var offered) => WaitAgain(offered),
        OfferExpired e => Lapse(e.PersonId, Offers.Expired),
        RegistrationWithdrawn e => Leave(e.PersonId, LastOutcome.Withdrawn),
        CarriedOver e => Leave(e.PersonId, LastOutcome.CarriedOver) with
        {
            Leavers = Leavers.Add(new Leaver(e.PersonId, ByPerson.GetValueOrDefault(e.PersonId)?.Facts, e.ToEditionId, e.ToNumber)),
        },
        RegistrationRefused e => this with { Refused = Refused.Add((e.PersonId, e.Code)), Outcomes = Outcomes.SetItem(e.PersonId, e.Code) },
        PersonApproved e => this with { EditionId = e.EditionId, Waived = Waived.Add((e.PersonId, Eligibility.NotAPublicServant)) },
        AppealLodged e => this with { EditionId = e.EditionId, Appeals = Appeals.SetItem(e.AppealId, new Appeal(e.AppealId, e.PersonId, e.Code, e.Facts, null, Windows)) },
        AppealDecided e when Appeals.TryGetValue(e.AppealId, out var appeal) => this with
        {
            Appeals = Appeals.SetItem(e.AppealId, appeal with { Outcome = e.Outcome }),
            Refused = Refused.Remove((e.PersonId, e.Code)),
            Waived = e.Outcome == AppealOutcome.Reversed ? Waived.Add((e.PersonId, e.Code)) : Waived,
        },
        _ => this,
    };

    /// <summary>1-based place on the waiting list, as of now.</summary>
    public int PositionOf(Registration waiting) => Waiting.IndexOf(new Place(waiting.Ticket, waiting.PersonId)) + 1;

    /// <summary>Whether a seat is free for a person of this region, and if so which: null is a seat for anybody.</summary>
    public bool HasSeatFor(string? region, out string? reserve)
    {
        reserve = region is not null && Policy.ReservedFor(region) > Reserved.GetValueOrDefault(region) ? region : null;
        if (Occupied >= Capacity)
        {
            return false;
        }

        return reserve is not null || Occupied - Reserved.Values.Sum() < Capacity - Policy.ReservedSeats.Sum(r => r.Seats);
    }

    private Roster Seat(SeatTaken e)
    {
        var known = ByPerson.GetValueOrDefault(e.PersonId);
        var seated = new Registration(e.RegistrationId, e.PersonId, Standing.Seat, known?.Ticket ?? 0, known?.Facts ?? e.Facts, e.Reserve);
        return (known is null ? this : this with { Waiting = Waiting.Remove(new Place(known.Ticket, e.PersonId)) })
            .Hold(e.Reserve).Enter(seated) with { SeatsTaken = SeatsTaken + 1 };
    }

    private Roster Offer(SeatOffered e, Registration waiting) =>
        (this with { Waiting = Waiting.Remove(new Place(waiting.Ticket, e.PersonId)), Offered = Offered.Add(e.PersonId) })
            .Hold(e.Reserve).Enter(waiting with { Standing = Standing.Offered, Reserve = e.Reserve, OfferExpiresAt = e.ExpiresAt });

    private Roster WaitAgain(Registration offered) => this with
    {
        Offered = Offered.Remove(offered.PersonId),
        Waiting = Waiting.Add(new Place(offered.Ticket, offered.PersonId)),
        Reserved = offered.Reserve is { } region ? Reserved.SetItem(region, Reserved[region] - 1) : Reserved,
        ByPerson = ByPerson.SetItem(offered.PersonId, offered with { Standing = Standing.Waiting, Reserve = null, OfferExpiresAt = null }),
    };

    private Roster Hold(string? reserve) =>
        reserve is null ? this : this with { Reserved = Reserved.SetItem(reserve, Reserved.GetValueOrDefault(reserve) + 1) };

    private Roster Enter(Registration registration) => this with
    {
        ByPerson = ByPerson.SetItem(registration.PersonId, registration),
        Outcomes = Outcomes.Remove(registration.PersonId),
        ByOrganisation = ByPerson.ContainsKey(registration.PersonId) ? ByOrganisation : Count(registration.Facts, 1),
    };

    private Roster Lapse(Guid personId, string code) => Leave(personId, code) with { Refused = Refused.Add((personId, code)) };

    private Roster Leave(Guid personId, string outcome)
    {
        if (!ByPerson.TryGetValue(personId, out var left))
        {
            return this;
        }

        return this with
        {
            ByPerson = ByPerson.Remove(personId),
            Outcomes = Outcomes.SetItem(personId, outcome),
            SeatsTaken = left.Standing == Standing.Seat ? SeatsTaken - 1 : SeatsTaken,
            Offered = Offered.Remove(personId),
            Waiting = left.Standing == Standing.Waiting ? Waiting.Remove(new Place(left.Ticket, personId)) : Waiting,
            Reserved = left.Reserve is { } region ? Reserved.SetItem(region, Reserved[region] - 1) : Reserved,
            ByOrganisation = Count(left.Facts, -1),
        };
    }

    private ImmutableDictionary<string, int> Count(Facts? facts, int change) =>
        facts?.Organisation is { } organisation ? ByOrganisation.SetItem(organisation, ByOrganisation.GetValueOrDefault(organisation) + change) : ByOrganisation;

    public static Rejection NotAnnounced { get; } = new(
        "registration-not-open",
        new Text("Registration for this edition has not been announced yet.", "A inscrição nesta edição ainda não foi anunciada."),
        new Text("Come back when the opening date is published.", "Volte quando a data de abertura for publicada."));

    public static Rejection Cancelled { get; } = new(
        "edition-cancelled",
        new Text("The edition was cancelled.", "A edição foi cancelada."),
        new Text("Register for another edition, or show interest in the programme.", "Inscreva-se noutra edição ou manifeste interesse no programa."));

    public static Rejection Completed { get; } = new(
        "edition-completed",
        new Text("The edition is completed, and nobody gains a seat in it any more.", "A edição está concluída e já ninguém obtém lugar nela."),
        new Text("Register for another edition, or show interest in the programme.", "Inscreva-se noutra edição ou manifeste interesse no programa."));

    public static Rejection NotRegistered { get; } = Rejection.NotFound(
        new Text("You have no active registration for this edition.", "Não tem inscrição ativa nesta edição."));
}
