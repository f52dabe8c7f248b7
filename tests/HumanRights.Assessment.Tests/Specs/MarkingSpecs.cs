using CsCheck;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class MarkingSpecs
{
    private static ItemMark Marked(ItemContent content, Given given) => Mark.Item(new PosedItem(Vote, 1, content.Question), content.Key, given);

    private static Given Chosen(params IEnumerable<string> options) => Given.Nothing with { OptionIds = [.. options] };

    private static Given Matching(params IEnumerable<Pair> pairs) => Given.Nothing with { Pairs = [.. pairs] };

    private static Given Number(decimal number) => Given.Nothing with { Number = number };

    private static Given Wrote(string words) => Given.Nothing with { Words = words };

    /// <summary>A choice whose first options are the right ones.</summary>
    private static ItemContent Choice(ItemKind kind, int options, int correct, decimal weight = 1, params OptionCredit[] credits)
    {
        string[] ids = [.. Enumerable.Range(0, options).Select(i => $"o{i}")];
        return new ItemContent(
            new Question(kind, Words("?"), Options(ids), weight), new AnswerKey([.. ids.Take(correct)], null) { Credits = credits }, Labels.None);
    }

    private static decimal Points(ItemKind kind, int options, int correct, IEnumerable<int> chosen, decimal weight = 1) =>
        Marked(Choice(kind, options, correct, weight), Chosen(chosen.Select(i => $"o{i}"))).Points;

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 0)]
    [InlineData("", 0)]
    public void A_single_choice_is_right_or_not(string chosen, int points) =>
        Points(ItemKind.SingleChoice, 3, 1, Numbers(chosen)).ShouldBe(points);

    [Fact]
    public void An_option_of_a_single_choice_may_be_partly_right()
    {
        var content = Choice(ItemKind.SingleChoice, 3, 1, 2, new OptionCredit("o1", 25));
        Marked(content, Chosen("o1")).ShouldSatisfyAllConditions(m => m.Points.ShouldBe(0.5m), m => m.Because.En.ShouldBe("Partly right: 25 % of the weight."));
        Marked(content, Chosen("o0")).Points.ShouldBe(2);
        Marked(content, Chosen("o2")).Points.ShouldBe(0);
    }

    [Theory]
    [InlineData("0,1", 1)]
    [InlineData("0", 0.5)]
    [InlineData("0,2", 0)]
    [InlineData("0,1,2", 0.5)]
    [InlineData("0,1,2,3", 0)]
    [InlineData("2", 0)]
    [InlineData("2,3", 0)]
    [InlineData("", 0)]
    public void A_multiple_choice_earns_for_right_and_pays_for_wrong(string chosen, double points) =>
        Points(ItemKind.MultipleChoice, 4, 2, Numbers(chosen)).ShouldBe((decimal)points);

    [Theory]
    [InlineData("o0", 0.75)]
    [InlineData("o1", 0.25)]
    [InlineData("o0 o1", 1)]
    [InlineData("o0 o2", 0)]
    [InlineData("o0 o1 o2", 0.25)]
    [InlineData("o0 o3", 0.5)]
    [InlineData("o0 o1 o2 o3", 0)]
    public void Options_of_a_multiple_choice_may_have_weights_of_their_own(string chosen, double points) =>
        Marked(
            Choice(ItemKind.MultipleChoice, 4, 2, 1, new OptionCredit("o0", 75), new OptionCredit("o1", 25), new OptionCredit("o2", -75), new OptionCredit("o3", -25)),
            Chosen(chosen.Split(' '))).Points.ShouldBe((decimal)points);

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public void True_or_false_is_right_or_not(string chosen, int points) => Marked(TrueOrFalse, Chosen(chosen)).Points.ShouldBe(points);

    [Theory]
    [InlineData("py qx", 2)]
    [InlineData("py", 1)]
    [InlineData("py qy", 1)]
    [InlineData("px qy", 0)]
    [InlineData("pz", 0)]
    public void A_matching_earns_for_each_right_pair(string pairs, int points) =>
        Marked(Matched, Matching(pairs.Split(' ').Select(p => new Pair(p[..1], p[1..])))).Points.ShouldBe(points);

    [Theory]
    [InlineData(30, 1)]
    [InlineData(30.0001, 0.5)]
    [InlineData(28, 0.5)]
    [InlineData(32.0001, 0)]
    [InlineData(-30, 0)]
    public void A_number_earns_what_the_best_value_within_tolerance_gives(double number, double points) =>
        Marked(Counted, Number((decimal)number)).Points.ShouldBe((decimal)points);

    [Fact]
    public void Numbers_at_the_ends_of_what_there_is_are_marked_too()
    {
        var far = Counted with { Key = Counted.Key with { Numbers = [new AcceptedNumber(decimal.MinValue, 1, 100)] } };
        Marked(far, Number(decimal.MaxValue)).Points.ShouldBe(0);
        Marked(far, Number(decimal.MinValue)).Points.ShouldBe(1);
    }

    [Theory]
    [InlineData("Eleanor Roosevelt", 1)]
    [InlineData("  ELEANOR   roosevelt ", 1)]
    [InlineData("Mrs Eleanor Roosevelt, of course", 1)]
    [InlineData("Eléanor Roosevelt", 1)]
    [InlineData("Roosevelt", 0.5)]
    [InlineData("Franklin Roosevelt", 0)]
    public void A_short_text_earns_what_the_best_variant_gives(string words, double points) => Marked(Named, Wrote(words)).Points.ShouldBe((decimal)points);

    [Theory]
    [InlineData("Água", "água", false, true, true)]
    [InlineData("Água", "agua", false, true, false)]
    [InlineData("Água", "água", true, false, false)]
    [InlineData("A\u0301gua", "Água", true, true, true)]
    [InlineData("a*b", "a\\*b", true, true, true)]
    [InlineData("axb", "a\\*b", true, true, false)]
    [InlineData("", "*", true, true, true)]
    [InlineData("ab", "a*b*c", true, true, false)]
    [InlineData("aa", "a*aa", true, true, false)]
    [InlineData("abcbc", "a*bc", true, true, true)]
    public void Variants_have_wildcards_and_a_policy_for_capitals_and_accents(string words, string pattern, bool caseMatters, bool accentsMatter, bool fits) =>
        TextMatch.Matches(words, pattern, caseMatters, accentsMatter).ShouldBe(fits);

    [Fact]
    public void Wildcards_fit_what_a_plain_search_says() =>
        Gen.Select(Gen.Char["ab*"].Array[0, 8], Gen.Char["ab"].Array[0, 10]).Sample((pattern, text) =>
            TextMatch.Matches(new string(text), new string(pattern), true, true) == Fits(pattern, text));

    [Fact]
    public void An_open_text_waits_for_a_person()
    {
        Marked(Argued, Wrote("Because.")).ShouldSatisfyAllConditions(m => m.NeedsMarker.ShouldBeTrue(), m => m.Points.ShouldBe(0));
        Marked(Argued, Given.Nothing).NeedsMarker.ShouldBeFalse();
    }

    [Fact]
    public void Half_a_hundredth_is_rounded_up() =>
        Marks.Of([new ItemMark(Vote, 1, [], [], 0.12345m, 1, Words("?"))]).ScorePercent.ShouldBe(12.35m);

    [Fact]
    public void What_was_not_answered_earns_nothing_and_says_so() =>
        EveryKind.ShouldAllBe(c => Marked(c, Given.Nothing).Points == 0 && Marked(c, Given.Nothing).Because.En == "Not answered.");

    [Fact]
    public void Choosing_everything_earns_nothing_and_blind_ticks_never_more_than_a_coin() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[1, 6], Gen.Int[0, 7]).Where((o, c, t) => c < o && t <= o).Sample((options, correct, ticks) =>
        {
            var points = Enumerable.Range(0, 1 << options).Where(set => int.PopCount(set) == ticks)
                .Select(set => Points(ItemKind.MultipleChoice, options, correct, Set(options, set))).ToList();
            return points.Average() <= 0.5m && (ticks < options || points is [0]);
        });

    [Fact]
    public void A_choice_stays_in_bounds_partial_never_beats_full_and_order_means_nothing() =>
        Gen.Select(Gen.Int[2, 8], Gen.Int[1, 7], Gen.Int[0, 255], Gen.Int[1, 100], Gen.Bool).Where((o, c, _, _, _) => c < o).Sample((options, correct, set, weight, single) =>
        {
            var content = Choice(single ? ItemKind.SingleChoice : ItemKind.MultipleChoice, options, single ? 1 : correct, weight);
            string[] chosen = [.. Set(options, set).Select(i => $"o{i}")];
            var mark = Marked(content, Chosen(chosen));
            var shuffled = content with
            {
                Question = content.Question with { Options = [.. content.Question.Options.Reverse()] },
                Key = content.Key with { Correct = [.. content.Key.Correct.Reverse()] },
            };
            return Holds(mark, weight, chosen.SequenceEqual(content.Key.Correct)) && Marked(shuffled, Chosen(chosen.Reverse())).Points == mark.Points;
        });

    [Fact]
    public void Weights_of_their_own_keep_the_bounds_too() =>
        Gen.Select(Gen.Int[1, 99].Array[2, 5], Gen.Int[1, 5], Gen.Int[0, 1023], Gen.Int[1, 100]).Sample((shares, wrong, set, weight) =>
        {
            var total = (decimal)shares.Sum();
            OptionCredit[] credits = [.. shares.Select((s, i) => new OptionCredit($"o{i}", Math.Round(100 * s / total, 5)))];
            var content = Choice(ItemKind.MultipleChoice, shares.Length + wrong, shares.Length, weight, credits);
            string[] chosen = [.. Set(shares.Length + wrong, set).Select(i => $"o{i}")];
            return content.Incoherence() is null && Holds(Marked(content, Chosen(chosen)), weight, chosen.SequenceEqual(content.Key.Correct))
                && (chosen.Length < shares.Length + wrong || Marked(content, Chosen(chosen)).Points < 0.001m * weight);
        });

    [Fact]
    public void A_matching_stays_in_bounds_and_order_means_nothing() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 3], Gen.Int[0, 8].Array[6], Gen.Int[0, 6]).Sample((options, more, guesses, answered) =>
        {
            string[] ids = [.. Enumerable.Range(0, options).Select(i => $"o{i}")], targets = [.. Enumerable.Range(0, options + more).Select(i => $"t{i}")];
            var content = new ItemContent(
                new Question(ItemKind.Matching, Words("?"), Options(ids), 3) { Targets = Options(targets) },
                new AnswerKey([], null) { Pairs = [.. ids.Zip(targets, (o, t) => new Pair(o, t))] }, Labels.None);
            Pair[] given = [.. ids.Take(answered).Select((id, i) => new Pair(id, targets[guesses[i] % targets.Length]))];
            var mark = Marked(content, Matching(given));
            return Holds(mark, 3, given.SequenceEqual(content.Key.Pairs)) && Marked(content, Matching(given.Reverse())).Points == mark.Points;
        });

    [Fact]
    public void Numbers_and_texts_stay_in_bounds_and_order_means_nothing() =>
        Gen.Select(Gen.Int[0, 20], Gen.Select(Gen.Int[0, 20], Gen.Int[0, 5], Gen.Int[0, 100]).Array[0, 5]).Sample((answer, accepted) =>
        {
            AcceptedNumber[] numbers = [new(10, 0, 100), .. accepted.Select(a => new AcceptedNumber(a.Item1, a.Item2, a.Item3))];
            AcceptedText[] texts = [.. numbers.Select(n => new AcceptedText($"{n.Value}*", n.CreditPercent))];
            decimal Of(IEnumerable<AcceptedNumber> n, IEnumerable<AcceptedText> t) =>
                Marked(Counted with { Key = Counted.Key with { Numbers = [.. n] } }, Number(answer)).Points
                + (10 * Marked(Named with { Key = Named.Key with { Texts = [.. t] } }, Wrote($"{answer}")).Points);
            return Of(numbers, texts) is >= 0 and <= 11 && Of(numbers, texts) == Of(numbers.Reverse(), texts.Reverse()) && (answer != 10 || Of(numbers, texts) == 11);
        });

    private static bool Holds(ItemMark mark, decimal weight, bool whole) =>
        mark.Points >= 0 && mark.Points <= weight && mark.Weight == weight && (whole ? mark.Points == weight : mark.Points < weight)
        && mark.Because.En.Length > 0 && mark.Because.Pt.Length > 0;

    private static IEnumerable<int> Set(int options, int set) => Enumerable.Range(0, options).Where(i => (set & (1 << i)) != 0);

    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => pattern switch
    {
        [] => text.IsEmpty,
        ['*', .. var rest] => Fits(rest, text) || (!text.IsEmpty && Fits(pattern, text[1..])),
        _ => !text.IsEmpty && text[0] == pattern[0] && Fits(pattern[1..], text[1..]),
    };

    private static IEnumerable<int> Numbers(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}

public sealed class GradeAttemptSpecs
{
    private static readonly TestKey Key = TestKey.Initial.Apply(Keys);

    private static Func<Grade, Decision> Record(params object[] events) =>
        g => g.Record(Spec.Given<Attempt>([Started(), .. events]).State, Composed(), Key, new Dictionary<Guid, string>());

    [Fact]
    public void An_ended_attempt_is_graded_once()
    {
        var graded = (AttemptGraded)Record(Saved(Vote, 1, "b"), Saved(Rights, 1, "a"), Submitted)(Grade.Initial).Events.Single();
        (graded.Marks.Points, graded.Marks.MaxPoints, graded.Marks.ScorePercent, graded.Passed).ShouldBe((2m, 3m, 66.67m, true));
        Spec.Given<Grade>().ThenARepeatAddsNothing(Record(Submitted));
    }

    [Fact]
    public void An_open_attempt_is_not_graded() => Spec.Given<Grade>().When(Record()).ThenNothing();

    [Fact]
    public void The_pass_mark_itself_passes()
    {
        var even = Composed() with { Items = [.. Composed().Items.Select(i => i with { Question = i.Question with { Weight = 1 } })] };
        var attempt = Spec.Given<Attempt>(Started(), Saved(Vote, 1, "b"), Submitted).State;
        ((AttemptGraded)Grade.Initial.Record(attempt, even, Key, new Dictionary<Guid, string>()).Events.Single()).ShouldSatisfyAllConditions(g => g.Marks.ScorePercent.ShouldBe(50), g => g.Passed.ShouldBeTrue());
    }

    [Fact]
    public void The_best_attempt_counts_the_earliest_of_equals()
    {
        AttemptGraded Graded(int number, decimal score) => new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], 0, 1, score), 50, score >= 50);
        ((AttemptGraded[])[Graded(1, 40), Graded(2, 60), Graded(3, 60)]).Counted(Counting.Best).Number.ShouldBe(2);
    }
}
