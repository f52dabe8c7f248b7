using System.ComponentModel.DataAnnotations;
using HumanRights.Enrolment.Programmes;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Editions;

/// <param name="ProgrammeId">The programme whose present blueprint it takes.</param>
/// <param name="Number">1 for the first edition.</param>
/// <param name="Capacity">Seats.</param>
/// <param name="EditionId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record PlanEditionBody(Guid ProgrammeId, [Range(1, 10_000)] int Number, [Range(1, PlanEdition.HighestCapacity)] int Capacity, Guid? EditionId = null);

public sealed record EditionAnswer(Guid EditionId, Guid ProgrammeId, int Number, int Capacity, EditionStage Stage);

public static class PlanEdition
{
    public const int HighestCapacity = 100_000;

    public static Decision Plan(this Edition edition, Guid editionId, Programme programme, int number, int capacity) => edition switch
    {
        _ when programme.Blueprint is null => Programme.NotDefined,
        { Stage: EditionStage.Unplanned } when programme.Blueprint.Registration?.Exceeds(capacity) is { } exceeds => exceeds,
        { Stage: EditionStage.Unplanned } => Decision.Accept(
            new EditionPlanned(editionId, programme.Id, number, programme.Revision, programme.Blueprint!, capacity)),
        _ when edition.ProgrammeId == programme.Id && edition.Number == number && edition.Capacity == capacity => Decision.Nothing,
        _ => new Rejection(
            "edition-already-planned",
            new Text("An edition with this id is planned otherwise.", "Já existe uma edição com este identificador, planeada de outro modo."),
            new Text("Plan it with another id.", "Planeie-a com outro identificador.")),
    };

    public static async Task<Results<Created<EditionAnswer>, Refusal>> Handle(PlanEditionBody body, EventWriter writer, CancellationToken cancellation)
    {
        var id = body.EditionId ?? Guid.CreateVersion7();
        var (programme, _) = await writer.ReadAsync<Programme>(Programme.Stream(body.ProgrammeId), cancellation);
        return await writer.DecideAsync<Edition>(Edition.Stream(id), (e, _) => e.Plan(id, programme, body.Number, body.Capacity), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/enrolment/editions/{id}", Answer(o.State)));
    }

    internal static EditionAnswer Answer(Edition edition) => new(edition.Id, edition.ProgrammeId, edition.Number, edition.Capacity, edition.Stage);
}
