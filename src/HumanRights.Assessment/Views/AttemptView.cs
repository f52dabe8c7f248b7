using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Views;

/// <summary>
/// One attempt as the coordination sees it. <paramref name="Order"/> is the order of starting, what pages are cut by;
/// <paramref name="Answers"/> is how many items have one; <paramref name="Status"/> is <c>open</c>, <c>submitted</c>, <c>closed</c> (by the service), <c>graded</c> or <c>released</c>.
/// </summary>
public sealed record AttemptView(
    Guid Id, long Order, Guid TestId, Guid PersonId, int Number, string Status, int Answers, DateTimeOffset StartedAt, DateTimeOffset DeadlineAt,
    DateTimeOffset? EndedAt, bool ByService, string? Receipt, decimal? ScorePercent, bool? Passed, bool? Counts)
{
    /// <value>The items that have an answer, the latest given last.</value>
    public IReadOnlyList<Guid> Answered { get; init; } = [];
    internal AttemptView After(IMarkingStep step) => this with { ScorePercent = step.After.ScorePercent, Passed = step.After.Passed };
}

public sealed partial class AttemptViewProjection : MultiStreamProjection<AttemptView, Guid>
{
    public AttemptViewProjection()
    {
        Name = "attempts";
        Identity<AttemptStarted>(e => e.AttemptId);
        Identity<DeadlineExtended>(e => e.AttemptId);
        Identity<AnswerSaved>(e => e.AttemptId);
        Identity<AttemptSubmitted>(e => e.AttemptId);
        Identity<AttemptClosed>(e => e.AttemptId);
        Identity<AttemptGraded>(e => e.AttemptId);
        Identity<OpenTextMarked>(e => e.AttemptId);
        Identity<SecondMarkAsked>(e => e.AttemptId);
        Identity<MarkSettled>(e => e.AttemptId);
        Identity<OpenTextErased>(e => e.AttemptId);
        Identity<AttemptRegraded>(e => e.AttemptId);
        Identity<ResultReleased>(e => e.AttemptId);
    }

    public static AttemptView Create(IEvent<AttemptStarted> e) => new(
        e.Data.AttemptId, e.Sequence, e.Data.TestId, e.Data.PersonId, e.Data.Number, "open", 0, e.Data.StartedAt, e.Data.DeadlineAt, null, false, null, null, null, null);

    public static AttemptView Apply(DeadlineExtended e, AttemptView view) => view with { DeadlineAt = e.DeadlineAt };

    public static AttemptView Apply(AnswerSaved e, AttemptView view)
    {
        IReadOnlyList<Guid> others = [.. view.Answered.Where(i => i != e.ItemId)], answered = e.IsNone ? others : [.. others, e.ItemId];
        return view with { Answers = answered.Count, Answered = answered };
    }

    public static AttemptView Apply(AttemptSubmitted e, AttemptView view) => view with { Status = "submitted", EndedAt = e.SubmittedAt, Receipt = e.Receipt };

    public static AttemptView Apply(AttemptClosed e, AttemptView view) => view with { Status = "closed", EndedAt = e.ClosedAt, ByService = true, Receipt = e.Receipt };

    public static AttemptView Apply(AttemptGraded e, AttemptView view) => view with { Status = "graded", ScorePercent = e.Marks.ScorePercent, Passed = e.Passed };

    public static AttemptView Apply(OpenTextMarked e, AttemptView view) => view.After(e);

    public static AttemptView Apply(SecondMarkAsked e, AttemptView view) => view.After(e);

    public static AttemptView Apply(MarkSettled e, AttemptView view) => view.After(e);

    public static AttemptView Apply(OpenTextErased e, AttemptView view) => view.After(e);
    // What is released stands until it is released anew: it may be a mean.
    public static AttemptView Apply(AttemptRegraded e, AttemptView view) =>
        view.Status == "released" ? view : view with { ScorePercent = e.Marks.ScorePercent, Passed = e.Passed };

    public static AttemptView Apply(ResultReleased e, AttemptView view) => view with { Status = "released", Counts = e.Counts, ScorePercent = e.ScorePercent, Passed = e.Passed };
}

public static class AttemptList
{
    public static async Task<Ok<Page<AttemptView>>> Handle(Guid testId, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? 0;
        return TypedResults.Ok(await session.Query<AttemptView>()
            .Where(a => a.TestId == testId && a.Order > cursor)
            .OrderBy(a => a.Order)
            .PageAsync(limit, a => a.Order, cancellation));
    }
}

/// <param name="TestId">The test.</param>
/// <param name="Stage">Of the test.</param>
/// <param name="Attempts">Begun.</param>
/// <param name="Open">Still taking answers.</param>
/// <param name="Submitted">Handed in by the participant.</param>
/// <param name="ClosedByTime">Closed by the service.</param>
/// <param name="Graded">Of those ended.</param>
/// <param name="Released">Seen by their participants: the release is complete when it equals <paramref name="Attempts"/>.</param>
/// <param name="Passed">Of the attempts that count.</param>
/// <param name="Failed">Of the attempts that count.</param>
/// <param name="AverageScorePercent">Of the attempts that count; absent before the release.</param>
public sealed record TestSummaryAnswer(
    Guid TestId, TestStage Stage, int Attempts, int Open, int Submitted, int ClosedByTime, int Graded, int Released,
    int Passed, int Failed, decimal? AverageScorePercent);

public static class TestSummary
{
    public static async Task<Results<Ok<TestSummaryAnswer>, Refusal>> Handle(
        Guid testId, IQuerySession session, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is null)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        var attempts = await session.Query<AttemptView>().Where(a => a.TestId == testId).ToListAsync(cancellation);
        var counting = attempts.Where(a => a.Counts == true).ToList();
        return TypedResults.Ok(new TestSummaryAnswer(
            testId, test.StageAt(clock.GetUtcNow()), attempts.Count, attempts.Count(a => a.EndedAt is null),
            attempts.Count(a => a is { EndedAt: not null, ByService: false }), attempts.Count(a => a.ByService),
            attempts.Count(a => a.ScorePercent is not null), attempts.Count(a => a.Counts is not null),
            counting.Count(a => a.Passed == true), counting.Count(a => a.Passed == false),
            counting.Count == 0 ? null : Math.Round(counting.Average(a => a.ScorePercent!.Value), 2, MidpointRounding.AwayFromZero)));
    }
}
