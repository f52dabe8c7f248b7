using CsCheck;
using HumanRights.Assessment.Insight;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class InsightSpecs
{
    private const double Nearly = 0.001;

    /// <summary>Five people, four items, right or wrong: worked through in docs/assessment-statistics.md.</summary>
    private static readonly int[][] Worked = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]];

    private static ItemVersion Choice(string right = "a", string[]? objectives = null, ItemKind kind = ItemKind.SingleChoice) => new(1, new ItemContent(
        new Question(kind, Words("?"), Options("a", "b", "c", "d"), 1), new Marking.AnswerKey([right], null), new Labels(null, [], objectives ?? [], null)));

    private static Dictionary<(Guid ItemId, int Version), ItemVersion> Bank(int items, params string[] objectives) =>
        Enumerable.Range(0, items).ToDictionary(i => (Id(i + 1), 1), i => Choice(objectives: objectives.Length > i ? [objectives[i]] : []));

    private static Response Answer(int item, decimal points, decimal weight = 1, string? option = null, double? seconds = 10) =>
        new(Id(item + 1), 1, points, weight, option is not null, option is null ? [] : [option], [], seconds);

    private static Responses Person(params IReadOnlyList<Response> items)
    {
        var percent = Math.Round(100 * items.Sum(i => i.Points) / items.Sum(i => i.Weight), 2, MidpointRounding.AwayFromZero);
        return new Responses(items, percent, percent >= 50);
    }

    private static Responses Person(int[] points) => Person([.. points.Select((p, i) => Answer(i, p, option: p == 1 ? "a" : "b"))]);

    private static TestAnalysis Analysed(IReadOnlyList<Responses> people, IReadOnlyDictionary<(Guid, int), ItemVersion>? bank = null, int smallest = 5)
    {
        var scores = new Tally();
        foreach (var person in people)
        {
            scores.Add(person.ScorePercent);
        }

        var analysis = new TestAnalysis(scores, bank ?? Bank(people.Max(p => p.Items.Count)), 50, smallest);
        foreach (var person in people)
        {
            analysis.Add(person);
        }

        return analysis;
    }

    private static TestAnalysis Analysed(IEnumerable<int[]> table, int smallest = 5) => Analysed([.. table.Select(Person)], smallest: smallest);

    [Fact]
    public void A_small_test_as_worked_by_hand()
    {
        var analysis = Analysed(Worked);
        analysis.Items().Select(i => i.Difficulty).ShouldBe([0.8, 0.6, 0.4, 0.2]);
        // The first item with the others 3, 2, 1, 0, 0: 1.2 / sqrt(0.8 * 6.8). The second with 3, 2, 1, 1, 0: 1.8 / sqrt(1.2 * 5.2).
        analysis.Items().Select(i => i.Discrimination).ShouldBe([0.514, 0.721, 0.721, 0.514]);
        var test = analysis.Test().ShouldNotBeNull();
        (test.People, test.MeanPercent, test.LowerQuartilePercent, test.MedianPercent, test.UpperQuartilePercent).ShouldBe((5, 50, 25, 50, 75));
        // Variances 0.2, 0.3, 0.3, 0.2 of items and 2.5 of sums: 4/3 (1 - 1/2.5) = 0.8.
        test.Reliability.ShouldBe(0.8);
        // Of 100, 75, 50, 25, 0: sqrt(6250/4) = 39.53; times sqrt(0.2).
        test.StandardDeviation.ShouldBe(39.53);
        test.ErrorOfMeasurement.ShouldBe(17.68);
    }

    /// <summary>Kuder and Richardson's formula 20 is another way to the same coefficient for items that are right or wrong; it uses the variance over n.</summary>
    [Fact]
    public void Alpha_is_KR20_where_items_are_right_or_wrong() =>
        Gen.Int[0, 1].Array[6].Array[8, 30].Sample(table =>
        {
            var (n, k) = ((double)table.Length, 6.0);
            var sums = table.Select(p => (double)p.Sum()).ToList();
            var variance = sums.Sum(s => s * s) / n - Math.Pow(sums.Sum() / n, 2);
            var test = Analysed(table).Test()!;
            if (variance < 1e-9)
            {
                return test.ReliabilityAbsent == Absent.NoSpread;
            }

            var pq = Enumerable.Range(0, 6).Sum(i => table.Average(p => (double)p[i]) * (1 - table.Average(p => (double)p[i])));
            return Math.Abs(test.Reliability!.Value - (k / (k - 1) * (1 - (pq / variance)))) < Nearly;
        });

    /// <summary>The point-biserial's own formula: the difference of the mean rest scores of who had it right and who had not, by their spread.</summary>
    [Fact]
    public void Discrimination_is_the_point_biserial_where_an_item_is_right_or_wrong() =>
        Gen.Int[0, 1].Array[5].Array[6, 30].Sample(table =>
        {
            var analysis = Analysed(table);
            return analysis.Items().Index().All(i =>
            {
                var rest = table.Select(p => (Right: p[i.Index] == 1, Others: (double)(p.Sum() - p[i.Index]))).ToList();
                var mean = rest.Average(r => r.Others);
                var deviation = Math.Sqrt(rest.Average(r => (r.Others - mean) * (r.Others - mean)));
                var p = rest.Average(r => r.Right ? 1.0 : 0.0);
                if (deviation < 1e-9 || p is 0 or 1)
                {
                    return i.Item is { Discrimination: null, DiscriminationAbsent.Code: "no-spread" };
                }

                var expected = (rest.Where(r => r.Right).Average(r => r.Others) - rest.Where(r => !r.Right).Average(r => r.Others)) / deviation * Math.Sqrt(p * (1 - p));
                return Math.Abs(i.Item.Discrimination!.Value - expected) < Nearly;
            });
        });

    [Fact]
    public void Identical_items_are_perfectly_reliable() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 4].Array[5, 20].Where(p => p.Distinct().Count() > 1)).Sample((items, people) =>
            Analysed([.. people.Select(p => Person([.. Enumerable.Range(0, items).Select(i => Answer(i, p, 4))]))]).Test() is { Reliability: 1, ErrorOfMeasurement: 0 });

    [Fact]
    public void The_order_of_people_changes_nothing() =>
        Gen.Int[0, 3].Array[4].Array[5, 20].SelectMany(table => Gen.Shuffle(table).Select(shuffled => (table, shuffled))).Sample(t =>
            All(t.table).SameAs(All(t.shuffled)));

    private static object All(int[][] table)
    {
        var analysis = Analysed([.. table.Select(p => Person([.. p.Select((x, i) => Answer(i, x, 3, option: "abcd"[x].ToString()))]))]);
        return new { Test = analysis.Test(), Items = analysis.Items() };
    }

    [Fact]
    public void Weights_ten_times_as_large_discriminate_the_same() =>
        Gen.Int[0, 2].Array[4].Array[5, 20].Sample(table =>
        {
            IReadOnlyList<double?> By(decimal factor) =>
                [.. Analysed([.. table.Select(p => Person([.. p.Select((x, i) => Answer(i, x * factor, 2 * factor))]))]).Items().Select(i => i.Discrimination)];
            return By(1).SequenceEqual(By(10));
        });

    [Fact]
    public void Values_with_little_between_them_lose_no_precision()
    {
        var moments = new Moments();
        foreach (var value in (double[])[1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        {
            moments.Add(value);
        }

        // Chan, Golub and LeVeque 1983: the sums of squares have no digit left for it.
        moments.Variance.ShouldBe(30);
    }

    [Theory]
    [InlineData("", 0.5, "3.5")]
    [InlineData("", 0.25, "2.25")]
    [InlineData("", 0, "1")]
    [InlineData("", 1, "6")]
    public void Quartiles_lie_between_the_nearest_values(string _, double share, string expected)
    {
        var tally = new Tally();
        foreach (var value in (int[])[6, 1, 4, 3, 2, 5])
        {
            tally.Add(value);
        }

        tally.Quantile((decimal)share).ShouldBe(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void With_too_few_people_there_are_no_figures()
    {
        var analysis = Analysed(Worked.Take(4));
        analysis.Test().ShouldBeNull();
        analysis.Items().ShouldAllBe(i => i.Absent!.Code == "small-group" && i.Difficulty == null && i.Discrimination == null && i.People == null && i.Seconds == null
            && i.Options.Count == 0 && i.Flags.Count == 0 && i.UnansweredShare == null);
        Analysed(Worked, smallest: 6).Test().ShouldBeNull();
    }

    [Fact]
    public void One_item_has_neither_reliability_nor_discrimination()
    {
        var analysis = Analysed([[1], [0], [1], [0], [1]]);
        analysis.Test()!.ReliabilityAbsent.ShouldBe(Absent.OneItem);
        analysis.Items()[0].ShouldSatisfyAllConditions(i => i.DiscriminationAbsent.ShouldBe(Absent.OneItem), i => i.Difficulty.ShouldBe(0.6));
    }

    [Fact]
    public void Items_that_differ_between_people_have_no_reliability_but_discriminate_by_the_share_of_the_rest()
    {
        // Everyone has item 0; the second item is 1 for some and 2, of another weight, for others.
        var people = Enumerable.Range(0, 12).Select(i => Person(Answer(0, i % 3 == 0 ? 0 : 1), Answer(1 + (i % 2), i % 3 == 0 ? 0 : 1 + (i % 2), 1 + (i % 2)))).ToList();
        var analysis = Analysed(people, Bank(3));
        analysis.Test()!.ReliabilityAbsent.ShouldBe(Absent.ItemsDiffer);
        analysis.Items()[0].Discrimination.ShouldBe(1);
        analysis.Items().Select(i => i.People).ShouldBe([12, 6, 6]);
    }

    [Fact]
    public void Objectives_below_the_pass_mark_are_not_mastered()
    {
        var people = Enumerable.Range(0, 6).Select(i => Person(Answer(0, 1), Answer(1, i < 2 ? 3 : 0, 4), Answer(2, i < 3 ? 1 : 0))).ToList();
        var found = Analysed(people, Bank(3, "a", "b", "a")).Objectives();
        found.Select(o => (o.Objective, o.Items, o.MeanPercent, o.Mastered)).ShouldBe([("a", 2, 75, true), ("b", 1, 25, false)]);
        found[1].Words!.En.ShouldContain("25 %");
        found[1].Words!.Pt.ShouldContain("25 %");
        Analysed(people.Take(4).ToList(), Bank(3, "a")).Objectives().ShouldAllBe(o => o.MeanPercent == null && o.Absent!.Code == "small-group");
    }

    [Fact]
    public void Time_is_told_by_quartiles_unless_few_saved_anything()
    {
        List<Responses> Took(params double?[] seconds) => [.. seconds.Select(s => Person(Answer(0, 1, seconds: s), Answer(1, 1, seconds: null)))];
        Analysed(Took(10, 20, 30, 40, 1000)).Items().Select(i => i.Seconds).ShouldBe([new TimeTaken(20, 30, 40), null]);
        Analysed(Took(10, 20, 30, 40, null)).Items()[0].Seconds.ShouldBeNull();
    }

    [Fact]
    public void A_negative_discrimination_asks_whether_the_key_is_wrong()
    {
        // Who is right on the first item is wrong on all others.
        var found = Analysed(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? new[] { 1, 0, 0, 0 } : [0, 1, 1, 1])).Items();
        found[0].Discrimination.ShouldBe(-1);
        found[0].Flags.Select(f => f.Code).ShouldContain("discrimination-negative");
        var flag = found[0].Flags.First(f => f.Code == "discrimination-negative");
        flag.Words.En.ShouldContain("the key may be wrong");
        flag.Words.Pt.ShouldContain("a chave pode estar errada");
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "very-easy")]
    [InlineData("aabbbbbbbbcccccccccc", "no-better-than-chance")]
    [InlineData("aaaaaaaaaabbbbb     ", "often-unanswered")]
    [InlineData("aaaaaaaaaabbbbbccccc", "distractor-idle")]
    public void What_is_odd_is_flagged(string chosen, string code)
    {
        var people = chosen.Select((c, i) => Person(Answer(0, c == 'a' ? 1 : 0, option: c == ' ' ? null : c.ToString()), Answer(1, i % 2))).ToList();
        Analysed(people).Items()[0].Flags.Select(f => f.Code).ShouldContain(code);
    }

    [Fact]
    public void A_distractor_that_draws_the_best_is_flagged()
    {
        // Sixty people: the first twenty know everything else and choose b.
        var people = Enumerable.Range(0, 60).Select(i => Person(
            [Answer(0, i is >= 20 and < 40 ? 1 : 0, option: i < 20 ? "b" : i < 40 ? "a" : "c"), .. Enumerable.Range(1, 3).Select(k => Answer(k, i < 20 ? 1 : i < 40 && k == 1 ? 1 : 0))])).ToList();
        var item = Analysed(people).Items()[0];
        item.Options.First(o => o.OptionId == "b").ShouldBe(new OptionUse("b", null, false, 20, 20, 0, null));
        item.Flags.Select(f => f.Code).ShouldContain("distractor-draws-the-best");
    }
}
