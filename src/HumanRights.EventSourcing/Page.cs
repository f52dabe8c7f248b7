using Marten;

namespace HumanRights.EventSourcing;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class Paging
{
    public const int DefaultLimit = 50;
    public const int HighestLimit = 500;

    /// <summary>Cuts an ordered query, already moved past the caller's cursor, to one page.</summary>
    public static async Task<Page<T>> PageAsync<T, TCursor>(
        this IQueryable<T> ordered, int? limit, Func<T, TCursor> cursor, CancellationToken cancellation)
        where T : notnull where TCursor : notnull
    {
        var size = Math.Clamp(limit ?? DefaultLimit, 1, HighestLimit);
        var items = await ordered.Take(size + 1).ToListAsync(cancellation);
        return items.Count <= size
            ? new Page<T>(items, null)
            : new Page<T>([.. items.Take(size)], FormattableString.Invariant($"{cursor(items[size - 1])}"));
    }
}
