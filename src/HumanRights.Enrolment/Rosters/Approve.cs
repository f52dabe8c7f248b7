using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <param name="PersonId">Whom the coordination knows to be a public servant.</param>
public sealed record ApproveBody(Guid PersonId);

/// <summary>The coordination's word that a person is a public servant: it beats what their account claims, for this edition.</summary>
public static class Approve
{
    public static Decision ApprovePerson(this Roster roster, Edition edition, Guid personId) =>
        edition.Stage == EditionStage.Unplanned ? Edition.NotPlanned
        : roster.Ended ? Roster.Cancelled
        : roster.Settled ? Edition.IsCompleted
        : roster.Waived.Contains((personId, Eligibility.NotAPublicServant)) ? Decision.Nothing
        : Decision.Accept(new PersonApproved(edition.Id, personId));

    public static async Task<Results<NoContent, Refusal>> Handle(Guid editionId, ApproveBody body, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        return await desk.DecideAsync(editionId, (r, _) => r.ApprovePerson(edition, body.PersonId), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());
    }
}
