using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Insight;

/// <summary>One version of an item over all tests that posed it.</summary>
/// <param name="Tests">Tests that the figures are about.</param>
/// <param name="TestsLeftOut">Tests in which so few had it, whose marking is not complete, or that corrected it.</param>
/// <param name="Figures">Its version's.</param>
public sealed record VersionInsight(int Tests, int TestsLeftOut, ItemFigures Figures);

/// <param name="ItemId">The item.</param>
/// <param name="SmallestGroup">Numbers of fewer people than this are not told.</param>
/// <param name="Versions">Those that a released test posed, the latest first.</param>
public sealed record ItemInsightAnswer(Guid ItemId, int SmallestGroup, IReadOnlyList<VersionInsight> Versions);

public static class ItemInsight
{
    /// <summary>Of released tests only: whoever writes items hears of no result before its people do.</summary>
    public static async Task<Results<Ok<ItemInsightAnswer>, Refusal>> Handle(
        Guid itemId, InsightRules rules, IQuerySession session, EventWriter writer, CancellationToken cancellation)
    {
        var versions = await session.VersionsAsync([itemId], cancellation);
        if (versions.Count == 0)
        {
            return new Refusal(Item.Unknown);
        }

        var tables = new List<(int Version, ItemTable? Table)>();
        foreach (var testId in (await session.Query<AttemptView>().Select(a => a.TestId).Distinct().ToListAsync(cancellation)).Order())
        {
            var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
            if (test is not { Composition: { Rehearsal: null } composed, ReleasedAt: not null } || composed.Items.FirstOrDefault(i => i.ItemId == itemId) is not { } posed)
            {
                continue;
            }

            var (_, analysis) = await session.AnalyseAsync(composed, rules, cancellation);
            var (key, _) = await session.FoldAsync<TestKey>(TestKey.Stream(testId), cancellation);
            var table = key.Of(itemId).Any() ? null : analysis?.Tables.GetValueOrDefault((itemId, posed.Version));
            tables.Add((posed.Version, table?.People.All >= rules.SmallestGroup ? table : null));
        }

        return TypedResults.Ok(new ItemInsightAnswer(itemId, rules.SmallestGroup,
        [
            .. tables.GroupBy(t => t.Version).OrderByDescending(v => v.Key).Select(v =>
            {
                List<ItemTable> enough = [.. v.Select(t => t.Table).OfType<ItemTable>()];
                return new VersionInsight(enough.Count, v.Count() - enough.Count, ItemFigures.Of(itemId, versions[(itemId, v.Key)], enough, rules.SmallestGroup));
            }),
        ]));
    }
}
