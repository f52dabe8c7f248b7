using CsCheck;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Assessment.Tests.Specs;

/// <summary>One right choice (weight 1) and an open text of weight 4, with a rubric of 1 and 3 points; 50 % passes.</summary>
public sealed class OpenTextSpecs
{
    private static readonly Guid Attempt = Started().AttemptId;
    private static readonly Guid NoteId = Id(51);
    private static readonly ModuleTest TheTest = ModuleTest.Initial.Apply(Composed());
    private static readonly ModuleTest ReleasedTest = TheTest.Apply(new TestReleased(TestId, Closes));
    private static readonly AnswerKey NoRubric = new([], null);

    private static readonly AttemptGraded Graded = new(
        Attempt, TestId, Ana, 1,
        Marks.Of([new ItemMark(Vote, 1, ["b"], ["b"], 1, 1, Words("Right.")), new ItemMark(Essay, 1, [], [], 0, 4, Words("Awaits a marker."), true)]), 50, false);

    private static ArrivingMark Points(decimal clarity, decimal grounds) => new([new CriterionMark("clarity", clarity), new CriterionMark("grounds", grounds)], null);

    private static Func<Grade, Decision> Gives(Guid marker, decimal clarity, decimal grounds, Guid? note = null, bool readable = true, ModuleTest? test = null) =>
        g => g.MarkByPerson(test ?? TheTest, Argued.Key, readable, Essay, marker, Points(clarity, grounds), note);

    private static Func<Grade, Decision> Asks(Guid person, bool coordinates = false) => g => g.AskSecond(TheTest, true, Essay, person, coordinates);

    private static Func<Grade, Decision> Settles(Guid person, decimal clarity, decimal grounds, Guid? reasons = null) =>
        g => g.Settle(TheTest, Argued.Key, true, Essay, person, Points(clarity, grounds), reasons ?? NoteId);

    /// <summary>The grade after these commands, all of which are accepted.</summary>
    private static Grade After(params Func<Grade, Decision>[] commands) => commands.Aggregate(Grade.Initial.Apply(Graded), (grade, decide) =>
    {
        var decision = decide(grade);
        decision.Rejection.ShouldBeNull();
        return decision.Events.Aggregate(grade, (g, e) => g.Apply(e));
    });

    private static string? Refusal(Func<Grade, Decision> command, params Func<Grade, Decision>[] before) => command(After(before)).Rejection?.Code;

    private static ItemMark EssayOf(Grade grade) => grade.Current!.Marks.Items.Single(i => i.ItemId == Essay);

    [Fact]
    public void A_persons_mark_scales_to_the_weight_and_changes_the_score()
    {
        Spec.Given<Grade>(Graded).When(Gives(Marta, 1, 2, NoteId)).Then(new OpenTextMarked(
            Attempt, Essay, Marta, 1, Points(1, 2).Criteria, 3, 4, NoteId, new MarkingResult(MarkingStage.Marked, 0.75m, 80, true)));
        var grade = After(Gives(Marta, 1, 2));
        EssayOf(grade).ShouldSatisfyAllConditions(
            i => i.Points.ShouldBe(3), i => i.NeedsMarker.ShouldBeFalse(), i => i.Because.En.ShouldBe("Marked by a person: 3 of 4 points."),
            i => i.Because.Pt.ShouldBe("Avaliado por uma pessoa: 3 de 4 pontos."));
        (grade.Current!.Marks.ScorePercent, grade.Current.Passed).ShouldBe((80m, true));
        grade.Graded!.Marks.ScorePercent.ShouldBe(20, "what the rule found stays on record");
    }

    [Fact]
    public void Thirds_of_a_weight_come_out_even()
    {
        var key = Argued.Key with { Rubric = [new Criterion("only", Words("All"), 3)] };
        var graded = Graded with { Marks = Marks.Of([Graded.Marks.Items[1] with { Weight = 3 }]) };
        Grade Given(decimal points) => Grade.Initial.Apply(graded).Apply(
            Grade.Initial.Apply(graded).MarkByPerson(TheTest, key, true, Essay, Marta, new ArrivingMark([new CriterionMark("only", points)], null), null).Events.Single());
        Given(1).Current!.Marks.Points.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("1");
        Given(2).Current!.Marks.Points.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("2");
    }

    [Fact]
    public void Every_line_of_the_rubric_is_given_once_and_within_its_points()
    {
        Refusal(Gives(Marta, 1.5m, 2)).ShouldBe("points-not-by-rubric");
        Refusal(Gives(Marta, -1, 2)).ShouldBe("points-not-by-rubric");
        foreach (var mark in (ArrivingMark[])[
            new([new CriterionMark("clarity", 1)], null), new([], 3), Points(1, 2) with { Points = 3 },
            new([.. Points(1, 2).Criteria, new CriterionMark("clarity", 1)], null), new([.. Points(1, 2).Criteria, new CriterionMark("style", 1)], null)])
        {
            Refusal(g => g.MarkByPerson(TheTest, Argued.Key, true, Essay, Marta, mark, null)).ShouldBe("points-not-by-rubric");
        }

        // In whatever order they come.
        Refusal(g => g.MarkByPerson(TheTest, Argued.Key, true, Essay, Marta, new([.. Points(1, 2).Criteria.Reverse()], null), null), Gives(Marta, 1, 2)).ShouldBeNull();
    }

    [Fact]
    public void Without_a_rubric_points_are_given_up_to_the_weight()
    {
        Decision Mark(decimal? points, params IReadOnlyList<CriterionMark> criteria) =>
            Grade.Initial.Apply(Graded).MarkByPerson(TheTest, NoRubric, true, Essay, Marta, new ArrivingMark(criteria, points), null);
        Mark(3).Events.OfType<OpenTextMarked>().Single().After.ShouldBe(new MarkingResult(MarkingStage.Marked, 0.75m, 80, true));
        foreach (var wrong in (Decision[])[Mark(null), Mark(-1), Mark(4.1m), Mark(3, new CriterionMark("clarity", 1))])
        {
            wrong.Rejection!.Code.ShouldBe("points-out-of-range");
        }
    }

    [Fact]
    public void The_same_person_corrects_their_mark_and_a_repeat_adds_nothing()
    {
        Spec.Given<Grade>(Graded).ThenARepeatAddsNothing(Gives(Marta, 1, 2, NoteId));
        EssayOf(After(Gives(Marta, 1, 2), Gives(Marta, 0, 2))).Points.ShouldBe(2);
        After(Gives(Marta, 1, 2), Gives(Marta, 1, 2, NoteId)).MarkingOf(Essay).First!.NoteId.ShouldBe(NoteId);
        Refusal(Gives(Nuno, 1, 2), Gives(Marta, 1, 2)).ShouldBe("already-marked");
    }

    [Fact]
    public void Only_an_open_text_that_was_answered_is_marked_and_nobody_marks_their_own()
    {
        Grade.Initial.MarkByPerson(TheTest, Argued.Key, true, Essay, Marta, Points(1, 2), null).Rejection!.Code.ShouldBe("not-found");
        Refusal(g => g.MarkByPerson(TheTest, Argued.Key, true, Rights, Marta, Points(1, 2), null)).ShouldBe("not-found");
        Refusal(g => g.MarkByPerson(TheTest, Argued.Key, true, Vote, Marta, Points(1, 2), null)).ShouldBe("not-for-people");
        Refusal(Gives(Ana, 1, 3)).ShouldBe("own-answer");
        Refusal(Gives(Marta, 1, 3, readable: false)).ShouldBe("answer-erased");
    }

    [Fact]
    public void After_the_release_marking_is_over()
    {
        Refusal(Gives(Marta, 1, 3, test: ReleasedTest), Gives(Marta, 1, 2)).ShouldBe("result-released");
        Refusal(g => g.AskSecond(ReleasedTest, true, Essay, Marta, true), Gives(Marta, 1, 2)).ShouldBe("result-released");
        Refusal(g => g.Settle(ReleasedTest, Argued.Key, true, Essay, Olga, Points(1, 3), NoteId), Gives(Marta, 1, 2)).ShouldBe("result-released");
    }

    [Fact]
    public void A_second_marker_is_asked_for_by_the_first_or_the_coordination_once()
    {
        Refusal(Asks(Nuno), Gives(Marta, 1, 2)).ShouldBe("not-first-marker");
        Refusal(Asks(Nuno)).ShouldBe("not-first-marker");
        After(Asks(Nuno, coordinates: true)).MarkingOf(Essay).Outcome.Stage.ShouldBe(MarkingStage.Waiting);
        Spec.Given<Grade>(Graded).ThenARepeatAddsNothing(Asks(Nuno, coordinates: true));
        var asked = After(Gives(Marta, 1, 2), Asks(Marta));
        EssayOf(asked).ShouldSatisfyAllConditions(i => i.NeedsMarker.ShouldBeTrue(), i => i.Points.ShouldBe(0));
        // The first marker does not become the second one.
        After(Gives(Marta, 1, 2), Asks(Marta), Gives(Marta, 1, 3)).MarkingOf(Essay).ShouldSatisfyAllConditions(
            m => m.First!.Points.ShouldBe(4), m => m.Second.ShouldBeNull(), m => m.Outcome.Stage.ShouldBe(MarkingStage.AwaitsSecond));
    }

    [Theory]
    [InlineData(0.6, 2, MarkingStage.Marked)]
    [InlineData(0.5, 2, MarkingStage.ToSettle)]
    [InlineData(1, 2.4, MarkingStage.Marked)]
    [InlineData(1, 2.5, MarkingStage.ToSettle)]
    [InlineData(0, 3, MarkingStage.Marked)]
    public void Two_marks_within_a_tenth_of_the_weight_agree(double clarity, double grounds, MarkingStage stage)
    {
        var grade = After(Gives(Marta, 1, 2), Asks(Marta), Gives(Nuno, (decimal)clarity, (decimal)grounds));
        grade.MarkingOf(Essay).Outcome.Stage.ShouldBe(stage);
        EssayOf(grade).NeedsMarker.ShouldBe(stage == MarkingStage.ToSettle);
    }

    [Fact]
    public void What_two_agree_on_is_their_mean_line_by_line()
    {
        var grade = After(Gives(Marta, 1, 2), Asks(Marta), Gives(Nuno, 0.6m, 2));
        EssayOf(grade).ShouldSatisfyAllConditions(
            i => i.Points.ShouldBe(2.8m), i => i.Because.En.ShouldBe("The mean of two markers, who gave 3 of 4 and 2.6 of 4 points."));
        (grade.MarkingOf(Essay).PointsOf("clarity"), grade.MarkingOf(Essay).PointsOf("grounds")).ShouldBe((0.8m, 2m));
        Refusal(Gives(Olga, 1, 2), Gives(Marta, 1, 2), Asks(Marta), Gives(Nuno, 0.6m, 2)).ShouldBe("already-marked");
        Refusal(Settles(Olga, 1, 2), Gives(Marta, 1, 2), Asks(Marta), Gives(Nuno, 0.6m, 2)).ShouldBe("nothing-to-settle");
    }

    [Fact]
    public void Where_two_differ_a_third_person_settles_it()
    {
        Func<Grade, Decision>[] differing = [Gives(Marta, 1, 3), Asks(Marta), Gives(Nuno, 0, 1)];
        After(differing).MarkingOf(Essay).Outcome.ShouldBe((MarkingStage.ToSettle, null));
        Refusal(Settles(Marta, 1, 2), differing).ShouldBe("not-a-third-person");
        Refusal(Settles(Nuno, 1, 2), differing).ShouldBe("not-a-third-person");
        Refusal(Settles(Olga, 2, 2), differing).ShouldBe("points-not-by-rubric");
        var settled = After([.. differing, Settles(Olga, 1, 2)]);
        EssayOf(settled).ShouldSatisfyAllConditions(
            i => i.Points.ShouldBe(3), i => i.Because.En.ShouldBe("Two markers differed and a third person settled it: 3 of 4 points."));
        settled.MarkingOf(Essay).PointsOf("grounds").ShouldBe(2);
        Settles(Olga, 1, 2)(settled).Events.ShouldBeEmpty();
        EssayOf(After([.. differing, Settles(Olga, 1, 2), Settles(Olga, 0, 2)])).Points.ShouldBe(2);
        Refusal(Settles(Id(2004), 1, 2), [.. differing, Settles(Olga, 1, 2)]).ShouldBe("nothing-to-settle");
        Refusal(Gives(Nuno, 1, 2), [.. differing, Settles(Olga, 1, 2)]).ShouldBe("mark-settled");
        // Or they come together by themselves.
        EssayOf(After([.. differing, Gives(Nuno, 1, 3)])).Points.ShouldBe(4);
    }

    [Fact]
    public void What_was_erased_before_it_was_marked_counts_as_not_given_and_marks_given_before_count()
    {
        Spec.Given<Grade>(Graded).When(g => g.Erase(Essay)).Then(new OpenTextErased(Attempt, Essay, new MarkingResult(MarkingStage.Marked, 0, 20, false)));
        Spec.Given<Grade>(Graded).ThenARepeatAddsNothing(g => g.Erase(Essay));
        EssayOf(After(g => g.Erase(Essay))).ShouldSatisfyAllConditions(i => i.Points.ShouldBe(0), i => i.NeedsMarker.ShouldBeFalse());
        EssayOf(After(Gives(Marta, 1, 2), Asks(Marta), g => g.Erase(Essay))).Points.ShouldBe(3);
        EssayOf(After(Gives(Marta, 1, 3), Asks(Marta), Gives(Nuno, 0, 1), g => g.Erase(Essay))).Points.ShouldBe(2.5m);
        After(Gives(Marta, 1, 2)).Erase(Essay).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_is_given_the_points_stay_within_the_weight_and_the_events_tell_what_the_grade_says() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 12], Gen.Int[0, 5], (clarity, grounds, step) => (Clarity: clarity / 4m, Grounds: grounds / 4m, Step: step)).Array[0, 12].Sample(steps =>
        {
            var grade = Grade.Initial.Apply(Graded);
            foreach (var s in steps)
            {
                var decide = s.Step switch
                {
                    0 or 1 => Gives(Marta, s.Clarity, s.Grounds),
                    2 => Gives(Nuno, s.Clarity, s.Grounds),
                    3 => Asks(Olga, coordinates: true),
                    4 => Settles(Olga, s.Clarity, s.Grounds),
                    _ => (Func<Grade, Decision>)(g => s.Clarity == 0 ? g.Erase(Essay) : Decision.Nothing),
                };
                foreach (var e in decide(grade).Events)
                {
                    grade = grade.Apply(e);
                    var (after, essay) = (((IMarkingStep)e).After, EssayOf(grade));
                    essay.Points.ShouldBeInRange(0, 4);
                    essay.NeedsMarker.ShouldBe(after.Stage != MarkingStage.Marked);
                    (after.ScorePercent, after.Passed).ShouldBe((grade.Current!.Marks.ScorePercent, grade.Current.Passed));
                    after.Stage.ShouldBe(grade.MarkingOf(Essay).Outcome.Stage);
                }
            }
        });
}
