using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.KeyAccess;

/// <summary>Whom to ask when a key has become known.</summary>
public static class ListKeyAccesses
{
    /// <param name="itemId">To this item's key only, wherever it was shown.</param>
    /// <param name="testId">With this test only.</param>
    /// <param name="reader">Of this person or client only.</param>
    /// <param name="after">The page before's <c>next</c>.</param>
    /// <param name="limit">Of the page.</param>
    /// <param name="rows">The record.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<Ok<Page<KeyAccessAnswer>>> Handle(
        Guid? itemId, Guid? testId, string? reader, Guid? after, int? limit, KeyAccessRows rows, CancellationToken cancellation)
    {
        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        var read = await rows.ReadAsync(new KeyAccessFilter(itemId, testId, reader), after, size + 1, cancellation);
        return TypedResults.Ok(read.Count <= size ? new Page<KeyAccessAnswer>(read, null) : new Page<KeyAccessAnswer>([.. read.Take(size)], $"{read[size - 1].Id}"));
    }
}
