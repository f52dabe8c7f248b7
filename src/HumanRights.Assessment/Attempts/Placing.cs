using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Attempts;

/// <summary>Which items an attempt gets, in which order: all of it follows from the test and the attempt's seed.</summary>
public static class Placing
{
    public static IReadOnlyList<PlacedItem> PlacedBy(this TestComposed test, int seed)
    {
        // The sequence of a seeded generator is the same on every runtime; the order it gave is stored besides.
        var chance = new Random(seed);
        var (items, drawn) = (test.Items.ToDictionary(i => i.ItemId), Draw.From(test.Drawn, seed));
        (PosedItem Item, decimal? Weight)[] posed =
        [
            .. test.Fixed.Select(i => (i, default(decimal?))),
            .. test.Drawn.SelectMany((section, n) => drawn[n].Select(id => (items[id], section.Weight))),
        ];
        if (test.Rules.ShuffleItems)
        {
            chance.Shuffle(posed);
        }

        return [.. posed.Select(p =>
        {
            var question = p.Item.Question;
            string[] options = [.. question.Options.Select(o => o.Id)], targets = [.. question.Targets.Select(t => t.Id)];
            if (test.Rules.ShuffleOptions && !question.FixedOrder)
            {
                chance.Shuffle(options);
            }

            // Targets in the author's order would stand as their options do.
            chance.Shuffle(targets);
            return new PlacedItem(p.Item.ItemId, p.Item.Version, question.Kind, options) { TargetIds = targets, Weight = p.Weight };
        })];
    }

    /// <summary>An attempt's items as it poses them, in its order.</summary>
    public static IReadOnlyList<PosedItem> PosedFrom(this Attempt attempt, TestComposed test) => [.. attempt.Start!.Items.Select(test.PosedAs)];

    public static PosedItem PosedAs(this TestComposed test, PlacedItem placed)
    {
        var posed = test.Items.First(i => i.ItemId == placed.ItemId);
        return posed with { Question = posed.Question with { Weight = placed.Weight ?? posed.Question.Weight } };
    }
}
