using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class StartAttemptSpecs
{
    private static readonly ModuleTest Test = ModuleTest.Initial.Apply(Composed());

    private static Func<Attempt, Decision> Begin(DateTimeOffset? at = null, ModuleTest? test = null, Candidate? candidate = null, bool forgotten = false, int number = 1) =>
        a => a.Begin(test ?? Test, Edition.Initial.Apply(Announced), candidate ?? Seated, new Person(forgotten), Ana, number, 7, at ?? Opens);

    [Fact]
    public void It_begins_with_every_option_once_in_an_order_that_the_seed_decides()
    {
        var started = (AttemptStarted)Begin()(Attempt.Initial).Events.Single();
        started.ShouldSatisfyAllConditions(
            () => started.Items.Select(i => i.ItemId).ShouldBe([Vote, Rights]),
            () => started.Items[1].OptionIds.ShouldBe(["a", "b", "c", "d"], ignoreOrder: true),
            () => started.DeadlineAt.ShouldBe(Opens.AddMinutes(30)));
        Spec.Given<Attempt>().When(Begin()).Then(started);
    }

    [Fact]
    public void The_window_cuts_the_time_limit_short() =>
        ((AttemptStarted)Begin(Closes.AddMinutes(-10))(Attempt.Initial).Events.Single()).DeadlineAt.ShouldBe(Closes);

    [Fact]
    public void A_repeat_returns_to_it() => Spec.Given<Attempt>().ThenARepeatAddsNothing(Begin());

    [Fact]
    public void It_begins_only_within_the_window()
    {
        Spec.Given<Attempt>().When(Begin(Opens.AddTicks(-1))).ThenRejected("test-not-open");
        Spec.Given<Attempt>().When(Begin(Closes)).ThenRejected("test-closed");
        Spec.Given<Attempt>().When(Begin(test: Test.Apply(new TestClosed(TestId, Opens)))).ThenRejected("test-closed");
        Spec.Given<Attempt>().When(Begin(test: ModuleTest.Initial)).ThenRejected("not-found");
    }

    [Fact]
    public void Only_who_has_a_seat_and_an_attempt_left_begins()
    {
        Spec.Given<Attempt>().When(Begin(candidate: Candidate.Initial)).ThenRejected("no-seat");
        Spec.Given<Attempt>().When(Begin(forgotten: true)).ThenRejected("no-seat");
        Spec.Given<Attempt>().When(Begin(number: 2)).ThenRejected("no-attempts-left");
    }
}

public sealed class SaveAnswerSpecs
{
    private static readonly DateTimeOffset During = Opens.AddMinutes(1);

    private static Func<Attempt, Decision> Save(Guid item, string[] options, long? order = null, DateTimeOffset? at = null) =>
        a => a.Save(item, Arriving.Options(options), order, at ?? During);

    [Fact]
    public void An_answer_is_saved_with_its_moment() => Spec.Given<Attempt>(Started()).When(Save(Rights, ["c", "a"])).Then(Saved(Rights, 1, "a", "c"));

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Attempt>(Started()).ThenARepeatAddsNothing(Save(Rights, ["c", "a"]));

    [Fact]
    public void A_change_is_saved_besides() =>
        Spec.Given<Attempt>(Started(), Saved(Vote, 1, "a")).When(Save(Vote, ["b"], at: Opens.AddMinutes(2))).Then(Saved(Vote, 2, "b"));

    [Fact]
    public void An_answer_can_be_taken_back() =>
        Spec.Given<Attempt>(Started(), Saved(Vote, 1, "a")).When(Save(Vote, [], at: Opens.AddMinutes(2))).Then(Saved(Vote, 2));

    [Fact]
    public void Taking_back_what_was_not_given_adds_nothing() => Spec.Given<Attempt>(Started()).When(Save(Vote, [])).ThenNothing();

    [Fact]
    public void An_overtaken_save_undoes_nothing() =>
        Spec.Given<Attempt>(Started(), Saved(Vote, 5, "a")).When(Save(Vote, ["b"], order: 4)).ThenNothing();

    [Fact]
    public void At_the_deadline_it_is_too_late() =>
        Spec.Given<Attempt>(Started()).When(Save(Vote, ["a"], at: Started().DeadlineAt)).ThenRejected("attempt-closed");

    [Fact]
    public void After_submitting_it_is_too_late() => Spec.Given<Attempt>(Started(), Submitted).When(Save(Vote, ["a"])).ThenRejected("attempt-submitted");

    [Fact]
    public void What_was_not_posed_cannot_be_answered()
    {
        Spec.Given<Attempt>().When(Save(Vote, ["a"])).ThenRejected("not-found");
        Spec.Given<Attempt>(Started()).When(Save(Id(99), ["a"])).ThenRejected("not-found");
        Spec.Given<Attempt>(Started()).When(Save(Vote, ["z"])).ThenRejected("unknown-option");
        Spec.Given<Attempt>(Started()).When(Save(Vote, ["a", "b"])).ThenRejected("one-option-only");
    }
}

public sealed class AnswersOfEveryKindSpecs
{
    private static readonly DateTimeOffset During = Opens.AddMinutes(1);
    private static readonly Guid Row = Id(41);

    private static AttemptStarted With(ItemContent content) => Started() with
    {
        Items = [new PlacedItem(Vote, 1, content.Question.Kind, [.. content.Question.Options.Select(o => o.Id)]) { TargetIds = [.. content.Question.Targets.Select(t => t.Id)] }],
    };

    private static Given<Attempt> Given(ItemContent content, params object[] events) => Spec.Given<Attempt>([With(content), .. events]);

    private static Func<Attempt, Decision> Save(Arriving answer, long? order = null) => a => a.Save(Vote, answer, order, During);

    private static Arriving Pairs(params Pair[] pairs) => new([], pairs);

    private static Arriving Number(decimal? number) => new([], [], number);

    private static Arriving Text(int length, Guid? sameAs = null) => new([], [], Text: new Written(Row, length, sameAs));

    [Fact]
    public void Pairs_are_saved_by_option()
    {
        var saved = Saved(Vote, 1) with { Pairs = [new Pair("p", "z"), new Pair("q", "x")] };
        Given(Matched).When(Save(Pairs(new("q", "x"), new("p", "z")))).Then(saved);
        Given(Matched).ThenARepeatAddsNothing(Save(Pairs(new("q", "x"), new("p", "z"))));
        Given(Matched, saved).When(Save(Pairs())).Then(Saved(Vote, 2) with { SavedAt = During });
        Given(Matched).When(Save(Pairs(new("q", "x"), new("q", "y")))).ThenRejected("option-matched-twice");
        Given(Matched).When(Save(Pairs(new Pair("q", "p")))).ThenRejected("unknown-option");
        Given(Matched).When(Save(Pairs(new Pair("x", "x")))).ThenRejected("unknown-option");
    }

    [Fact]
    public void A_number_is_saved()
    {
        Given(Counted).When(Save(Number(-1.50m))).Then(Saved(Vote, 1) with { Number = -1.50m });
        Given(Counted).ThenARepeatAddsNothing(Save(Number(1.5m)));
        Given(Counted, Saved(Vote, 1) with { Number = 1.5m }).When(Save(Number(1.500m))).ThenNothing();
        Given(Counted, Saved(Vote, 1) with { Number = 1.5m }).When(Save(Number(null))).Then(Saved(Vote, 2) with { SavedAt = During });
    }

    [Fact]
    public void Words_are_saved_as_a_row_of_their_own()
    {
        foreach (var content in (ItemContent[])[Named, Argued])
        {
            Given(content).When(Save(Text(5))).Then(Saved(Vote, 1) with { TextId = Row });
            Given(content, Saved(Vote, 1) with { TextId = Id(40) }).When(Save(Text(5))).Then(Saved(Vote, 2) with { TextId = Row, SavedAt = During });
            Given(content, Saved(Vote, 1) with { TextId = Id(40) }).When(Save(Text(5, sameAs: Id(40)))).ThenNothing();
            Given(content, Saved(Vote, 1) with { TextId = Id(40) }).When(Save(Text(0))).Then(Saved(Vote, 2) with { SavedAt = During });
            Given(content).When(Save(Text(0))).ThenNothing();
        }

        Given(Argued).When(Save(Text(SaveAnswer.LongestText))).Then(Saved(Vote, 1) with { TextId = Row });
        Given(Named).When(Save(Text(SaveAnswer.LongestShortText + 1))).ThenRejected("text-too-long");
    }

    [Fact]
    public void Each_kind_takes_its_own_kind_of_answer()
    {
        (Arriving Answer, ItemContent[] Takes)[] answers =
        [
            (Arriving.Options("a"), [OneChoice, ManyChoices]), (Arriving.Options("true"), [TrueOrFalse]), (Pairs(new Pair("p", "x")), [Matched]), (Number(1), [Counted]), (Text(1), [Named, Argued]),
        ];
        foreach (var (answer, takes) in answers)
        {
            foreach (var content in EveryKind)
            {
                var decision = Given(content).State.Save(Vote, answer, null, During);
                (decision.Rejection is null).ShouldBe(takes.Contains(content), $"{content.Question.Kind} {answer}");
            }
        }

        Given(TrueOrFalse).When(Save(Arriving.Options("true", "false"))).ThenRejected("one-option-only");
    }

    [Fact]
    public void The_receipt_tells_answers_of_every_kind_apart()
    {
        AnswerSaved[] answers =
        [
            Saved(Vote, 1), Saved(Vote, 1) with { Pairs = [new Pair("p", "x")] }, Saved(Vote, 1) with { Pairs = [new Pair("p", "y")] },
            Saved(Vote, 1) with { Number = 1 }, Saved(Vote, 1) with { Number = 2 }, Saved(Vote, 1) with { TextId = Id(1) }, Saved(Vote, 1) with { TextId = Id(2) },
        ];
        answers.Select(a => Given(Matched, a).State.Digest()).Distinct().Count().ShouldBe(answers.Length);
        Given(Counted, Saved(Vote, 1) with { Number = 1.50m }).State.Digest().ShouldBe(Given(Counted, Saved(Vote, 1) with { Number = 1.5m }).State.Digest());
    }
}

public sealed class EndAttemptSpecs
{
    private static readonly DateTimeOffset Deadline = Started().DeadlineAt;

    [Fact]
    public void Submitting_gives_a_receipt_once()
    {
        var attempt = Spec.Given<Attempt>(Started(), Saved(Vote, 1, "a"));
        attempt.When(a => a.Submit(Opens)).Then(new AttemptSubmitted(Started().AttemptId, attempt.State.Digest(), Opens));
        attempt.ThenARepeatAddsNothing(a => a.Submit(Opens));
    }

    [Fact]
    public void The_receipt_tells_other_answers_apart() =>
        Spec.Given<Attempt>(Started(), Saved(Vote, 1, "a")).State.Digest().ShouldNotBe(Spec.Given<Attempt>(Started(), Saved(Vote, 1, "b")).State.Digest());

    [Fact]
    public void Submitting_too_late_is_refused()
    {
        Spec.Given<Attempt>(Started()).When(a => a.Submit(Deadline)).ThenRejected("attempt-closed");
        Spec.Given<Attempt>().When(a => a.Submit(Opens)).ThenRejected("not-found");
    }

    [Fact]
    public void It_closes_at_its_deadline_and_not_before()
    {
        var attempt = Spec.Given<Attempt>(Started());
        attempt.When(a => a.CloseWhenDue(false, Deadline.AddTicks(-1))).ThenNothing();
        attempt.When(a => a.CloseWhenDue(false, Deadline))
            .Then(new AttemptClosed(Started().AttemptId, ClosingReason.Deadline, attempt.State.Digest(), Deadline));
        attempt.ThenARepeatAddsNothing(a => a.CloseWhenDue(false, Deadline));
    }

    [Fact]
    public void It_closes_with_its_test() =>
        Spec.Given<Attempt>(Started()).When(a => a.CloseWhenDue(true, Opens))
            .Then(new AttemptClosed(Started().AttemptId, ClosingReason.TestClosed, Spec.Given<Attempt>(Started()).State.Digest(), Opens));

    [Fact]
    public void What_was_submitted_does_not_close() =>
        Spec.Given<Attempt>(Started(), Submitted).When(a => a.CloseWhenDue(true, Deadline)).ThenNothing();

    [Fact]
    public void It_is_released_once()
    {
        Spec.Given<Attempt>(Started(), Submitted).When(a => a.Release(66.67m, 50, true, true)).Then(Released);
        Spec.Given<Attempt>(Started(), Submitted).ThenARepeatAddsNothing(a => a.Release(66.67m, 50, true, true));
        Spec.Given<Attempt>().When(a => a.Release(0, 50, false, true)).ThenRejected("not-found");
    }

    [Fact]
    public void It_is_released_anew_where_it_comes_to_something_else_now()
    {
        Spec.Given<Attempt>(Started(), Submitted, Released).When(a => a.Release(100, 50, true, true)).Then(Released with { ScorePercent = 100 });
        Spec.Given<Attempt>(Started(), Submitted, Released).ThenARepeatAddsNothing(a => a.Release(100, 50, true, true));
    }

    [Fact]
    public void What_was_told_before_it_stopped_counting_is_put_right_however_often_it_changes()
    {
        var (first, second) = (Released with { Counts = false, CountedBefore = true }, Released with { Counts = false, CountedBefore = true, ScorePercent = 40, Passed = false });
        Spec.Given<Attempt>(Started(), Submitted, Released).When(a => a.Release(66.67m, 50, true, false)).Then(first);
        Spec.Given<Attempt>(Started(), Submitted, Released, first).ThenARepeatAddsNothing(a => a.Release(66.67m, 50, true, false));
        Spec.Given<Attempt>(Started(), Submitted, Released, first).When(a => a.Release(40, 50, false, false)).Then(second);
        Spec.Given<Attempt>(Started(), Submitted, Released, first).When(a => a.Release(66.67m, 50, true, true)).Then(Released);
        var untold = Released with { Counts = false };
        Spec.Given<Attempt>(Started(), Submitted, untold).When(a => a.Release(40, 50, false, false)).Then(untold with { ScorePercent = 40, Passed = false });
    }
}
