using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

public enum RegistrationStatus
{
    Seat,
    Waiting,
}

/// <param name="RegistrationId">The registration, the same however often it is asked for.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="Status">Seat or waiting.</param>
/// <param name="Position">1-based place on the waiting list, as of now; absent with a seat.</param>
/// <param name="Because">Why it is so, in the reader's language.</param>
public sealed record RegistrationAnswer(Guid RegistrationId, Guid EditionId, RegistrationStatus Status, int? Position, string Because);

public static class Register
{
    public static Decision Decide(this Roster roster, Guid registrationId, Guid personId, bool publicServant, DateTimeOffset now) => roster switch
    {
        { Opened: false } => Roster.NotOpened,
        _ when roster.ByPerson.ContainsKey(personId) => Decision.Nothing,
        _ when now < roster.OpensAt => NotYet(roster),
        _ when roster.Closed || now >= roster.ClosesAt => Over(roster),
        _ when !publicServant => Refuse(roster, personId, NotAPublicServant),
        _ when roster.SeatsTaken < roster.Capacity && roster.Waiting.IsEmpty =>
            Decision.Accept(new SeatTaken(roster.EditionId, registrationId, personId, SeatRoute.Registration)),
        _ => Decision.Accept(new PlacedOnWaitingList(roster.EditionId, registrationId, personId, roster.Waiting.Count + 1)),
    };

    public static Task<Results<Ok<RegistrationAnswer>, Refusal>> Handle(
        Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation)
    {
        var (registrationId, personId, facts) = (Guid.CreateVersion7(), caller.PersonId(), caller.Facts());
        return desk.DecideAsync(editionId, (r, now) => r.Decide(registrationId, personId, facts.PublicServant, now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Answer(o.State, personId)!));
    }

    /// <summary>A person's registration as the roster stands; none when there is no active one.</summary>
    internal static RegistrationAnswer? Answer(Roster roster, Guid personId)
    {
        if (!roster.ByPerson.TryGetValue(personId, out var registration))
        {
            return null;
        }

        var position = registration.HasSeat ? (int?)null : roster.PositionOf(personId);
        var because = registration.HasSeat
            ? new Text("You have a seat.", "Tem um lugar.")
            : new Text($"All seats ({roster.Capacity}) are taken; you are number {position} on the waiting list.", $"Todos os lugares ({roster.Capacity}) estão ocupados; é o n.º {position} da lista de espera.");
        return new RegistrationAnswer(
            registration.Id, roster.EditionId, registration.HasSeat ? RegistrationStatus.Seat : RegistrationStatus.Waiting, position, because.ForReader());
    }

    private static Rejection NotAPublicServant { get; } = new(
        "not-a-public-servant",
        new Text("The course is for public servants, and your account is not verified as one.", "O curso destina-se a trabalhadores em funções públicas, e a sua conta não está verificada como tal."),
        new Text("Use an account with your service's e-mail address, or ask the coordination to approve you.", "Use uma conta com o endereço de correio do seu serviço, ou peça a aprovação da coordenação."));

    private static Decision Refuse(Roster roster, Guid personId, Rejection rejection) =>
        roster.Refused.Contains((personId, rejection.Code))
            ? rejection
            : Decision.Refuse(rejection, new RegistrationRefused(roster.EditionId, personId, rejection.Code));

    private static Rejection NotYet(Roster roster) => new(
        "registration-not-open",
        new Text($"Registration opens at {roster.OpensAt:O}.", $"A inscrição abre em {roster.OpensAt:O}."),
        new Text("Come back at the opening time.", "Volte à hora de abertura."))
    { Facts = new Dictionary<string, object?> { ["opensAt"] = roster.OpensAt } };

    private static Rejection Over(Roster roster) => new(
        "registration-closed",
        new Text("Registration for this edition is closed.", "A inscrição nesta edição está encerrada."),
        new Text("Wait for the next edition: there are two a year.", "Aguarde a próxima edição: há duas por ano."))
    { Facts = new Dictionary<string, object?> { ["closedAt"] = roster.ClosesAt } };
}
