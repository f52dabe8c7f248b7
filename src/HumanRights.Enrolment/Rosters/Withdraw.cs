using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <summary>Gives up a seat, an offer or a place on the waiting list; what is freed goes to the first who waits, in the same append.</summary>
public static class Withdraw
{
    public static Decision Leave(this Roster roster, Guid personId, DateTimeOffset now) =>
        roster.Ended || !roster.ByPerson.TryGetValue(personId, out var registration)
            ? Decision.Nothing
            : Decision.Accept(roster.FollowedByPromotions(now, new RegistrationWithdrawn(roster.EditionId, registration.Id, personId, registration.Standing)));

    public static async Task<Results<NoContent, Refusal>> Handle(Guid editionId, ClaimsPrincipal caller, EventWriter writer, RosterDesk desk, CancellationToken cancellation) =>
        await desk.DecideAsync(editionId, (r, now) => r.Leave(caller.PersonId(), now), cancellation: cancellation)
            .OfPlannedAsync(editionId, writer, cancellation).RespondAsync(_ => TypedResults.NoContent());
}
