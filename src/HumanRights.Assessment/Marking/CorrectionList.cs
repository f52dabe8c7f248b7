using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <summary>A correction as the coordination sees it.</summary>
public sealed record CorrectionAnswer(int Number, Guid ItemId, int Version, Correction Correction, Text Reason, DateTimeOffset CorrectedAt);

/// <param name="Version">For If-Match.</param>
/// <param name="Waiting">Attempts that are still to be marked again, or released anew because of it: 0 when all is done.</param>
/// <param name="Items">In order.</param>
/// <param name="Next">There is one page: a test has a handful of corrections.</param>
public sealed record CorrectionsAnswer(long Version, int Waiting, IReadOnlyList<CorrectionAnswer> Items, string? Next = null);

/// <summary>A correction as a participant whose attempt has the item reads of it, with the released result.</summary>
/// <param name="Number">What the mark's words name it by.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Kind">What was done.</param>
/// <param name="What">The same in words.</param>
/// <param name="Reason">Why.</param>
/// <param name="CorrectedAt">When.</param>
public sealed record CorrectionNotice(int Number, Guid ItemId, CorrectionKind Kind, string What, string Reason, DateTimeOffset CorrectedAt)
{
    public static CorrectionNotice Of(ItemCorrected c) =>
        new(c.Number, c.ItemId, c.Correction.Kind, c.Correction.Words().ForReader(), c.Reason.ForReader(), c.CorrectedAt);
}

public static class CorrectionList
{
    public static async Task<Results<Ok<CorrectionsAnswer>, Refusal>> Handle(Guid testId, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var (key, version) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        if (version == 0)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        // A correction's rows go as what they ask for is done.
        var waiting = key.Corrections.Count == 0 ? 0 : (await session.QueryAsync<long>(
            "select count(*) from due where subject = ? and kind in ('correction', 'regrading', 'release')", cancellation, testId))[0];
        return TypedResults.Ok(new CorrectionsAnswer(
            version, (int)waiting, [.. key.Corrections.Select(c => new CorrectionAnswer(c.Number, c.ItemId, c.Version, c.Correction, c.Reason, c.CorrectedAt))]));
    }
}
