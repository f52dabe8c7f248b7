using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <summary>An offered seat is accepted, declined, or expires by the server's clock; whatever is not accepted goes on to the next who waits.</summary>
public static class Offers
{
    public const string Declined = "offer-declined";
    public const string Expired = "offer-expired";

    public static Decision AcceptOffer(this Roster roster, Guid personId, DateTimeOffset now) => roster.ByPerson.GetValueOrDefault(personId) switch
    {
        _ when roster.Ended => Roster.Cancelled,
        { Standing: not Standing.Seat } when roster.Settled => Roster.Completed,
        null => roster.Outcomes.GetValueOrDefault(personId) is Expired ? TooLate : Roster.NotRegistered,
        { Standing: Standing.Seat } => Decision.Nothing,
        { Standing: Standing.Waiting } waiting => NoOffer(roster, waiting),
        // Late by the clock, although nobody has put the expiry on record yet: this does.
        { } offered when now >= offered.OfferExpiresAt => Decision.Refuse(TooLate, [.. roster.Expire(now).Events]),
        { } offered => Decision.Accept(new OfferAccepted(roster.EditionId, offered.Id, personId)),
    };

    public static Decision DeclineOffer(this Roster roster, Guid personId, DateTimeOffset now) => roster.ByPerson.GetValueOrDefault(personId) switch
    {
        _ when roster.Ended => Roster.Cancelled,
        { Standing: not Standing.Seat } when roster.Settled => Roster.Completed,
        null => roster.Outcomes.GetValueOrDefault(personId) is Declined or Expired ? Decision.Nothing : Roster.NotRegistered,
        { Standing: Standing.Seat } => new Rejection(
            "offer-already-accepted",
            new Text("You have accepted the seat.", "Já aceitou o lugar."),
            new Text("Withdraw if you do not want it any more.", "Desista da inscrição se já não o quiser.")),
        { Standing: Standing.Waiting } waiting => NoOffer(roster, waiting),
        { } offered => Decision.Accept(roster.FollowedByPromotions(now, new OfferDeclined(roster.EditionId, offered.Id, personId))),
    };

    /// <summary>Puts on record every offer whose time is over. What was kept for it goes on; an offer made by that is never due already.</summary>
    public static Decision Expire(this Roster roster, DateTimeOffset now)
    {
        object[] expired =
        [
            .. roster.Offered.Select(person => roster.ByPerson[person]).Where(o => o.OfferExpiresAt <= now).OrderBy(o => o.OfferExpiresAt).ThenBy(o => o.Ticket)
                .Select(o => new OfferExpired(roster.EditionId, o.Id, o.PersonId)),
        ];
        return roster.Ended || expired.Length == 0 ? Decision.Nothing : Decision.Accept(roster.FollowedByPromotions(now, expired));
    }

    public static Task<Results<Ok<RegistrationAnswer>, Refusal>> HandleAccept(
        Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation) =>
        desk.DecideAsync(editionId, (r, now) => r.AcceptOffer(caller.PersonId(), now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Register.Answer(o.State, caller.PersonId())!));

    public static async Task<Results<NoContent, Refusal>> HandleDecline(Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation) =>
        await desk.DecideAsync(editionId, (r, now) => r.DeclineOffer(caller.PersonId(), now), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());

    internal static Rejection TooLate { get; } = new(
        Expired,
        new Text("The time to accept the offered seat was over, and it went to the next person.", "O prazo para aceitar o lugar terminou, e ele passou à pessoa seguinte."),
        new Text("Register again to join the end of the waiting list, or appeal.", "Inscreva-se de novo para entrar no fim da lista de espera, ou recorra."));

    private static Rejection NoOffer(Roster roster, Registration waiting) => new(
        "no-open-offer",
        new Text("No seat is offered to you now.", "Neste momento não lhe é oferecido nenhum lugar."),
        new Text("You keep your place on the waiting list and will be told when a seat is free.", "Mantém o seu lugar na lista de espera e será avisado quando houver um lugar."))
    { Facts = new Dictionary<string, object?> { ["position"] = roster.PositionOf(waiting) } };
}
