using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Insight;

/// <summary>A closed test in figures.</summary>
/// <param name="TestId">The test.</param>
/// <param name="Stage"><c>closed</c> or <c>released</c>.</param>
/// <param name="SmallestGroup">Numbers of fewer people than this are not told.</param>
/// <param name="Attempts">Which of them the figures are about.</param>
/// <param name="Figures">Of the whole.</param>
/// <param name="Items">In the test's order.</param>
/// <param name="Objectives">By letter.</param>
/// <param name="Absent">Why there are no figures.</param>
public sealed record TestInsightAnswer(
    Guid TestId, TestStage Stage, int SmallestGroup, AttemptsCounted Attempts, TestFigures? Figures,
    IReadOnlyList<ItemFigures> Items, IReadOnlyList<ObjectiveFigures> Objectives, Absent? Absent);

public static class TestInsight
{
    /// <summary>Figures come all at once: of two answers with one attempt between them the difference would be that attempt.</summary>
    public static async Task<Results<Ok<TestInsightAnswer>, Refusal>> Handle(
        Guid testId, InsightRules rules, IQuerySession session, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is not { } composed)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        var stage = test.StageAt(clock.GetUtcNow());
        if (stage is not (TestStage.Closed or TestStage.Released))
        {
            return new Refusal(NotClosed(test.ClosesForAllAt));
        }

        var (counted, analysis) = await session.AnalyseAsync(composed, rules, cancellation);
        var figures = analysis?.Test();
        return TypedResults.Ok(new TestInsightAnswer(
            testId, stage, rules.SmallestGroup, counted, figures, figures is null ? [] : analysis!.Items(), figures is null ? [] : analysis!.Objectives(),
            analysis is null ? Absent.MarkingNotComplete : figures is null ? Absent.SmallGroup(rules.SmallestGroup) : null));
    }

    /// <summary>No analysis while an attempt is missing.</summary>
    public static async Task<(AttemptsCounted Counted, TestAnalysis? Analysis)> AnalyseAsync(
        this IQuerySession session, TestComposed test, InsightRules rules, CancellationToken cancellation)
    {
        var (first, later) = await session.FirstAttemptsAsync(test.TestId, cancellation);
        var graded = first.Where(a => a.ScorePercent is not null).ToList();
        var counted = new AttemptsCounted(first.Count + later, graded.Count, later, first.Count - graded.Count, 0);
        if (counted.NotGraded > 0)
        {
            return (counted, null);
        }

        var scores = new Tally();
        graded.ForEach(a => scores.Add(a.ScorePercent!.Value));
        var (key, _) = await session.FoldAsync<TestKey>(TestKey.Stream(test.TestId), cancellation);
        var contents = new Dictionary<(Guid ItemId, int Version), ItemVersion>();
        var analysis = new TestAnalysis(scores, contents, test.PassMarkPercent, rules.SmallestGroup);
        await foreach (var responses in session.ReadAsync(graded, cancellation))
        {
            if (responses is null)
            {
                counted = counted with { Included = counted.Included - 1, AwaitingMarker = counted.AwaitingMarker + 1 };
            }
            else
            {
                // Nearly always those of the first attempt.
                Guid[] more = [.. responses.Items.Where(i => !contents.ContainsKey((i.ItemId, i.Version))).Select(i => i.ItemId)];
                foreach (var (posed, content) in await session.VersionsAsync(more, cancellation))
                {
                    contents[posed] = key.Of(posed.ItemId).Any() ? content.As(key.Standing(new PosedItem(posed.ItemId, posed.Version, content.Question))) : content;
                }

                analysis.Add(responses);
            }
        }

        return (counted, counted.AwaitingMarker > 0 ? null : analysis);
    }

    /// <summary>With what is right since the test's corrections.</summary>
    private static ItemVersion As(this ItemVersion version, Standing standing) => version with
    {
        Content = version.Content with { Key = standing.Key with { Correct = [.. standing.Key.Correct, .. standing.Either] } },
    };

    private static Rejection NotClosed(DateTimeOffset closesAt) => new(
        "test-not-closed",
        new Text($"The test can be taken until {closesAt.InLisbon()} (Lisbon): there are no figures before.", $"O teste pode ser feito até {closesAt.InLisbon()} (Lisboa): antes disso não há dados."),
        new Text("Wait until it closes, or close it now.", "Aguarde o fecho ou feche-o agora."))
    { Facts = new Dictionary<string, object?> { ["closesAt"] = closesAt } };
}
