using HumanRights.Assessment.Items;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Insight;

/// <summary>People with a score from <paramref name="FromPercent"/> to below <paramref name="ToPercent"/>; the last tenth holds 100 too. Absent where so few have, or where it would tell of such.</summary>
public sealed record Tenth(int FromPercent, int ToPercent, int? People);

/// <summary>A test in figures, scores in percent. docs/assessment-statistics.md has the formulas.</summary>
/// <param name="People">One attempt of each.</param>
/// <param name="MeanPercent">Of the scores.</param>
/// <param name="StandardDeviation">The sample's, in percentage points.</param>
/// <param name="LowerQuartilePercent">A quarter of the people has at most this.</param>
/// <param name="MedianPercent">Half of the people has at most this.</param>
/// <param name="UpperQuartilePercent">A quarter of the people has at least this.</param>
/// <param name="PassRatePercent">Who reached the pass mark; absent where it would tell of few.</param>
/// <param name="Tenths">The distribution.</param>
/// <param name="Reliability">Cronbach's alpha, at most 1.</param>
/// <param name="ReliabilityAbsent">Why there is none.</param>
/// <param name="ErrorOfMeasurement">The standard error, in percentage points.</param>
/// <param name="ErrorAbsent">Why there is none.</param>
public sealed record TestFigures(
    int People, double MeanPercent, double? StandardDeviation, decimal LowerQuartilePercent, decimal MedianPercent, decimal UpperQuartilePercent,
    double? PassRatePercent, IReadOnlyList<Tenth> Tenths, double? Reliability, Absent? ReliabilityAbsent, double? ErrorOfMeasurement, Absent? ErrorAbsent);

/// <summary>What the people of a test have learnt towards one objective.</summary>
/// <param name="Objective">Its letter.</param>
/// <param name="Items">Items of the test that carry it.</param>
/// <param name="People">Who had any of them; absent where so few had.</param>
/// <param name="MeanPercent">Of the weight of those items, what people earned on average.</param>
/// <param name="Mastered">Whether that reaches the pass mark.</param>
/// <param name="Words">Where it does not.</param>
/// <param name="Absent">Why there are no figures.</param>
public sealed record ObjectiveFigures(string Objective, int Items, int? People, double? MeanPercent, bool? Mastered, Text? Words, Absent? Absent);

/// <summary>
/// Takes a test's attempts one after the other, one of each person, and keeps sums only: as large as the test has items, however many people
/// took it.
/// </summary>
/// <param name="scores">Of the same attempts: who belongs to the ends must be known before.</param>
/// <param name="contents">Of what is posed.</param>
/// <param name="passMarkPercent">The test's.</param>
/// <param name="smallest">The least number of people that is told of.</param>
public sealed class TestAnalysis(Tally scores, IReadOnlyDictionary<(Guid ItemId, int Version), ItemVersion> contents, int passMarkPercent, int smallest)
{
    private readonly Ends ends = Ends.Of(scores);
    private readonly Dictionary<(Guid ItemId, int Version), ItemTable> items = [];
    private readonly SortedDictionary<string, Moments> objectives = new(StringComparer.Ordinal);
    private readonly Moments percent = new();
    private readonly Moments points = new();
    private int passed;

    public void Add(Responses attempt)
    {
        var (sum, weight) = (attempt.Items.Sum(i => i.Points), attempt.Items.Sum(i => i.Weight));
        percent.Add((double)attempt.ScorePercent);
        points.Add((double)sum);
        passed += attempt.Passed ? 1 : 0;
        var byObjective = new Dictionary<string, (decimal Points, decimal Weight)>();
        foreach (var response in attempt.Items)
        {
            var posed = (response.ItemId, response.Version);
            if (!items.TryGetValue(posed, out var table))
            {
                items[posed] = table = new ItemTable(ends);
            }

            table.Add(response, attempt.ScorePercent, sum, weight);
            foreach (var objective in contents[posed].Content.Labels.Objectives)
            {
                var (had, most) = byObjective.GetValueOrDefault(objective);
                byObjective[objective] = (had + response.Points, most + response.Weight);
            }
        }

        foreach (var (objective, (had, most)) in byObjective)
        {
            if (!objectives.TryGetValue(objective, out var moments))
            {
                objectives[objective] = moments = new Moments();
            }

            moments.Add((double)(100 * had / most));
        }
    }

    /// <value>By what was posed.</value>
    public IReadOnlyDictionary<(Guid ItemId, int Version), ItemTable> Tables => items;

    /// <summary>None where so few people took the test.</summary>
    public TestFigures? Test()
    {
        if (percent.Count < smallest)
        {
            return null;
        }

        var (reliability, absent) = Reliability();
        var deviation = Math.Sqrt(percent.Variance!.Value);
        return new TestFigures(
            percent.Count, Rounded(percent.Mean), Rounded(deviation), scores.Quantile(0.25m), scores.Quantile(0.5m), scores.Quantile(0.75m),
            SmallGroups.Hidden([passed, percent.Count - passed], smallest)[0] ? null : Rounded(100.0 * passed / percent.Count),
            Distribution(), ItemFigures.Round(reliability), absent,
            reliability >= 0 ? Rounded(deviation * Math.Sqrt(1 - reliability.Value)) : null,
            reliability < 0 ? Absent.NegativeReliability : absent);
    }

    public IReadOnlyList<ItemFigures> Items() => [.. items.Select(i => ItemFigures.Of(i.Key.ItemId, contents[i.Key], [i.Value], smallest))];

    public IReadOnlyList<ObjectiveFigures> Objectives() =>
    [
        .. objectives.Select(o =>
        {
            var carriers = items.Keys.Count(i => contents[i].Content.Labels.Objectives.Contains(o.Key));
            if (o.Value.Count < smallest)
            {
                return new ObjectiveFigures(o.Key, carriers, null, null, null, null, Absent.SmallGroup(smallest));
            }

            var mean = Rounded(o.Value.Mean);
            var mastered = mean >= passMarkPercent;
            return new ObjectiveFigures(o.Key, carriers, o.Value.Count, mean, mastered, mastered ? null : NotMastered(o.Key, mean), null);
        }),
    ];

    /// <summary>Cronbach 1951: how much of the spread of the sum is the items' going together, over the spread of the sum.</summary>
    private (double? Alpha, Absent? Absent) Reliability() => (items.Count, points.Variance) switch
    {
        _ when items.Values.Any(i => i.People.All != percent.Count) => (null, Absent.ItemsDiffer),
        ( < 2, _) => (null, Absent.OneItem),
        (_, not > 0) => (null, Absent.NoSpread),
        // A last digit decides neither whether it is negative nor whether it is more than 1.
        var (k, variance) => (Math.Round(k / (k - 1.0) * (1 - (items.Values.Sum(i => i.Points.Variance!.Value) / variance.Value)), 9) + 0.0, null),
    };

    private IReadOnlyList<Tenth> Distribution()
    {
        var counts = Enumerable.Range(0, 10).Select(i => scores.Between(10 * i, i == 9 ? decimal.MaxValue : 10 * (i + 1))).ToList();
        // How many passed is known besides, and so what is below the pass mark and what is above has to stand for itself.
        var below = (int)Math.Ceiling(passMarkPercent / 10m);
        var hidden = SmallGroups.Hidden(counts, smallest);
        foreach (var (from, to) in ((int, int)[])[(0, below), (below, 10)])
        {
            var part = to > from ? SmallGroups.Hidden(counts[from..to], smallest) : [];
            for (var i = from; i < to; i++)
            {
                hidden[i] |= part[i - from];
            }
        }

        return [.. counts.Select((count, i) => new Tenth(10 * i, 10 * (i + 1), hidden[i] ? null : count))];
    }

    private Text NotMastered(string objective, double mean) => new(
        FormattableString.Invariant($"On average people earned {mean:0.##} % on the items for objective {objective}, below the pass mark of {passMarkPercent} %: it needs more teaching, unless its items are flagged."),
        string.Create(Portuguese, $"Em média obtiveram-se {mean:0.##} % nas perguntas do objetivo {objective}, abaixo da nota mínima de {passMarkPercent} %: precisa de mais formação, a não ser que as suas perguntas estejam assinaladas."));

    private static readonly System.Globalization.CultureInfo Portuguese = System.Globalization.CultureInfo.GetCultureInfo("pt-PT");

    private static double Rounded(double value) => ItemFigures.Round(value, 2)!.Value;
}
