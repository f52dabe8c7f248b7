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

public sealed class CorrectItemSpecs
{
    private static readonly DateTimeOffset Now = Closes.AddHours(1);
    private static readonly ModuleTest Test = ModuleTest.Initial.Apply(Composed());

    private static readonly ModuleTest OfEveryKind = ModuleTest.Initial.Apply(
        Composed() with { Items = [.. EveryKind.Select((c, n) => new PosedItem(Id(50 + n), 1, c.Question))] });

    private static readonly KeySealed KeysOfEveryKind = new(TestId, [.. EveryKind.Select((c, n) => new ItemKey(Id(50 + n), 1, c.Key))]);

    private static Func<TestKey, Decision> Correct(Correction correction, Guid? item = null, ModuleTest? test = null, DateTimeOffset? now = null) =>
        key => key.Correct(test ?? Test, item ?? Vote, correction, Words("Two options are right."), now ?? Now);

    [Fact]
    public void An_item_is_corrected_by_one_event_with_its_reason() =>
        Spec.Given<TestKey>(Keys).When(Correct(AlsoOption("c"))).Then(Corrected(AlsoOption("c")));

    [Fact]
    public void A_repeat_adds_nothing()
    {
        foreach (var correction in (Correction[])[Drop, AlsoOption("c"), Reweight(2.5m)])
        {
            Spec.Given<TestKey>(Keys).ThenARepeatAddsNothing(Correct(correction));
        }
    }

    [Fact]
    public void What_is_right_already_is_no_correction()
    {
        Spec.Given<TestKey>(Keys).When(Correct(AlsoOption("b"))).ThenNothing();
        Spec.Given<TestKey>(KeysOfEveryKind).When(Correct(new(CorrectionKind.AcceptAlso) { Numbers = [new AcceptedNumber(30, 2, 50)] }, Id(54), OfEveryKind)).ThenNothing();
    }

    [Fact]
    public void A_dropped_item_can_be_taken_back_in() =>
        Spec.Given<TestKey>(Keys, Corrected(Drop)).When(Correct(Reweight(1))).Then(Corrected(Reweight(1), 2) with { CorrectedAt = Now });

    [Fact]
    public void The_last_item_that_counts_is_not_dropped()
    {
        Spec.Given<TestKey>(Keys, Corrected(Drop)).When(Correct(Drop, Rights)).ThenRejected("last-item");
        Spec.Given<TestKey>(Keys, Corrected(Drop), Corrected(Reweight(1), 2)).When(Correct(Drop, Rights)).Then(Corrected(Drop, 3, Rights) with { CorrectedAt = Now });
    }

    [Fact]
    public void Nor_are_so_many_that_an_attempt_could_have_drawn_only_them()
    {
        var drawn = ModuleTest.Initial.Apply(Composed() with { Sections = [new Section(1, null, null, null, null, [Vote, Rights])] });
        Spec.Given<TestKey>(Keys).When(Correct(Drop, test: drawn)).ThenRejected("last-item");
    }

    [Fact]
    public void Before_the_test_opens_its_items_are_revised_instead() =>
        Spec.Given<TestKey>(Keys).When(Correct(Drop, now: Opens.AddMinutes(-1))).ThenRejected("test-not-open");

    [Fact]
    public void Another_tests_item_is_not_found()
    {
        Spec.Given<TestKey>(Keys).When(Correct(Drop, Id(99))).ThenRejected("not-found");
        Spec.Given<TestKey>(Keys).When(Correct(Drop, test: ModuleTest.Initial)).ThenRejected("not-found");
    }

    [Fact]
    public void Nobody_is_corrected_without_a_reason() =>
        Spec.Given<TestKey>(Keys).When(key => key.Correct(Test, Vote, Drop, new Text(" ", "x"), Now)).ThenRejected("incoherent-correction");

    public static TheoryData<int, Correction> Senseless => new()
    {
        { 50, new(CorrectionKind.Reweight) },
        { 50, Drop with { Weight = 1 } },
        { 50, Drop with { OptionIds = ["a"] } },
        { 50, new(CorrectionKind.AcceptAlso) },
        { 50, AlsoOption("z") },
        { 51, AlsoOption("b") with { Numbers = [new AcceptedNumber(1, 0, 100)] } },
        { 53, AlsoOption("p") },
        { 53, new(CorrectionKind.AcceptAlso) { Pairs = [new Pair("p", "w")] } },
        { 54, new(CorrectionKind.AcceptAlso) { Texts = [new AcceptedText("30", 100)] } },
        { 55, new(CorrectionKind.AcceptAlso) { Texts = [new AcceptedText("* *", 100)] } },
        { 56, new(CorrectionKind.AcceptAlso) { Texts = [new AcceptedText("Because", 100)] } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Senseless))]
    public void What_makes_no_sense_for_the_item_is_refused(int item, Correction correction) =>
        Spec.Given<TestKey>(KeysOfEveryKind).When(Correct(correction, Id(item), OfEveryKind)).ThenRejected("incoherent-correction");
}

/// <summary>What corrected items earn.</summary>
public sealed class CorrectedMarkSpecs
{
    private static ItemMark Marked(ItemContent content, Given given, params Correction[] corrections) => Mark.Item(
        new PosedItem(Vote, 1, content.Question),
        corrections.Select((c, n) => Corrected(c, n + 1)).Aggregate(new TestKey([new ItemKey(Vote, 1, content.Key)]), (k, e) => k.Apply(e)), given);

    private static Given Chosen(string options) => Given.Nothing with { OptionIds = [.. options.Select(o => $"{o}")] };

    [Theory]
    [InlineData("b", 1)]
    [InlineData("c", 1)]
    [InlineData("a", 0)]
    [InlineData("", 0)]
    public void A_single_choice_may_have_two_right_options(string chosen, int points) => Marked(OneChoice, Chosen(chosen), AlsoOption("c")).Points.ShouldBe(points);

    // a and c are right, b may be chosen or left; d is wrong. Weight 2.
    [Theory]
    [InlineData("ac", 2)]
    [InlineData("abc", 2)]
    [InlineData("ab", 1.333333)]
    [InlineData("b", 0.666667)]
    [InlineData("a", 1)]
    [InlineData("bd", 0)]
    [InlineData("abcd", 0)]
    public void An_option_of_a_multiple_choice_may_be_chosen_or_left(string chosen, double points) =>
        Math.Round(Marked(ManyChoices, Chosen(chosen), AlsoOption("b")).Points, 6).ShouldBe((decimal)points);

    [Theory]
    [InlineData("px", 1)]
    [InlineData("py", 1)]
    [InlineData("px qx", 2)]
    [InlineData("py qx", 2)]
    [InlineData("pz qx", 1)]
    public void An_option_of_a_matching_may_have_two_right_targets(string pairs, int points) => Marked(
        Matched, Given.Nothing with { Pairs = [.. pairs.Split(' ').Select(p => new Pair(p[..1], p[1..]))] },
        new Correction(CorrectionKind.AcceptAlso) { Pairs = [new Pair("p", "x")] }).Points.ShouldBe(points);

    [Fact]
    public void Further_values_and_texts_are_accepted()
    {
        Marked(Counted, Given.Nothing with { Number = 31 }, new Correction(CorrectionKind.AcceptAlso) { Numbers = [new AcceptedNumber(31, 0, 100)] }).Points.ShouldBe(1);
        Marked(Named, Given.Nothing with { Words = "roosevelt" }, new Correction(CorrectionKind.AcceptAlso) { Texts = [new AcceptedText("Roosevelt", 100)] }).Points.ShouldBe(1);
    }

    [Fact]
    public void A_dropped_item_has_no_weight_and_says_so()
    {
        foreach (var content in EveryKind)
        {
            Marked(content, Chosen("b") with { Words = "Because." }, Drop).ShouldSatisfyAllConditions(
                m => m.Points.ShouldBe(0), m => m.Weight.ShouldBe(0), m => m.NeedsMarker.ShouldBeFalse(),
                m => m.Because.En.ShouldBe("The item counts for nobody. The item was corrected (correction 1)."));
        }
    }

    [Fact]
    public void The_words_name_every_correction() =>
        Marked(OneChoice, Chosen("c"), AlsoOption("c"), Reweight(3)).ShouldSatisfyAllConditions(
            m => m.Points.ShouldBe(3), m => m.Because.En.ShouldBe("The right option. The item was corrected (correction 1, 2)."));

    private static readonly Gen<Correction> AnyCorrection = Gen.OneOf(
        Gen.Const(Drop), Gen.Int[1, 1000].Select(w => Reweight(w / 10m)), Gen.Char["abc"].Select(c => AlsoOption($"{c}")));

    private static readonly Gen<string> AnyChoice = Gen.Char["abcd"].HashSet[0, 4].Select(s => string.Concat(s.Order()));

    [Fact]
    public void Accepting_more_never_lowers_and_no_correction_leaves_the_bounds() =>
        Gen.Select(AnyCorrection.Array[0, 5], Gen.Char["abcd"].Select(c => AlsoOption($"{c}")), AnyChoice, Gen.Bool).Sample((before, also, chosen, credits) =>
        {
            var content = credits ? ManyChoices with { Key = ManyChoices.Key with { Credits = [new OptionCredit("a", 70), new OptionCredit("c", 30), new OptionCredit("b", -80)] } } : ManyChoices;
            var (was, now) = (Marked(content, Chosen(chosen), before), Marked(content, Chosen(chosen), [.. before, also]));
            return was.Weight == now.Weight && was.Points <= now.Points && now.Points >= 0 && now.Points <= now.Weight;
        });

    [Fact]
    public void A_part_never_earns_the_whole_while_an_option_is_still_wrong() =>
        Gen.Select(AnyChoice, Gen.Bool).Where((chosen, _) => !(chosen.Contains('a') && chosen.Contains('c'))).Sample((chosen, credits) =>
        {
            var content = credits ? ManyChoices with { Key = ManyChoices.Key with { Credits = [new OptionCredit("a", 70), new OptionCredit("c", 30)] } } : ManyChoices;
            return Marked(content, Chosen(chosen), AlsoOption("b")).Points < 2;
        });
}

public sealed class RegradeAttemptSpecs
{
    private static readonly Dictionary<Guid, string> NoWords = [];

    private static TestKey Key(params Correction[] corrections) =>
        corrections.Select((c, n) => Corrected(c, n + 1)).Aggregate(TestKey.Initial.Apply(Keys), (k, e) => k.Apply(e));

    private static Attempt Answered(string vote, string rights) => Attempt.Initial.Apply(Started())
        .Apply(Saved(Vote, 1, [.. vote.Select(o => $"{o}")])).Apply(Saved(Rights, 2, [.. rights.Select(o => $"{o}")])).Apply(Submitted);

    private static Grade Graded(Attempt attempt, TestKey? key = null) => After(Grade.Initial, Grade.Initial.Record(attempt, Composed(), key ?? Key(), NoWords));

    private static Grade After(Grade grade, Decision decision) => decision.Events.Aggregate(grade, (g, e) => g.Apply(e));

    [Fact]
    public void A_graded_attempt_is_graded_anew_once_for_each_correction()
    {
        var attempt = Answered("c", "a");
        var grade = Graded(attempt);
        grade.Current!.Marks.ScorePercent.ShouldBe(33.33m);
        var regraded = (AttemptRegraded)grade.Regrade(attempt, Composed(), Key(AlsoOption("c")), NoWords).Events.Single();
        (regraded.Corrections, regraded.Marks.Points, regraded.Marks.ScorePercent, regraded.Passed).ShouldBe((1, 2, 66.67m, true));
        grade = grade.Apply(regraded);
        grade.Regrade(attempt, Composed(), Key(AlsoOption("c")), NoWords).Events.ShouldBeEmpty();
        grade = After(grade, grade.Regrade(attempt, Composed(), Key(AlsoOption("c"), Reweight(2)), NoWords));
        grade.Current!.ShouldSatisfyAllConditions(g => g.Corrections.ShouldBe(2), g => g.Marks.Points.ShouldBe(3), g => g.Marks.ScorePercent.ShouldBe(75));
        grade.Graded!.Marks.ScorePercent.ShouldBe(33.33m);
    }

    [Fact]
    public void An_attempt_graded_after_the_correction_has_it_already()
    {
        var (attempt, key) = (Answered("c", "a"), Key(AlsoOption("c")));
        Graded(attempt, key).ShouldSatisfyAllConditions(
            g => g.Graded!.Corrections.ShouldBe(1), g => g.Current!.Marks.ScorePercent.ShouldBe(66.67m),
            g => g.Regrade(attempt, Composed(), key, NoWords).Events.ShouldBeEmpty());
    }

    [Fact]
    public void An_attempt_without_the_item_is_left_alone()
    {
        var (only, attempt) = (Composed() with { Items = [new PosedItem(Rights, 1, MultipleQuestion)] }, Attempt.Initial.Apply(Started() with { Items = [Started().Items[1]] }).Apply(Submitted));
        var grade = After(Grade.Initial, Grade.Initial.Record(attempt, only, Key(), NoWords));
        grade.Regrade(attempt, only, Key(Drop), NoWords).Events.ShouldBeEmpty();
    }

    [Fact]
    public void An_attempt_that_is_not_graded_waits_for_its_grading() =>
        Grade.Initial.Regrade(Answered("c", "a"), Composed(), Key(Drop), NoWords).Events.ShouldBeEmpty();

    [Fact]
    public void What_a_person_gave_keeps_its_share_of_the_weight()
    {
        var attempt = Answered("c", "a");
        var grade = Graded(attempt);
        grade = grade with { ByPerson = grade.ByPerson.Add(Vote, new PersonsMark(0.5m, Words("Half of it."))) };
        grade = After(grade, grade.Regrade(attempt, Composed(), Key(Reweight(4)), NoWords));
        grade.Current!.Marks.Items[0].ShouldSatisfyAllConditions(m => m.Points.ShouldBe(2), m => m.Weight.ShouldBe(4), m => m.Because.En.ShouldBe("Half of it."));
        After(grade, grade.Regrade(attempt, Composed(), Key(Reweight(4), Drop), NoWords)).Current!.Marks.ShouldSatisfyAllConditions(
            m => m.Items[0].Weight.ShouldBe(0), m => m.MaxPoints.ShouldBe(2), m => m.ScorePercent.ShouldBe(50));
    }

    [Fact]
    public void Unless_the_correction_gives_everybody_with_that_answer_more()
    {
        var attempt = Answered("c", "a");
        var grade = Graded(attempt);
        grade = grade with { ByPerson = grade.ByPerson.Add(Vote, new PersonsMark(0.5m, Words("Half of it."))).Add(Rights, new PersonsMark(0, Words("Copied."))) };
        grade = After(grade, grade.Regrade(attempt, Composed(), Key(AlsoOption("c")), NoWords));
        grade.Current!.Marks.Items.Select(m => m.Points).ShouldBe([1, 0]);
        grade = grade with { ByPerson = grade.ByPerson.SetItem(Vote, new PersonsMark(0, Words("Copied too."))) };
        grade.Current!.Marks.Items.Select(m => m.Points).ShouldBe([0, 0]);
    }

    [Fact]
    public void Words_that_are_erased_since_keep_what_they_earned()
    {
        var (test, key) = (Composed() with { Items = [new PosedItem(Vote, 1, Named.Question), Composed().Items[1]] }, new TestKey([new ItemKey(Vote, 1, Named.Key), Keys.Keys[1]]));
        var attempt = Attempt.Initial.Apply(Started() with { Items = [new PlacedItem(Vote, 1, ItemKind.ShortText, []), Started().Items[1]] })
            .Apply(Saved(Vote, 1) with { TextId = Id(41) }).Apply(Submitted);
        var grade = After(Grade.Initial, Grade.Initial.Record(attempt, test, key, new Dictionary<Guid, string> { [Id(41)] = "Roosevelt" }));
        grade.Current!.Marks.Points.ShouldBe(0.5m);
        key = key.Apply(Corrected(Reweight(3))).Apply(Corrected(new(CorrectionKind.AcceptAlso) { Texts = [new AcceptedText("Roosevelt", 100)] }, 2));
        After(grade, grade.Regrade(attempt, test, key, NoWords)).Current!.Marks.Points.ShouldBe(1.5m);
    }

    private static readonly Gen<Correction> AnyCorrection = Gen.OneOf(
        Gen.Const(Drop), Gen.Int[1, 1000].Select(w => Reweight(w / 10m)), Gen.Char["abc"].Select(c => AlsoOption($"{c}")));

    private static readonly Gen<Attempt> AnyAttempt = Gen.Select(Gen.Char["abc"], Gen.Char["abcd"].HashSet[0, 4]).Select((v, r) => Answered($"{v}", string.Concat(r)));

    [Fact]
    public void Corrections_one_by_one_come_to_what_they_come_to_together_and_to_what_was_previewed() =>
        Gen.Select(Gen.Select(AnyCorrection, Gen.Bool).Array[1, 6], AnyAttempt).Sample((corrections, attempt) =>
        {
            var (key, grade) = (Key(), Graded(attempt));
            foreach (var (correction, vote) in corrections)
            {
                var decision = key.Correct(ModuleTest.Initial.Apply(Composed()), vote ? Vote : Rights, correction, Words("?"), Closes);
                if (decision.Rejection is not null)
                {
                    continue;
                }

                key = decision.Events.Aggregate(key, (k, e) => k.Apply(e));
                var previewed = grade.Regraded(attempt, Composed(), key, NoWords);
                grade = After(grade, grade.Regrade(attempt, Composed(), key, NoWords));
                if (!previewed.SameAs(grade.Current!) || grade.Current!.Marks.ScorePercent is < 0 or > 100)
                {
                    return false;
                }
            }

            return grade.Current!.Marks.SameAs(Graded(attempt, key).Current!.Marks);
        });

    [Fact]
    public void Dropping_what_one_had_nothing_for_never_lowers_ones_score_and_dropping_what_one_had_all_of_never_raises_it() =>
        Gen.Select(AnyAttempt, Gen.Bool).Sample((attempt, vote) =>
        {
            var (grade, item) = (Graded(attempt), vote ? Vote : Rights);
            var (was, now) = (grade.Current!, grade.Regraded(attempt, Composed(), TestKey.Initial.Apply(Keys).Apply(Corrected(Drop, 1, item)), NoWords));
            var mark = was.Marks.Items.Single(m => m.ItemId == item);
            return (mark.Points > 0 || now.Marks.ScorePercent >= was.Marks.ScorePercent)
                && (mark.Points < mark.Weight || now.Marks.ScorePercent <= was.Marks.ScorePercent);
        });
}

public sealed class ReleaseAnewSpecs
{
    private static AttemptGraded Graded(int number, decimal score, int? corrections = null) =>
        new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], score, 100, score), 50, score >= 50) { Corrections = corrections };

    private static Attempt Released(int number, Counting counting, params AttemptGraded[] grades) => Again(Attempt.Initial.Apply(Started(number)).Apply(Submitted), counting, grades);

    private static Attempt Again(Attempt attempt, Counting counting, params AttemptGraded[] grades) =>
        Decide(attempt, counting, grades).Events.Aggregate(attempt, (a, e) => a.Apply(e));

    private static Decision Decide(Attempt attempt, Counting counting, params AttemptGraded[] grades) =>
        attempt.Release(grades[attempt.Start!.Number - 1], grades, counting);

    [Fact]
    public void A_result_that_a_correction_changes_is_released_anew_and_names_it()
    {
        var attempt = Released(1, Counting.Best, Graded(1, 40));
        var anew = (ResultReleased)Decide(attempt, Counting.Best, Graded(1, 60, 2)).Events.Single();
        (anew.ScorePercent, anew.Passed, anew.Counts, anew.Correction, anew.CountedBefore).ShouldBe((60, true, true, 2, null));
        Decide(attempt.Apply(anew), Counting.Best, Graded(1, 60, 3)).Events.ShouldBeEmpty();
    }

    [Fact]
    public void When_another_attempt_counts_the_one_that_did_is_told_again()
    {
        var (one, two) = (Released(1, Counting.Best, Graded(1, 60), Graded(2, 50)), Released(2, Counting.Best, Graded(1, 60), Graded(2, 50)));
        AttemptGraded[] after = [Graded(1, 30, 1), Graded(2, 45, 1)];
        (one, two) = (Again(one, Counting.Best, after), Again(two, Counting.Best, after));
        (one.Released!.Counts, one.Released.CountedBefore, one.Released.Passed).ShouldBe((false, true, false));
        (two.Released!.Counts, two.Released.CountedBefore).ShouldBe((true, null));
        // And as often as its figures change from then on.
        Again(one, Counting.Best, Graded(1, 20, 2), Graded(2, 45, 2)).Released.ShouldSatisfyAllConditions(r => r!.ScorePercent.ShouldBe(20), r => r!.CountedBefore.ShouldBe(true));
    }

    [Fact]
    public void A_mean_changes_with_any_of_its_attempts()
    {
        var two = Released(2, Counting.Average, Graded(1, 60), Graded(2, 50));
        Again(two, Counting.Average, Graded(1, 20, 1), Graded(2, 50)).Released.ShouldSatisfyAllConditions(
            r => r!.ScorePercent.ShouldBe(35), r => r!.Passed.ShouldBeFalse(), r => r!.Correction.ShouldBe(1), r => r!.AverageOf.ShouldBe(2));
    }
}
