using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Appeals;

/// <summary>The coordination's view: the rows themselves, as committed now. The grade an appeal is about is at its attempt.</summary>
public static class ReadAppeals
{
    /// <param name="testId">The test.</param>
    /// <param name="outcome"><c>open</c>, <c>withdrawn</c>, <c>upheld</c> or <c>reversed</c> only.</param>
    /// <param name="after">The page before's <c>next</c>.</param>
    /// <param name="limit">Of the page.</param>
    /// <param name="session">The store.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<Results<Ok<Page<AppealText>>, Refusal>> HandleList(
        Guid testId, string? outcome, Guid? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        if (outcome is not (null or AppealTexts.Open or AppealTexts.Withdrawn or AppealTexts.Upheld or AppealTexts.Reversed))
        {
            return new Refusal(NoOutcome);
        }

        var cursor = after ?? Guid.Empty;
        var found = session.Query<AppealText>().Where(t => t.TestId == testId && t.Id > cursor);
        found = outcome is null ? found : found.Where(t => t.Outcome == outcome);
        return TypedResults.Ok(await found.OrderBy(t => t.Id).PageAsync(limit, t => t.Id, cancellation));
    }

    public static async Task<Results<Ok<AppealText>, Refusal>> Handle(Guid testId, Guid appealId, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<AppealText>(appealId, cancellation) is { } text && text.TestId == testId ? TypedResults.Ok(text) : new Refusal(AppealTexts.Unknown);

    private static Rejection NoOutcome { get; } = new(
        "unknown-outcome", new Text("Appeals have no such outcome.", "Os recursos não têm esse resultado."),
        new Text("Ask for open, withdrawn, upheld or reversed.", "Peça open, withdrawn, upheld ou reversed."), RejectionKind.Invalid);
}
