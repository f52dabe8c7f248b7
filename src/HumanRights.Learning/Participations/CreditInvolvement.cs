using System.ComponentModel.DataAnnotations;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Participations;

/// <param name="EntryId">Chosen by the caller: the same entry sent again adds nothing.</param>
/// <param name="Reason">What the points are for.</param>
/// <param name="Points">1 to 100.</param>
public sealed record CreditInvolvementBody(Guid EntryId, InvolvementReason Reason, [Range(1, 100)] int Points);

public sealed record InvolvementLine(Guid PersonId, Guid EntryId, InvolvementReason Reason, [Range(1, 100)] int Points);

public sealed record CreditManyBody([Required, MinLength(1), MaxLength(200)] IReadOnlyList<InvolvementLine> Entries);

public sealed record InvolvementAnswer(Guid EditionId, Guid PersonId, int Points);

public static class CreditInvolvement
{
    public static Decision Credit(this Participation participation, Guid entryId, InvolvementReason reason, int points) => participation switch
    {
        _ when participation.Credits.TryGetValue(entryId, out var known) => known == new Credit(reason, points) ? Decision.Nothing : EntryTaken,
        { Active: false } => Participation.NotAParticipant,
        _ => Decision.Accept(new InvolvementCredited(participation.EditionId, participation.PersonId, entryId, reason, points)),
    };

    public static Task<Results<Ok<InvolvementAnswer>, Refusal>> Handle(
        Guid editionId, Guid personId, CreditInvolvementBody body, EventWriter writer, CancellationToken cancellation) =>
        CreditAsync(writer, editionId, new InvolvementLine(personId, body.EntryId, body.Reason, body.Points), cancellation)
            .RespondAsync(o => TypedResults.Ok(new InvolvementAnswer(editionId, personId, o.State.Points)));

    public static async Task<Ok<BatchAnswer>> HandleMany(
        Guid editionId, CreditManyBody body, EventWriter writer, CancellationToken cancellation)
    {
        var lines = new List<LineAnswer>();
        foreach (var entry in body.Entries)
        {
            lines.Add(LineAnswer.Of(entry.PersonId, await CreditAsync(writer, editionId, entry, cancellation)));
        }

        return TypedResults.Ok(BatchAnswer.Of(lines));
    }

    private static Task<Outcome<Participation>> CreditAsync(EventWriter writer, Guid editionId, InvolvementLine line, CancellationToken cancellation) =>
        writer.DecideAsync<Participation>(
            Participation.Stream(editionId, line.PersonId), (p, _) => p.Credit(line.EntryId, line.Reason, line.Points), cancellation: cancellation);

    private static Rejection EntryTaken { get; } = new(
        "entry-already-used",
        new Text("This entry was credited with another reason or other points.", "Este registo foi creditado com outro motivo ou outros pontos."),
        new Text("Use a new entry id.", "Use um novo identificador."));
}
