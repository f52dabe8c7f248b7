using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

/// <summary>Ana earned the whole of the first item (weight 1) and half of the second (weight 2): 66.67 %.</summary>
public sealed class AppealSpecs
{
    private static readonly Guid Coordinator = Id(9001);
    private static readonly Guid AppealId = Appealed.AppealId;

    private static readonly AttemptGraded Graded = new(
        Started().AttemptId, TestId, Ana, 1,
        Marks.Of([new ItemMark(Vote, 1, ["b"], ["b"], 1, 1, Words("Right.")), new ItemMark(Rights, 1, ["a"], ["a", "c"], 1, 2, Words("1 of 2 right."))]), 50, true);

    private static readonly Attempt ReleasedAttempt = Spec.Given<Attempt>(Started(), Submitted, Released).State;

    private static readonly ModuleTest Test = Spec.Given<ModuleTest>(Composed()).State;

    private static readonly AppealDecided Upheld = Reversed with { Outcome = AppealOutcome.Upheld, Raised = [], ScorePercent = 66.67m };

    private static readonly AppealWithdrawn Withdrawn = new(AppealId);

    private static Given<AppealedGrade> Given(params object[] appeals) => Spec.Given<AppealedGrade>([Graded, .. appeals]);

    private static Func<AppealedGrade, Decision> Lodge(Guid? itemId, Attempt? attempt = null, ModuleTest? test = null) =>
        g => g.Lodge(attempt ?? ReleasedAttempt, test ?? Test, AppealId, itemId);

    private static Func<AppealedGrade, Decision> Uphold(params NewMark[] marks) => g => g.Decide(Composed(), AppealId, Coordinator, AppealOutcome.Upheld, marks);

    private static Func<AppealedGrade, Decision> Reverse(params NewMark[] marks) => g => g.Decide(Composed(), AppealId, Coordinator, AppealOutcome.Reversed, marks);

    private static Func<AppealedGrade, Decision> Reverse(decimal points) => Reverse(new NewMark(Rights, points));

    /// <summary>Each command in each state: what it adds, or why it is refused.</summary>
    [Fact]
    public void Every_command_has_an_answer_in_every_state()
    {
        const string Nothing = "";
        (string State, object[] Events, string Lodge, string Withdraw, string Uphold, string Reverse)[] table =
        [
            ("none", [], nameof(AppealLodged), "not-found", "not-found", "not-found"),
            ("open", [Appealed], Nothing, nameof(AppealWithdrawn), nameof(AppealDecided), nameof(AppealDecided)),
            ("withdrawn", [Appealed, Withdrawn], nameof(AppealLodged), Nothing, "appeal-withdrawn", "appeal-withdrawn"),
            ("upheld", [Appealed, Upheld], "appeal-already-decided", "appeal-already-decided", Nothing, "appeal-already-decided"),
            ("reversed", [Appealed, Reversed], "appeal-already-decided", "appeal-already-decided", "appeal-already-decided", Nothing),
        ];
        foreach (var row in table)
        {
            var state = Given(row.Events).State;
            (string Command, Decision Decision, string Expected)[] cells =
            [
                ("lodge", Lodge(Rights)(state), row.Lodge), ("withdraw", state.Withdraw(AppealId), row.Withdraw),
                ("uphold", Uphold()(state), row.Uphold), ("reverse", Reverse(1.5m)(state), row.Reverse),
            ];
            foreach (var (command, decision, expected) in cells)
            {
                (decision.Rejection?.Code ?? string.Concat(decision.Events.Select(e => e.GetType().Name))).ShouldBe(expected, $"{command} when {row.State}");
            }
        }
    }

    [Fact]
    public void A_repeat_adds_nothing()
    {
        Given().ThenARepeatAddsNothing(Lodge(Rights));
        Given(Appealed).ThenARepeatAddsNothing(g => g.Withdraw(AppealId));
        Given(Appealed).ThenARepeatAddsNothing(Uphold());
        Given(Appealed).ThenARepeatAddsNothing(Reverse(1.5m));
        Given(Appealed).ThenARepeatAddsNothing(Reverse(2m / 3));
    }

    [Fact]
    public void The_whole_result_can_be_appealed_or_an_item_of_it()
    {
        Given().When(Lodge(Rights)).Then(Appealed);
        Given().When(Lodge(null)).Then(Appealed with { ItemId = null });
        Given().When(Lodge(Id(77))).ThenRejected("unknown-item");
    }

    [Fact]
    public void One_appeal_at_a_time() => Given(Appealed).When(Lodge(Vote)).ThenRejected("appeal-open");

    [Fact]
    public void Not_before_the_release_not_of_a_rehearsal_and_not_of_nothing()
    {
        Given().When(Lodge(null, Spec.Given<Attempt>(Started(), Submitted).State)).ThenRejected("result-not-released");
        Given().When(Lodge(null, test: Spec.Given<ModuleTest>(Composed() with { Rehearsal = 1 }).State)).ThenRejected("rehearsal-not-appealed");
        Given().When(Lodge(null, Attempt.Initial)).ThenRejected("not-found");
    }

    [Fact]
    public void About_something_else_or_after_the_result_has_changed_it_can_be_appealed_again()
    {
        Given(Appealed, Upheld).When(Lodge(Vote)).Then(Appealed with { ItemId = Vote });
        var another = Reversed with { AppealId = Id(52), Raised = [new RaisedMark(Rights, 1)], ScorePercent = 100 };
        Given(Appealed, Upheld, Appealed with { AppealId = Id(52), ItemId = null }, another).When(Lodge(Rights)).Then(Appealed);
    }

    [Fact]
    public void Upheld_the_grade_stays_as_it_is()
    {
        Given(Appealed).When(Uphold()).Then(Upheld);
        Given(Appealed, Upheld).State.Grade.Current.ShouldBe(Graded);
    }

    [Fact]
    public void Reversed_the_grade_has_the_new_marks_at_once_and_says_why()
    {
        Given(Appealed).When(Reverse(1.5m)).Then(Reversed);
        var grade = Given(Appealed, Reversed).State.Grade.Current!;
        (grade.Marks.Points, grade.Marks.ScorePercent, grade.Passed).ShouldBe((2.5m, 83.33m, true));
        grade.Marks.Items[0].ShouldBe(Graded.Marks.Items[0]);
        (grade.Marks.Items[1].Points, grade.Marks.Items[1].Because).ShouldBe((1.5m, AppealDecided.Because));
    }

    [Fact]
    public void A_part_that_has_no_end_is_told_as_it_was_given()
    {
        var decided = Reverse(4m / 3)(Given(Appealed).State).Events.Single();
        Given(Appealed, decided).State.Grade.Current!.Marks.Items[1].Points.ShouldBe(1.333333m);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(2.01, "points-out-of-range")]
    [InlineData(-1, "points-out-of-range")]
    [InlineData(1, "reversal-without-gain")]
    [InlineData(0, "reversal-without-gain")]
    public void A_reversal_gives_more_and_at_most_the_weight(double points, string? code) => Reverse((decimal)points)(Given(Appealed).State).Rejection?.Code.ShouldBe(code);

    [Fact]
    public void Marks_that_make_no_sense_are_refused()
    {
        Given(Appealed).When(Reverse()).ThenRejected("reversal-without-marks");
        Given(Appealed).When(Reverse(new NewMark(Id(77), 1))).ThenRejected("unknown-item");
        Given(Appealed).When(Reverse(new NewMark(Rights, 1.5m), new NewMark(Rights, 2))).ThenRejected("item-twice");
        Given(Appealed).When(Uphold(new NewMark(Rights, 2))).ThenRejected("upheld-with-marks");
    }

    [Fact]
    public void Nobody_decides_on_their_own_appeal() =>
        Given(Appealed).When(g => g.Decide(Composed(), AppealId, Ana, AppealOutcome.Upheld, [])).ThenRejected("own-appeal");

    [Fact]
    public void The_same_outcome_with_other_marks_is_another_decision() =>
        Given(Appealed, Reversed).When(Reverse(2)).ThenRejected("appeal-already-decided");

    [Fact]
    public void A_raised_attempt_may_be_the_one_that_counts_now_and_the_other_no_more()
    {
        AttemptGraded Of(int number, decimal score) => new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], score, 100, score), 50, score >= 50);
        AttemptGraded[] before = [Of(1, 40), Of(2, 60)], after = [Of(1, 70), before[1]];
        ResultReleased[] then = [.. before.Select(g => (ResultReleased)Attempt.Initial.Apply(Started(g.Number)).Release(g, before, Counting.Best).Events.Single())];
        then.Select(r => r.Counts).ShouldBe([false, true]);
        var now = after.Select((g, i) => Attempt.Initial.Apply(Started(g.Number)).Apply(then[i]).Release(g, after, Counting.Best).Events.Single());
        now.ShouldBe([then[0] with { ScorePercent = 70, Passed = true, Counts = true }, then[1] with { Counts = false, CountedBefore = true }]);
    }

    [Fact]
    public void An_average_follows_whichever_of_its_attempts_was_raised()
    {
        AttemptGraded Of(int number, decimal score) => new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], score, 100, score), 50, score >= 50);
        AttemptGraded[] before = [Of(1, 40), Of(2, 50)], after = [Of(1, 60), before[1]];
        var released = (ResultReleased)Attempt.Initial.Apply(Started(2)).Release(before[1], before, Counting.Average).Events.Single();
        (released.ScorePercent, released.Passed).ShouldBe((45, false));
        Attempt.Initial.Apply(Started(2)).Apply(released).Release(after[1], after, Counting.Average).Events.Single()
            .ShouldBe(released with { ScorePercent = 55, Passed = true });
    }
}
