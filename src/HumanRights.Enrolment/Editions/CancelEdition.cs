using System.ComponentModel.DataAnnotations;
using HumanRights.Enrolment.Programmes;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Editions;

/// <param name="Notice">What everybody registered is told. It is published: it must name nobody.</param>
public sealed record CancelEditionBody([Required] Words Notice);

/// <summary>An edition that will not take place. Its registrations end with it, and everybody registered is told.</summary>
public static class CancelEdition
{
    public static Decision Cancel(this Edition edition, Text notice) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Completed => Edition.IsCompleted,
        EditionStage.Cancelled => Decision.Nothing,
        _ => Decision.Accept(new EditionCancelled(edition.Id, notice)),
    };

    public static Task<Results<Ok<EditionAnswer>, Refusal>> Handle(Guid editionId, CancelEditionBody body, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Edition>(Edition.Stream(editionId), (e, _) => e.Cancel(body.Notice.Text), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(PlanEdition.Answer(o.State)));
}
