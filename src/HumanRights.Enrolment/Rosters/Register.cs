using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

public enum RegistrationStatus
{
    Seat,

    /// <summary>A seat is kept for the person until they accept or decline it, or the time is over.</summary>
    Offered,
    Waiting,

    /// <summary>The edition was cancelled.</summary>
    Cancelled,
}

/// <param name="RegistrationId">The registration, the same however often it is asked for.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="Status">Seat, offered, waiting or cancelled.</param>
/// <param name="Position">1-based place on the waiting list, as of now; only while waiting.</param>
/// <param name="OfferExpiresAt">Until when the offered seat is kept; only with an offer.</param>
/// <param name="Because">Why it is so, in the reader's language.</param>
public sealed record RegistrationAnswer(Guid RegistrationId, Guid EditionId, RegistrationStatus Status, int? Position, DateTimeOffset? OfferExpiresAt, string Because);

public static class Register
{
    public static Decision Decide(this Roster roster, Guid registrationId, Guid personId, bool publicServant, Facts facts, DateTimeOffset now) =>
        roster.ByPerson.ContainsKey(personId) && !roster.Ended ? Decision.Nothing
        : roster.Refusal(personId, publicServant, facts, now) is { } refusal ? roster.Refuse(personId, facts, refusal)
        : Decision.Accept(roster.Enter(registrationId, personId, facts));

    /// <summary>A seat if one is free for the person, else the end of the waiting list. A free seat means that nobody who waits may have it.</summary>
    public static object Enter(this Roster roster, Guid registrationId, Guid personId, Facts facts, WaitingRoute route = WaitingRoute.Registration) =>
        roster.HasSeatFor(facts.Region, out var reserve)
            ? new SeatTaken(roster.EditionId, registrationId, personId, SeatRoute.Registration, facts, reserve)
            : new PlacedOnWaitingList(roster.EditionId, registrationId, personId, roster.Waiting.Count + 1, facts, route);

    public static Task<Results<Ok<RegistrationAnswer>, Refusal>> Handle(
        Guid editionId, ClaimsPrincipal caller, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var (registrationId, personId, claims) = (Guid.CreateVersion7(), caller.PersonId(), caller.Facts());
        var facts = claims.Codes();
        return desk.DecideAsync(editionId, (r, now) => r.Decide(registrationId, personId, claims.PublicServant, facts, now), cancellation: cancellation)
            .OfPlannedAsync(editionId, writer, cancellation).RespondAsync(o => TypedResults.Ok(Answer(o.State, personId)!));
    }

    public static Facts Codes(this CallerFacts caller) => new(caller.Organisation, caller.Region, caller.Sector);

    /// <summary>A person's registration as the roster stands; none when there is no active one.</summary>
    internal static RegistrationAnswer? Answer(Roster roster, Guid personId)
    {
        if (!roster.ByPerson.TryGetValue(personId, out var registration))
        {
            return null;
        }

        var position = registration.Standing == Standing.Waiting ? roster.PositionOf(registration) : (int?)null;
        var (status, because) = registration.Standing switch
        {
            _ when roster.Ended => (RegistrationStatus.Cancelled, Roster.Cancelled.Reason),
            Standing.Seat => (RegistrationStatus.Seat, new Text("You have a seat.", "Tem um lugar.")),
            Standing.Offered => (RegistrationStatus.Offered, new Text(
                $"A seat is kept for you until {LisbonClock.Words(registration.OfferExpiresAt).En}: accept or decline it.",
                $"Há um lugar reservado para si até {LisbonClock.Words(registration.OfferExpiresAt).Pt}: aceite-o ou recuse-o.")),
            _ when roster.Settled => (RegistrationStatus.Waiting, new Text(
                $"The edition is completed, and no seat became free for you. You are number {position} of those who can be carried over to the next one.",
                $"A edição está concluída e não vagou nenhum lugar para si. É o n.º {position} dos que podem transitar para a próxima.")),
            _ => (RegistrationStatus.Waiting, new Text(
                $"All seats ({roster.Capacity}) are taken; you are number {position} on the waiting list.",
                $"Todos os lugares ({roster.Capacity}) estão ocupados; é o n.º {position} da lista de espera.")),
        };
        return new RegistrationAnswer(registration.Id, roster.EditionId, status, position, registration.OfferExpiresAt, because.ForReader());
    }

    internal static Decision Refuse(this Roster roster, Guid personId, Facts facts, Rejection refusal) =>
        refusal.IsAboutThePerson() && !roster.Refused.Contains((personId, refusal.Code))
            ? Decision.Refuse(refusal, new RegistrationRefused(roster.EditionId, personId, refusal.Code, facts))
            : refusal;
}
