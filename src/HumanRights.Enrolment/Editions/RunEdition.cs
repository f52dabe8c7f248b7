using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Editions;

/// <summary>An edition starts with its opening webinar and is completed after its closing one.</summary>
public static class RunEdition
{
    public static Decision Start(this Edition edition) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Planned => Decision.Accept(new EditionStarted(edition.Id)),
        EditionStage.Started => Decision.Nothing,
        EditionStage.Cancelled => Edition.IsCancelled,
        _ => Edition.IsCompleted,
    };

    public static Decision Complete(this Edition edition) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Planned => new Rejection(
            "edition-not-started",
            new Text("The edition has not started.", "A edição ainda não começou."),
            new Text("Start it first.", "Inicie-a primeiro.")),
        EditionStage.Started => Decision.Accept(new EditionCompleted(edition.Id)),
        EditionStage.Cancelled => Edition.IsCancelled,
        _ => Decision.Nothing,
    };

    public static Task<Results<Ok<EditionAnswer>, Refusal>> HandleStart(Guid editionId, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Edition>(Edition.Stream(editionId), (e, _) => e.Start(), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(PlanEdition.Answer(o.State)));

    public static async Task<Results<Ok<EditionAnswer>, Refusal>> HandleComplete(Guid editionId, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var completed = await writer.DecideAsync<Edition>(Edition.Stream(editionId), (e, _) => e.Complete(), cancellation: cancellation);
        if (completed.Rejection is null)
        {
            // Before it is answered, so that nobody is promoted after it; should that not succeed, the due row does it.
            await desk.DecideAsync(editionId, (r, _) => r.Settle(editionId), cancellation: cancellation);
        }

        return await Task.FromResult(completed).RespondAsync(o => TypedResults.Ok(PlanEdition.Answer(o.State)));
    }
}
