using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Appeals;

/// <summary>What a person wrote in an appeal, and what they were answered: a row that can be erased, while the events hold its id.</summary>
/// <param name="Id">The appeal.</param>
/// <param name="TestId">The test.</param>
/// <param name="AttemptId">Whose result.</param>
/// <param name="PersonId">Who appealed.</param>
/// <param name="Number">Of the attempt.</param>
/// <param name="ItemId">The item it is about; absent: the whole result.</param>
/// <param name="Words">Why they think it wrong.</param>
/// <param name="LodgedAt">When.</param>
/// <param name="Outcome"><c>open</c>, <c>withdrawn</c>, <c>upheld</c> or <c>reversed</c>.</param>
/// <param name="Reasons">The coordination's.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record AppealText(
    Guid Id, Guid TestId, Guid AttemptId, Guid PersonId, int Number, Guid? ItemId, string Words, DateTimeOffset LodgedAt,
    string Outcome = AppealTexts.Open, string? Reasons = null, DateTimeOffset? DecidedAt = null);

public static class AppealTexts
{
    public const string Open = "open";
    public const string Withdrawn = "withdrawn";
    public const string Upheld = "upheld";
    public const string Reversed = "reversed";

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such appeal.", "Não existe esse recurso."));

    // Both change only a row that is still there: an erased person's must not come back.
    public static void MarkWithdrawn(this IDocumentSession session, Guid appealId) =>
        session.QueueSqlCommand("update mt_doc_appealtext set data = data || jsonb_build_object('outcome', ?::text) where id = ?", Withdrawn, appealId);

    public static void MarkDecided(this IDocumentSession session, Guid appealId, AppealOutcome outcome, string reasons, DateTimeOffset at) => session.QueueSqlCommand(
        "update mt_doc_appealtext set data = data || jsonb_build_object('outcome', ?::text, 'reasons', ?::text, 'decidedAt', ?::timestamptz) where id = ?",
        outcome == AppealOutcome.Upheld ? Upheld : Reversed, reasons, at, appealId);

    /// <summary>The answer to a command: the appeal as it is now, or the refusal.</summary>
    public static async Task<Results<Ok<AppealText>, Refusal>> ShowAsync(
        this Task<Outcome<AppealedGrade>> outcome, Func<AppealedGrade, Guid> which, IQuerySession session, CancellationToken cancellation)
    {
        var result = await outcome;
        if (result.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        return await session.LoadAsync<AppealText>(which(result.State), cancellation) is { } text ? TypedResults.Ok(text) : new Refusal(Unknown);
    }
}
