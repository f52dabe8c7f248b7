using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <summary>Gives up a seat or a place on the waiting list; the freed seat goes to the first who waits, in the same append.</summary>
public static class Withdraw
{
    public static Decision Leave(this Roster roster, Guid personId)
    {
        if (!roster.ByPerson.TryGetValue(personId, out var registration))
        {
            return Decision.Nothing;
        }

        var withdrawn = new RegistrationWithdrawn(roster.EditionId, registration.Id, personId, registration.HasSeat);
        return Decision.Accept([withdrawn, .. roster.Apply(withdrawn).Promotions()]);
    }

    /// <summary>Seats for those who wait, first come first, as many as are free.</summary>
    public static IEnumerable<object> Promotions(this Roster roster) => roster.Waiting
        .Take(Math.Max(0, roster.Capacity - roster.SeatsTaken))
        .Select(person => new SeatTaken(roster.EditionId, roster.ByPerson[person].Id, person, SeatRoute.Promotion));

    public static async Task<Results<NoContent, Refusal>> Handle(Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        return await desk.DecideAsync(editionId, (r, _) => r.Leave(personId), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());
    }
}
