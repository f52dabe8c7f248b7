using Marten;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>A stream's state and the version it was folded up to (0: the stream does not exist).</summary>
public sealed record Versioned<TState>(TState State, long Version);

public static class Folding
{
    /// <summary>Streams read in one query.</summary>
    private const int Part = 250;

    /// <summary>
    /// Keeps streams as they are until this session's commit: whoever else would change them, or holds them still, comes before or after. They are locked in one
    /// order by everybody, so that no two wait for each other.
    /// </summary>
    public static async Task LockAsync(this IDocumentSession session, IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand("select version from mt_streams where id = any($1) order by id for update", session.Connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. streams] } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Folds a stream's events into its state.</summary>
    public static async Task<Versioned<TState>> FoldAsync<TState>(this IQuerySession session, string stream, CancellationToken cancellation)
        where TState : IState<TState>
    {
        var events = await session.Events.FetchStreamAsync(stream, token: cancellation);
        return new Versioned<TState>(
            events.Aggregate(TState.Initial, (state, e) => state.Apply(e.Data)),
            events.Count == 0 ? 0 : events[^1].Version);
    }

    /// <summary>Folds several streams, in the order asked for, in far fewer queries than there are streams.</summary>
    public static async Task<IReadOnlyList<Versioned<TState>>> FoldEachAsync<TState>(this IQuerySession session, IReadOnlyList<string> streams, CancellationToken cancellation)
        where TState : IState<TState>
    {
        var folded = new List<Versioned<TState>>(streams.Count);
        foreach (var part in streams.Chunk(Part))
        {
            // Sorted here: asked for in order, the database may walk its whole log.
            var events = (await session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(part)).ToListAsync(cancellation)).OrderBy(e => e.Version).ToLookup(e => e.StreamKey!);
            folded.AddRange(part.Select(stream => events[stream].Aggregate(
                new Versioned<TState>(TState.Initial, 0), (found, e) => new Versioned<TState>(found.State.Apply(e.Data), e.Version))));
        }

        return folded;
    }
}
