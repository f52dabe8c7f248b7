using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Insight;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <summary>An attempt whose score or outcome a correction changes.</summary>
public sealed record GradeChange(
    long Order, Guid AttemptId, Guid PersonId, int Number, decimal ScoreFrom, decimal ScoreTo, bool PassedFrom, bool PassedTo);

/// <summary>What a correction would come to. Totals are of the whole test, items a page of what changes, in the order of starting.</summary>
/// <param name="ItemId">What would be corrected.</param>
/// <param name="Version">For If-Match: applied with it, the correction meets the same corrections before it.</param>
/// <param name="Correction">The number it would have; absent if it would change nothing about the item.</param>
/// <param name="Attempts">That are graded.</param>
/// <param name="NotGraded">That are not: they will be marked with the correction.</param>
/// <param name="Rise">Whose score rises.</param>
/// <param name="Fall">Whose score falls.</param>
/// <param name="Pass">That would pass now.</param>
/// <param name="Fail">That would pass no longer.</param>
/// <param name="Items">Of the page.</param>
/// <param name="Next">Give it as <c>after</c>.</param>
public sealed record CorrectionPreviewAnswer(
    Guid ItemId, long Version, int? Correction, int Attempts, int NotGraded, int Rise, int Fall, int Pass, int Fail, IReadOnlyList<GradeChange> Items, string? Next);

public static class PreviewCorrection
{
    /// <summary>Attempts read together.</summary>
    private const int Part = 50;

    public static async Task<Results<Ok<CorrectionPreviewAnswer>, Refusal>> Handle(
        Guid testId, CorrectionBody body, long? after, int? limit, EventWriter writer, IDocumentStore store, IQuerySession session, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var (key, version) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var decision = key.Correct(test, body.ItemId, body.Correction, body.Reason.Text, clock.GetUtcNow());
        if (decision.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        var corrected = decision.Events.Aggregate(key, (k, e) => k.Apply(e));
        var (attempts, notGraded, changes) = (0, 0, new List<GradeChange>());
        var views = await session.Query<AttemptView>().Where(a => a.TestId == testId).OrderBy(a => a.Order).ToListAsync(cancellation);
        foreach (var part in views.Chunk(Part))
        {
            var streams = part.Select(a => (View: a, Attempt: Attempt.Stream(testId, a.PersonId, a.Number), Grade: Grade.Stream(testId, a.PersonId, a.Number))).ToList();
            var events = await session.StreamsAsync([.. streams.Select(s => s.Attempt), .. streams.Select(s => s.Grade)], cancellation);
            foreach (var (view, attemptStream, gradeStream) in streams)
            {
                var attempt = events[attemptStream].Aggregate(Attempt.Initial, (a, e) => a.Apply(e.Data));
                var grade = events[gradeStream].Aggregate(Grade.Initial, (g, e) => g.Apply(e.Data));
                if (grade.Current is not { } from)
                {
                    notGraded++;
                    continue;
                }

                attempts++;
                var to = grade.Regraded(attempt, test.Composition!, corrected, await store.WordsOfAsync(attempt, cancellation));
                if (from.Marks.ScorePercent != to.Marks.ScorePercent || from.Passed != to.Passed)
                {
                    changes.Add(new GradeChange(
                        view.Order, view.Id, view.PersonId, view.Number, from.Marks.ScorePercent, to.Marks.ScorePercent, from.Passed, to.Passed));
                }
            }
        }

        var page = changes.Where(c => c.Order > (after ?? 0)).Take(Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit)).ToList();
        return TypedResults.Ok(new CorrectionPreviewAnswer(body.ItemId,
            version, decision.Events.Count == 0 ? null : corrected.Corrections.Count, attempts, notGraded,
            changes.Count(c => c.ScoreTo > c.ScoreFrom), changes.Count(c => c.ScoreTo < c.ScoreFrom),
            changes.Count(c => c is { PassedFrom: false, PassedTo: true }), changes.Count(c => c is { PassedFrom: true, PassedTo: false }),
            page, page.Count > 0 && page[^1].Order < changes[^1].Order ? FormattableString.Invariant($"{page[^1].Order}") : null));
    }

    /// <summary>What applying it will make of the grade: by the same function.</summary>
    public static AttemptGraded Regraded(this Grade grade, Attempt attempt, TestComposed test, TestKey corrected, IReadOnlyDictionary<Guid, string> words) =>
        grade.Regrade(attempt, test, corrected, words).Events.Aggregate(grade, (g, e) => g.Apply(e)).Current!;
}
