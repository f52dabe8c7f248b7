using System.Runtime.CompilerServices;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Views;
using JasperFx.Events;
using Marten;

namespace HumanRights.Assessment.Insight;

/// <summary>Which of a test's attempts the figures are about.</summary>
/// <param name="All">Attempts begun.</param>
/// <param name="Included">Each person's first, once graded and marked: who comes again has seen the items.</param>
/// <param name="Later">Left out for being a second or later one.</param>
/// <param name="NotGraded">First ones that are not graded yet.</param>
/// <param name="AwaitingMarker">First ones with an item that a person has yet to mark.</param>
public sealed record AttemptsCounted(int All, int Included, int Later, int NotGraded, int AwaitingMarker);

/// <summary>Reads a test's graded attempts part by part: no more than a part is in memory at once.</summary>
public static class GradedAttempts
{
    /// <summary>Attempts read together.</summary>
    private const int Part = 50;

    /// <summary>Of each person's first attempt its view, in the order of starting, and how many there are besides.</summary>
    public static async Task<(IReadOnlyList<AttemptView> First, int Later)> FirstAttemptsAsync(this IQuerySession session, Guid testId, CancellationToken cancellation)
    {
        var first = await session.Query<AttemptView>().Where(a => a.TestId == testId && a.Number == 1).OrderBy(a => a.Order).ToListAsync(cancellation);
        return (first, await session.Query<AttemptView>().CountAsync(a => a.TestId == testId && a.Number > 1, cancellation));
    }

    /// <summary>What each of these attempts came to; nothing for one that is not wholly marked.</summary>
    public static async IAsyncEnumerable<Responses?> ReadAsync(
        this IQuerySession session, IReadOnlyList<AttemptView> attempts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var part in attempts.Chunk(Part))
        {
            var streams = part.Select(a => (Attempt: Attempt.Stream(a.TestId, a.PersonId, a.Number), Grade: Grade.Stream(a.TestId, a.PersonId, a.Number))).ToList();
            var events = await session.StreamsAsync([.. streams.Select(s => s.Attempt), .. streams.Select(s => s.Grade)], cancellation);
            foreach (var (attempt, grade) in streams)
            {
                yield return Of(events[attempt], events[grade].Aggregate(Grade.Initial, (g, e) => g.Apply(e.Data)));
            }
        }
    }

    /// <summary>Every version of these items.</summary>
    public static async Task<Dictionary<(Guid ItemId, int Version), ItemVersion>> VersionsAsync(
        this IQuerySession session, IEnumerable<Guid> items, CancellationToken cancellation)
    {
        var versions = new Dictionary<(Guid, int), ItemVersion>();
        foreach (var part in items.Chunk(Part))
        {
            foreach (var e in (await session.StreamsAsync([.. part.Select(Item.Stream)], cancellation)).SelectMany(s => s))
            {
                switch (e.Data)
                {
                    case ItemDrafted d:
                        versions[(d.ItemId, 1)] = new ItemVersion(1, new ItemContent(d.Question, d.Key, d.Labels));
                        break;
                    case ItemRevised r:
                        versions[(r.ItemId, r.Version)] = new ItemVersion(r.Version, new ItemContent(r.Question, r.Key, r.Labels));
                        break;
                }
            }
        }

        return versions;
    }

    // Sorted here: asked for in order, the database may walk its whole log.
    internal static async Task<ILookup<string, IEvent>> StreamsAsync(this IQuerySession session, string[] streams, CancellationToken cancellation) =>
        (await session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(streams)).ToListAsync(cancellation))
        .OrderBy(e => e.Version).ToLookup(e => e.StreamKey!);

    private static Responses? Of(IEnumerable<IEvent> events, Grade grade)
    {
        if (grade.Current is not { } graded || graded.Marks.Items.Any(i => i.NeedsMarker))
        {
            return null;
        }

        var attempt = Attempt.Initial;
        var seconds = new Dictionary<Guid, double>();
        DateTimeOffset before = default;
        foreach (var e in events)
        {
            attempt = attempt.Apply(e.Data);
            switch (e.Data)
            {
                case AttemptStarted started:
                    before = started.StartedAt;
                    break;
                case AnswerSaved saved:
                    seconds[saved.ItemId] = seconds.GetValueOrDefault(saved.ItemId) + (saved.SavedAt - before).TotalSeconds;
                    before = saved.SavedAt;
                    break;
            }
        }

        return new Responses(
            [
                // What counts for nobody says nothing about anybody.
                .. graded.Marks.Items.Where(m => m.Weight > 0).Select(mark =>
                {
                    var answer = attempt.Answers.GetValueOrDefault(mark.ItemId);
                    return new Response(
                        mark.ItemId, mark.Version, mark.Points, mark.Weight, answer is { IsNone: false }, answer?.OptionIds ?? [], answer?.Pairs ?? [],
                        seconds.TryGetValue(mark.ItemId, out var taken) ? taken : null);
                }),
            ],
            graded.Marks.ScorePercent, graded.Passed);
    }
}
