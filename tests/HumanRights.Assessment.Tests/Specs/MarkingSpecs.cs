using CsCheck;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class MarkingSpecs
{
    private static decimal Points(ItemKind kind, int options, int correct, IEnumerable<int> chosen, decimal weight = 1) =>
        Marked(kind, options, correct, chosen, weight).Items[0].Points;

    /// <summary>One item whose first options are the right ones.</summary>
    private static Marks Marked(ItemKind kind, int options, int correct, IEnumerable<int> chosen, decimal weight = 1)
    {
        string[] ids = [.. Enumerable.Range(0, options).Select(i => $"o{i}")];
        return Mark.Attempt(
            [new PosedItem(Vote, 1, new Question(kind, Words("?"), Options(ids), weight))],
            [new ItemKey(Vote, 1, new AnswerKey([.. ids.Take(correct)], null))],
            new Dictionary<Guid, IReadOnlyList<string>> { [Vote] = [.. chosen.Select(i => ids[i])] });
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 0)]
    [InlineData("", 0)]
    public void A_single_choice_is_right_or_not(string chosen, int points) =>
        Points(ItemKind.SingleChoice, 3, 1, Numbers(chosen)).ShouldBe(points);

    [Theory]
    [InlineData("0,1", 1)]
    [InlineData("0", 0.5)]
    [InlineData("0,2", 0)]
    [InlineData("0,1,2", 0.5)]
    [InlineData("0,1,2,3", 0)]
    [InlineData("2", -0.5)]
    [InlineData("2,3", -1)]
    [InlineData("", 0)]
    public void A_multiple_choice_earns_for_right_and_pays_for_wrong(string chosen, double points) =>
        Points(ItemKind.MultipleChoice, 4, 2, Numbers(chosen)).ShouldBe((decimal)points);

    [Fact]
    public void Points_below_zero_never_leave_the_sum_below_zero() => Marked(ItemKind.MultipleChoice, 4, 2, [2, 3]).ScorePercent.ShouldBe(0);

    [Fact]
    public void Half_a_hundredth_is_rounded_up() => Marked(ItemKind.MultipleChoice, 9, 8, [0]).ScorePercent.ShouldBe(12.5m);

    [Fact]
    public void Blind_ticks_of_any_number_earn_nothing_on_average() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[1, 6], Gen.Int[0, 7]).Where((o, c, t) => c < o && t <= o).Sample((options, correct, ticks) =>
        {
            var points = Enumerable.Range(0, 1 << options).Where(set => int.PopCount(set) == ticks)
                .Select(set => Points(ItemKind.MultipleChoice, options, correct, Enumerable.Range(0, options).Where(i => (set & (1 << i)) != 0)))
                .ToList();
            return Math.Abs(points.Sum()) < 1e-20m;
        });

    [Fact]
    public void Scores_stay_in_bounds_partial_never_beats_full_and_order_means_nothing() =>
        Gen.Select(Gen.Int[2, 8], Gen.Int[1, 7], Gen.Int[0, 255], Gen.Int[1, 100], Gen.Bool).Where((o, c, _, _, _) => c < o).Sample((options, correct, set, weight, single) =>
        {
            var kind = single ? ItemKind.SingleChoice : ItemKind.MultipleChoice;
            correct = single ? 1 : correct;
            int[] chosen = [.. Enumerable.Range(0, options).Where(i => (set & (1 << i)) != 0)];
            var marks = Marked(kind, options, correct, chosen, weight);
            var full = Marked(kind, options, correct, Enumerable.Range(0, correct), weight);
            return marks.Points >= 0 && marks.Points <= weight && marks.ScorePercent is >= 0 and <= 100
                && full.Points == weight && full.ScorePercent == 100
                && (marks.Points < full.Points || chosen.SequenceEqual(Enumerable.Range(0, correct)))
                && Marked(kind, options, correct, chosen.Reverse(), weight).Points == marks.Points;
        });

    private static IEnumerable<int> Numbers(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}

public sealed class GradeAttemptSpecs
{
    private static readonly TestKey Key = TestKey.Initial.Apply(Keys);

    private static Func<Grade, Decision> Record(params object[] events) =>
        g => g.Record(Spec.Given<Attempt>([Started(), .. events]).State, Composed(), Key);

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
        ((AttemptGraded)Grade.Initial.Record(attempt, even, Key).Events.Single()).ShouldSatisfyAllConditions(g => g.Marks.ScorePercent.ShouldBe(50), g => g.Passed.ShouldBeTrue());
    }

    [Fact]
    public void The_best_attempt_counts_the_earliest_of_equals()
    {
        AttemptGraded Graded(int number, decimal score) => new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], 0, 1, score), 50, score >= 50);
        ((AttemptGraded[])[Graded(1, 40), Graded(2, 60), Graded(3, 60)]).Counting().Number.ShouldBe(2);
    }
}
