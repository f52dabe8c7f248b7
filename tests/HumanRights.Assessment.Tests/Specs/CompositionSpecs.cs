using CsCheck;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class CompositionSpecs
{
    private static readonly DateTimeOffset Before = Opens.AddDays(-1);
    private static readonly Edition TheEdition = Edition.Initial.Apply(Announced);

    /// <summary>Ten approved items: 1-4 about asylum, 4-7 for objective b, 8-10 neither; 10 is a multiple choice.</summary>
    private static readonly IReadOnlyList<Item> Bank = [.. Enumerable.Range(1, 10).Select(n => Approved(
        Id(100 + n), n == 10 ? ManyChoices : OneChoice, n <= 4 ? ["Asylum"] : [], n is >= 4 and <= 7 ? ["b"] : []))];

    private static readonly TestPlan Plan = new(Opens, Closes, 30, 1);

    private static Item Approved(Guid id, ItemContent content, string[] topics, string[] objectives) =>
        Item.Initial.Apply(Drafted(id, content with { Labels = new Labels(null, topics, objectives, null) })).Apply(new ItemApproved(id, 1));

    private static Func<ModuleTest, Decision> Compose(TestPlan plan, IReadOnlyList<Item>? named = null, IReadOnlyList<Item>? bank = null, DateTimeOffset? at = null, int seed = 5) =>
        t => t.Compose(TheEdition, 1, new Stock(named ?? [], bank ?? Bank, seed), plan, at ?? Before);

    private static TestPlan By(params SectionBody[] sections) => Plan with { Sections = sections };

    private static TestComposed Composed(TestPlan plan, IReadOnlyList<Item>? named = null, int seed = 5) =>
        (TestComposed)Compose(plan, named, seed: seed)(ModuleTest.Initial).Events.Single();

    private static Guid[] Placed(TestComposed test, int seed) => [.. test.PlacedBy(seed).Select(p => p.ItemId)];

    [Fact]
    public void A_section_draws_from_the_approved_items_that_fit_it()
    {
        var draft = Item.Initial.Apply(Drafted(Id(111), OneChoice with { Labels = new Labels(null, ["asylum"], [], null) }));
        Pool(new SectionBody(1, Topic: "asylum"), [.. Bank, draft]).ShouldBe([Id(101), Id(102), Id(103), Id(104)]);
        Pool(new SectionBody(1, Objective: "b"), Bank).ShouldBe([Id(104), Id(105), Id(106), Id(107)]);
        Pool(new SectionBody(1, Topic: "asylum", Objective: "b"), Bank).ShouldBe([Id(104)]);
        Pool(new SectionBody(1, Kind: ItemKind.MultipleChoice), Bank).ShouldBe([Id(110)]);

        static IReadOnlyList<Guid> Pool(SectionBody rule, IReadOnlyList<Item> bank) =>
            ((TestComposed)Compose(By(rule), bank: bank)(ModuleTest.Initial).Events.Single()).Sections!.Single().Pool;
    }

    [Fact]
    public void What_is_named_is_not_drawn_besides()
    {
        var test = Composed(By(new SectionBody(3, Topic: "asylum")), named: [Bank[0]]);
        test.Sections!.Single().Pool.ShouldBe([Id(102), Id(103), Id(104)]);
        Placed(test, 1).Length.ShouldBe(4);
        Placed(test, 1)[0].ShouldBe(Id(101));
    }

    [Fact]
    public void A_rule_that_the_bank_cannot_meet_is_refused_with_what_is_missing()
    {
        var refused = Compose(By(new SectionBody(5, Topic: "asylum"), new SectionBody(2, Objective: "b")))(ModuleTest.Initial).Rejection!;
        refused.Code.ShouldBe("too-few-items");
        refused.Facts["sections"].ShouldBe(new List<Lack> { new(1, 5, 4, 1), new(2, 2, 4, 0) });
    }

    [Fact]
    public void Rules_that_share_items_are_met_together_or_refused_together()
    {
        // Seven items fit one rule or the other, one of them both.
        Composed(By(new SectionBody(4, Topic: "asylum"), new SectionBody(3, Objective: "b"))).Items.Count.ShouldBe(7);
        Composed(By(new SectionBody(3, Topic: "asylum"), new SectionBody(4, Objective: "b"))).Items.Count.ShouldBe(7);
        var refused = Compose(By(new SectionBody(4, Topic: "asylum"), new SectionBody(4, Objective: "b")))(ModuleTest.Initial).Rejection!;
        refused.Code.ShouldBe("too-few-items");
        ((List<Lack>)refused.Facts["sections"]!).Sum(l => l.Missing).ShouldBe(1);
    }

    [Fact]
    public void A_test_has_something_to_pose_but_not_too_much()
    {
        Spec.Given<ModuleTest>().When(Compose(Plan)).ThenRejected("test-without-items");
        Spec.Given<ModuleTest>().When(Compose(By(new SectionBody(60), new SectionBody(41)))).ThenRejected("too-many-items");
        var many = Enumerable.Range(1, Sections.MostInPools + 1).Select(n => Approved(Id(1000 + n), OneChoice, [], [])).ToList();
        Spec.Given<ModuleTest>().When(Compose(By(new SectionBody(1)), bank: many)).ThenRejected("pool-too-large");
    }

    [Fact]
    public void Each_attempt_draws_by_its_seed()
    {
        var test = Composed(By(new SectionBody(3)));
        Placed(test, 1).ShouldBe(Placed(test, 1));
        Enumerable.Range(1, 20).Select(seed => string.Join(' ', Placed(test, seed).Order())).Distinct().Count().ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Drawn_once_everybody_has_the_same()
    {
        var plan = By(new SectionBody(3)) with { DrawOnce = true };
        var test = Composed(plan);
        test.Items.Count.ShouldBe(3);
        test.DrawnBy.ShouldBe(5);
        Enumerable.Range(1, 20).ShouldAllBe(seed => Placed(test, seed).Order().SequenceEqual(Placed(test, 1).Order()));
        Composed(plan, seed: 6).Items.Select(i => i.ItemId).ShouldNotBe(test.Items.Select(i => i.ItemId));
        // A repeat brings another seed and changes nothing.
        Spec.Given<ModuleTest>(test).When(Compose(plan, seed: 6)).ThenNothing();
    }

    [Fact]
    public void Items_and_options_are_shuffled_as_the_switches_say()
    {
        string Orders(bool items, bool options)
        {
            var test = Composed(Plan with { Policy = TestPolicy.Usual with { ShuffleItems = items, ShuffleOptions = options } }, named: Bank);
            var placed = Enumerable.Range(1, 20).Select(test.PlacedBy).ToList();
            var moved = placed.Any(p => !p.Select(i => i.ItemId).SequenceEqual(Bank.Select(i => i.Id)));
            var turned = placed.Any(p => p.Any(i => !i.OptionIds.Order().SequenceEqual(i.OptionIds)));
            return $"{moved} {turned}";
        }

        Orders(false, false).ShouldBe("False False");
        Orders(true, false).ShouldBe("True False");
        Orders(false, true).ShouldBe("False True");
        Orders(true, true).ShouldBe("True True");
    }

    [Fact]
    public void A_sections_weight_takes_the_place_of_the_items()
    {
        var test = Composed(By(new SectionBody(1, Kind: ItemKind.MultipleChoice, Weight: 5), new SectionBody(1, Topic: "asylum")));
        var placed = test.PlacedBy(1);
        placed.Select(p => p.Weight).ShouldBe([5, null]);
        var attempt = Attempt.Initial.Apply(Started() with { Items = placed });
        var marks = Mark.Attempt(attempt.PosedFrom(test), new TestKey([.. test.Items.Select(i => new ItemKey(i.ItemId, 1, i.Question.Kind == ItemKind.MultipleChoice ? MultipleKey : SingleKey))]),
            new Dictionary<Guid, Given> { [placed[0].ItemId] = new(["a", "c"], [], null, null) });
        marks.ShouldSatisfyAllConditions(m => m.Points.ShouldBe(5), m => m.MaxPoints.ShouldBe(6), m => m.ScorePercent.ShouldBe(83.33m));
    }

    [Fact]
    public void A_rehearsal_is_a_test_of_its_own_and_is_not_released()
    {
        var rehearsal = Composed(Plan with { Rehearsal = 2 }, named: [Bank[0]]);
        rehearsal.TestId.ShouldBe(ModuleTest.IdOf(EditionId, 1, 2));
        new[] { ModuleTest.IdOf(EditionId, 1), ModuleTest.IdOf(EditionId, 1, 1), ModuleTest.IdOf(EditionId, 1, 2), ModuleTest.IdOf(EditionId, 2, 1) }.Distinct().Count().ShouldBe(4);
        Spec.Given<ModuleTest>(rehearsal).When(t => t.Release(Closes)).ThenRejected("rehearsal-not-released");
    }

    [Fact]
    public void What_a_rehearsal_poses_is_kept_from_the_test_and_the_other_way_about()
    {
        var kept = new Stock([], Bank, 1) { Kept = new HashSet<Guid> { Id(101), Id(102) } };
        var test = (TestComposed)ModuleTest.Initial.Compose(TheEdition, 1, kept, By(new SectionBody(2, Topic: "asylum")), Before).Events.Single();
        test.Sections!.Single().Pool.ShouldBe([Id(103), Id(104)]);
        Spec.Given<ModuleTest>().When(t => t.Compose(TheEdition, 1, kept with { Named = [Bank[0]] }, Plan, Before)).ThenRejected("item-kept-apart");

        ModuleTest Of(TestComposed composed) => ModuleTest.Initial.Apply(composed);
        ModuleTest[] beside = [Of(Composed(Plan, named: [Bank[0]])), Of(Composed(Plan with { Rehearsal = 1 }, named: [Bank[1]]))];
        beside.KeptFrom(null).ShouldBe([Id(102)]);
        beside.KeptFrom(1).ShouldBe([Id(101)]);
        new[] { beside[0].Apply(new TestReleased(TestId, Closes)), beside[1] }.KeptFrom(2).ShouldBeEmpty();
        EditionTests.NextRehearsal(beside).ShouldBe(2);
    }

    [Fact]
    public void Whatever_the_pools_a_draw_is_full_as_long_as_one_can_be() =>
        Gen.Select(Gen.Int[0, 255].Array[1, 4], Gen.Int[1, 3].Array[4], Gen.Int[0, 1000]).Sample((pools, counts, seed) =>
        {
            var sections = pools.Select((bits, n) => new Section(counts[n], null, null, null, null, [.. Enumerable.Range(0, 8).Where(i => (bits & (1 << i)) != 0).Select(Id)])).ToList();
            var drawn = Draw.From(sections, seed);
            var all = drawn.SelectMany(d => d).ToList();
            // Hall: sections can be met together if any of them together have as many items as they ask for.
            var possible = Enumerable.Range(1, (1 << sections.Count) - 1).Select(some => sections.Where((_, n) => (some & (1 << n)) != 0).ToList())
                .All(some => some.SelectMany(s => s.Pool).Distinct().Count() >= some.Sum(s => s.Count));
            return all.Distinct().Count() == all.Count
                && drawn.Zip(sections).All(p => p.First.All(p.Second.Pool.Contains) && p.First.Count <= p.Second.Count)
                && possible == (all.Count == sections.Sum(s => s.Count))
                && Sections.Refused(0, sections) is null == possible;
        });
}

public sealed class WallTimeSpecs
{
    private static string Read(string text, string? zone = null)
    {
        var refused = WallTime.Read(text, zone, out var instant);
        return refused is null ? $"{instant:O}" : $"{refused.Code}: {string.Join(' ', refused.Facts.TryGetValue("readings", out var readings) ? (string[])readings! : [])}".TrimEnd(' ', ':');
    }

    [Theory]
    [InlineData("2026-03-29T00:59", "2026-03-29T00:59:00.0000000+00:00")]
    [InlineData("2026-03-29T01:00", "local-time-skipped: 2026-03-29T00:00:00+00:00 2026-03-29T02:00:00+01:00")]
    [InlineData("2026-03-29T01:30", "local-time-skipped: 2026-03-29T00:30:00+00:00 2026-03-29T02:30:00+01:00")]
    [InlineData("2026-03-29T02:00", "2026-03-29T01:00:00.0000000+00:00")]
    [InlineData("2026-03-29T01:30Z", "2026-03-29T01:30:00.0000000+00:00")]
    [InlineData("2026-10-25T00:59:59", "2026-10-24T23:59:59.0000000+00:00")]
    [InlineData("2026-10-25T01:00", "local-time-twice: 2026-10-25T01:00:00+01:00 2026-10-25T01:00:00+00:00")]
    [InlineData("2026-10-25T01:59:59", "local-time-twice: 2026-10-25T01:59:59+01:00 2026-10-25T01:59:59+00:00")]
    [InlineData("2026-10-25T02:00", "2026-10-25T02:00:00.0000000+00:00")]
    [InlineData("2026-10-25T01:30+01:00", "2026-10-25T00:30:00.0000000+00:00")]
    [InlineData("2026-10-25T01:30+00:00", "2026-10-25T01:30:00.0000000+00:00")]
    [InlineData("2026-07-01T09:00:00.5", "2026-07-01T08:00:00.5000000+00:00")]
    public void The_days_the_clocks_change_in_Lisbon(string text, string meant) => Read(text).ShouldBe(meant);

    [Fact]
    public void The_islands_have_their_own()
    {
        Read("2026-07-01T09:00", "Atlantic/Madeira").ShouldBe("2026-07-01T08:00:00.0000000+00:00");
        Read("2026-07-01T09:00", "Atlantic/Azores").ShouldBe("2026-07-01T09:00:00.0000000+00:00");
        Read("2026-10-25T00:30", "Atlantic/Azores").ShouldBe("local-time-twice: 2026-10-25T00:30:00+00:00 2026-10-25T00:30:00-01:00");
        Read("2026-03-29T00:30", "Atlantic/Azores").ShouldBe("local-time-skipped: 2026-03-28T23:30:00-01:00 2026-03-29T01:30:00+00:00");
    }

    [Theory]
    [InlineData("2026-02-30T09:00")]
    [InlineData("2026-02-20T25:00")]
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59-14:00")]
    [InlineData("2026-02-20T09:00+15:00")]
    public void What_is_in_no_calendar_is_refused(string text) => Read(text).ShouldBe("no-such-time");

    [Fact]
    public void Readings_given_are_taken()
    {
        foreach (var text in (string[])["2026-03-29T01:30", "2026-10-25T01:30"])
        {
            WallTime.Read(text, null, out _)!.Facts["readings"].ShouldBeOfType<string[]>().ShouldAllBe(reading => !Read(reading, null).StartsWith('l'));
        }
    }

    [Fact]
    public void An_instant_is_shown_as_clocks_in_Lisbon_do()
    {
        new DateTimeOffset(2026, 3, 29, 0, 59, 59, TimeSpan.Zero).InLisbon().ShouldBe("2026-03-29T00:59:59");
        new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero).InLisbon().ShouldBe("2026-03-29T02:00:00");
        new DateTimeOffset(2026, 10, 25, 0, 59, 59, TimeSpan.Zero).InLisbon().ShouldBe("2026-10-25T01:59:59");
        new DateTimeOffset(2026, 10, 25, 1, 0, 0, TimeSpan.Zero).InLisbon().ShouldBe("2026-10-25T01:00:00");
    }
}
