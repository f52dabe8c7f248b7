using Marten;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>
/// States that are asked for again and again, kept as of the version they were folded up to. Always read as committed now: the stream's row says whether
/// another process has added to it since.
/// </summary>
/// <param name="store">Where the streams are.</param>
/// <param name="database">The same.</param>
/// <param name="most">How many are kept for certain; at most twice as many are.</param>
/// <param name="snapshot">Where to begin with a stream that is not known, if not at its beginning.</param>
public sealed class KnownStates<TState>(
    IDocumentStore store, NpgsqlDataSource database, int most, Func<string, CancellationToken, Task<Versioned<TState>?>>? snapshot = null) where TState : IState<TState>
{
    private static readonly Versioned<TState> Nothing = new(TState.Initial, 0);

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Lock gate = new();

    // What is asked for moves to the new ones; when these are many, what is left among the old ones is forgotten.
    private Dictionary<string, Versioned<TState>> recent = [], old = [];

    /// <summary>As committed now, by whichever process.</summary>
    public async Task<Versioned<TState>> ReadAsync(string stream, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select version from mt_streams where id = $1");
        command.Parameters.Add(new() { Value = stream });
        var version = await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
        if (Known(stream) is var known && known.Version >= version)
        {
            return known;
        }

        // What is not known is folded once, however many ask for it.
        await reading.WaitAsync(cancellation);
        try
        {
            if (Known(stream) is var current && current.Version >= version)
            {
                return current;
            }

            return (await FoldAsync([stream], cancellation))[stream];
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>As last seen in this process; version 0: not at all.</summary>
    internal Versioned<TState> Known(string stream)
    {
        lock (gate)
        {
            if (recent.TryGetValue(stream, out var known))
            {
                return known;
            }

            if (!old.Remove(stream, out known))
            {
                return Nothing;
            }

            Keep(stream, known);
            return known;
        }
    }

    /// <summary>Commits are learnt of in any order; the latest counts.</summary>
    internal void Learn(string stream, Versioned<TState> committed)
    {
        lock (gate)
        {
            if (Known(stream).Version < committed.Version)
            {
                Keep(stream, committed);
            }
        }
    }

    internal void Forget(string stream)
    {
        lock (gate)
        {
            recent.Remove(stream);
            old.Remove(stream);
        }
    }

    /// <summary>Streams in one query, from what is known of them.</summary>
    internal async Task<Dictionary<string, Versioned<TState>>> FoldAsync(IReadOnlyCollection<string> streams, CancellationToken cancellation)
    {
        if (snapshot is not null)
        {
            foreach (var stream in streams.Where(s => Known(s).Version == 0))
            {
                if (await snapshot(stream, cancellation) is { } written)
                {
                    Learn(stream, written);
                }
            }
        }

        await using var session = store.QuerySession();
        return await FoldAsync(session, streams, cancellation);
    }

    /// <summary>The same as the session sees them.</summary>
    internal async Task<Dictionary<string, Versioned<TState>>> FoldAsync(IQuerySession session, IReadOnlyCollection<string> streams, CancellationToken cancellation)
    {
        var query = session.CreateBatchQuery();
        var tails = streams.Select(stream => (Stream: stream, From: Known(stream)))
            .Select(s => (s.Stream, s.From, Tail: query.Events.FetchStream(s.Stream, fromVersion: s.From.Version + 1))).ToList();
        await query.Execute(cancellation);
        var folded = new Dictionary<string, Versioned<TState>>();
        foreach (var (stream, from, reading) in tails)
        {
            var tail = await reading;
            folded[stream] = tail.Count == 0 ? from : new(tail.Aggregate(from.State, (state, e) => state.Apply(e.Data)), tail[^1].Version);
            Learn(stream, folded[stream]);
        }

        return folded;
    }

    private void Keep(string stream, Versioned<TState> state)
    {
        if (recent.Count >= most && !recent.ContainsKey(stream))
        {
            (old, recent) = (recent, []);
        }

        recent[stream] = state;
    }
}
