using System.Collections.Immutable;
using System.Security.Cryptography;

namespace HumanRights.Learning.Feedback;

/// <param name="Id">Chosen at random by whoever answers and kept nowhere else: a repeat is recognised while the answer waits, then it is forgotten.</param>
/// <param name="Rating">1 to 7.</param>
/// <param name="Words">What was written, if anything.</param>
public sealed record PendingAnswer(Guid Id, int Rating, string? Words);

/// <summary>
/// One course's answers, none of which says whose it is. They wait in a shuffled pool and leave it in shuffled batches; a part of
/// the pool always stays behind, so that neither who looks at the figures before and after somebody answered, nor who
/// closes the box, can tell which answer came last. Counted answers are a tally and texts apart from it: no rating beside a text.
/// </summary>
public sealed record FeedbackBox(bool Closed, ImmutableArray<PendingAnswer> Pending, ImmutableArray<int> Tally, ImmutableArray<string> Texts)
{
    /// <summary>Fewer answers than this are neither shown nor moved alone.</summary>
    public const int SmallestGroup = 5;

    public const int HighestRating = 7;

    public static FeedbackBox Empty { get; } = new(false, [], [.. new int[HighestRating]], []);

    /// <summary>Answers that have left the pool: only these are ever shown.</summary>
    public int Counted => Tally.Sum();

    public FeedbackBox Put(PendingAnswer answer)
    {
        if (Closed || Pending.Any(p => p.Id == answer.Id))
        {
            return this;
        }

        var put = this with { Pending = Shuffled(Pending.Add(answer)) };
        return put.Pending.Length < 2 * SmallestGroup ? put : put.Count(put.Pending.Length - SmallestGroup);
    }

    public FeedbackBox Close() => Count(Pending.Length) with { Closed = true };

    private FeedbackBox Count(int batch)
    {
        var leaving = Pending[..batch];
        return this with
        {
            Pending = Pending[batch..],
            Tally = [.. Tally.Select((count, i) => count + leaving.Count(a => a.Rating == i + 1))],
            Texts = Shuffled([.. Texts, .. leaving.Select(a => a.Words).OfType<string>()]),
        };
    }

    private static ImmutableArray<T> Shuffled<T>(ImmutableArray<T> ordered)
    {
        var items = ordered.ToArray();
        RandomNumberGenerator.Shuffle(items.AsSpan());
        return [.. items];
    }
}
