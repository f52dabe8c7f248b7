using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class AllowanceSpecs
{
    private static readonly DateTimeOffset Later = Closes.AddHours(2);
    private static readonly AllowanceGiven Extra = new(TestId, Ana, 15, null, null);
    private static readonly AllowanceGiven Longer = new(TestId, Ana, 0, Later, Id(51));

    private static Func<ModuleTest, Decision> Give(
        AllowanceGiven wanted, DateTimeOffset? at = null, Attempt? last = null, Candidate? candidate = null, bool forgotten = false) =>
        t => t.Give(candidate ?? Seated, new Person(forgotten), last ?? Attempt.Initial, wanted, at ?? Opens);

    private static ModuleTest Test(params object[] more) => Spec.Given<ModuleTest>([Composed(), .. more]).State;

    private static Attempt Open(params object[] more) => Spec.Given<Attempt>([Started(), .. more]).State;

    private static AttemptStarted Begun(DateTimeOffset at, params object[] more) => (AttemptStarted)Attempt.Initial.Begin(
        Test(more), Edition.Initial.Apply(Announced), Seated, Person.Initial, Ana, 1, 7, at).Events.Single();

    [Fact]
    public void It_is_given_once_and_can_be_changed()
    {
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra)).Then(Extra);
        Spec.Given<ModuleTest>(Composed()).ThenARepeatAddsNothing(Give(Longer));
        Spec.Given<ModuleTest>(Composed(), Extra).When(Give(Longer)).Then(Longer);
        Spec.Given<ModuleTest>(Composed(), Longer).When(Give(Longer with { ReasonId = Id(52) })).Then(Longer with { ReasonId = Id(52) });
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra, at: Opens.AddDays(-1))).Then(Extra);
    }

    [Fact]
    public void It_must_be_of_use()
    {
        Spec.Given<ModuleTest>().When(Give(Extra)).ThenRejected("not-found");
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra with { ExtraMinutes = 0 })).ThenRejected("allowance-of-nothing");
        Spec.Given<ModuleTest>(Composed()).When(Give(Longer with { ClosesAt = Closes })).ThenRejected("allowance-ends-too-early");
        Spec.Given<ModuleTest>(Composed()).When(Give(Longer, at: Later)).ThenRejected("allowance-ends-too-early");
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra, at: Closes)).ThenRejected("test-closed");
        Spec.Given<ModuleTest>(Composed(), new TestClosed(TestId, Opens)).When(Give(Longer)).ThenRejected("test-closed");
        Spec.Given<ModuleTest>(Composed(), new TestReleased(TestId, Closes)).When(Give(Longer, at: Closes)).ThenRejected("test-closed");
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra, candidate: Candidate.Initial)).ThenRejected("no-seat");
        Spec.Given<ModuleTest>(Composed()).When(Give(Extra, forgotten: true)).ThenRejected("no-seat");
    }

    [Fact]
    public void A_longer_window_opens_a_test_again_that_nobody_closed() =>
        Spec.Given<ModuleTest>(Composed()).When(Give(Longer, at: Closes.AddMinutes(1))).Then(Longer);

    [Fact]
    public void Each_has_their_own_window_and_the_test_is_closed_with_the_last()
    {
        var test = Test(Longer, new AllowanceGiven(TestId, Id(1002), 10, Closes.AddHours(1), null));
        test.StageFor(Ana, Closes).ShouldBe(TestStage.Open);
        test.StageFor(Ana, Later).ShouldBe(TestStage.Closed);
        test.StageFor(Id(1003), Closes).ShouldBe(TestStage.Closed);
        test.StageAt(Later.AddTicks(-1)).ShouldBe(TestStage.Open);
        test.StageAt(Later).ShouldBe(TestStage.Closed);
        test.ClosesForAllAt.ShouldBe(Later);
        test.Apply(new TestClosed(TestId, Closes)).StageFor(Ana, Closes).ShouldBe(TestStage.Closed);
    }

    [Fact]
    public void Results_are_released_after_the_last_window_or_when_the_test_is_closed_for_everybody()
    {
        Spec.Given<ModuleTest>(Composed(), Longer).When(t => t.Release(Closes)).ThenRejected("test-still-open");
        ((Dictionary<string, object?>)Test(Longer).Release(Closes).Rejection!.Facts)["closesAt"].ShouldBe(Later);
        Spec.Given<ModuleTest>(Composed(), Longer).When(t => t.Release(Later)).Then(new TestReleased(TestId, Later));
        Spec.Given<ModuleTest>(Composed(), Longer).When(t => t.Close(Closes)).Then(new TestClosed(TestId, Closes));
        Spec.Given<ModuleTest>(Composed(), Longer, new TestClosed(TestId, Closes)).When(t => t.Release(Closes)).Then(new TestReleased(TestId, Closes));
    }

    [Fact]
    public void A_test_composed_anew_to_close_later_still_does_so_for_everybody() =>
        Test(Longer, Composed() with { ClosesAt = Later.AddDays(1) }).ClosesAtFor(Ana).ShouldBe(Later.AddDays(1));

    [Fact]
    public void An_attempt_begins_with_the_extra_time_within_the_persons_window()
    {
        Begun(Opens, Extra).ShouldSatisfyAllConditions(s => s.DeadlineAt.ShouldBe(Opens.AddMinutes(45)), s => s.ExtraMinutes.ShouldBe(15));
        Begun(Closes.AddMinutes(-10), Extra).DeadlineAt.ShouldBe(Closes);
        Begun(Closes.AddMinutes(-10), Longer).ShouldSatisfyAllConditions(s => s.DeadlineAt.ShouldBe(Closes.AddMinutes(20)), s => s.ExtraMinutes.ShouldBeNull());
        Begun(Later.AddMinutes(-10), Longer).DeadlineAt.ShouldBe(Later);
        Begun(Opens, Extra with { PersonId = Id(1002) }).ShouldSatisfyAllConditions(s => s.DeadlineAt.ShouldBe(Opens.AddMinutes(30)), s => s.ExtraMinutes.ShouldBeNull());
    }

    [Fact]
    public void An_open_attempt_gets_it_and_never_loses_time()
    {
        Spec.Given<Attempt>(Started()).When(a => a.Extend(Test(Extra), Opens)).Then(new DeadlineExtended(Started().AttemptId, Opens.AddMinutes(45), 15));
        Spec.Given<Attempt>(Started()).ThenARepeatAddsNothing(a => a.Extend(Test(Extra), Opens));
        Spec.Given<Attempt>(Started(), Extended(45)).When(a => a.Extend(Test(Extra with { ExtraMinutes = 5 }), Opens)).ThenNothing();
        Spec.Given<Attempt>(Started()).When(a => a.Extend(Test(Extra with { PersonId = Id(1002) }), Opens)).ThenNothing();
    }

    [Fact]
    public void What_has_ended_is_not_begun_again()
    {
        Spec.Given<Attempt>(Started(), Submitted).When(a => a.Extend(Test(Extra), Opens)).ThenNothing();
        Spec.Given<Attempt>(Started()).When(a => a.Extend(Test(Extra), Started().DeadlineAt)).ThenNothing();
        Spec.Given<Attempt>().When(a => a.Extend(Test(Extra), Opens)).ThenNothing();
    }

    [Fact]
    public void The_deadline_that_was_closes_nothing_and_takes_answers()
    {
        var (was, isNow) = (Started().DeadlineAt, Opens.AddMinutes(45));
        var attempt = Spec.Given<Attempt>(Started(), Extended(45));
        attempt.When(a => a.CloseWhenDue(false, was)).ThenNothing();
        attempt.When(a => a.CloseWhenDue(false, isNow)).Then(new AttemptClosed(Started().AttemptId, ClosingReason.Deadline, attempt.State.Digest(), isNow));
        attempt.When(a => a.Save(Vote, Arriving.Options("a"), null, was)).Then(new AnswerSaved(Started().AttemptId, Vote, ["a"], 1, was));
        attempt.When(a => a.Submit(was)).Then(new AttemptSubmitted(Started().AttemptId, attempt.State.Digest(), was));
        attempt.When(a => a.Submit(isNow)).ThenRejected("attempt-closed");
    }

    [Fact]
    public void A_window_is_not_drawn_in_before_the_end_of_an_open_attempt()
    {
        var open = Open(new DeadlineExtended(Started().AttemptId, Later, 0));
        Spec.Given<ModuleTest>(Composed(), Longer).When(Give(Longer with { ClosesAt = Later.AddMinutes(-1) }, at: Closes, last: open)).ThenRejected("attempt-lasts-longer");
        Spec.Given<ModuleTest>(Composed(), Longer).When(Give(Longer with { ClosesAt = Later.AddMinutes(1) }, at: Closes, last: open)).Then(Longer with { ClosesAt = Later.AddMinutes(1) });
    }

    [Fact]
    public void It_is_taken_back_unless_an_attempt_had_the_use_of_it()
    {
        var takenBack = new AllowanceTakenBack(TestId, Ana);
        Spec.Given<ModuleTest>(Composed(), Extra).When(t => t.TakeBack(Ana, [])).Then(takenBack);
        Spec.Given<ModuleTest>(Composed(), Extra).ThenARepeatAddsNothing(t => t.TakeBack(Ana, []));
        Spec.Given<ModuleTest>(Composed()).When(t => t.TakeBack(Ana, [])).ThenNothing();
        Spec.Given<ModuleTest>().When(t => t.TakeBack(Ana, [])).ThenRejected("not-found");
        Spec.Given<ModuleTest>(Composed(), Extra).When(t => t.TakeBack(Ana, [Open()])).Then(takenBack);
        Spec.Given<ModuleTest>(Composed(), Extra).When(t => t.TakeBack(Ana, [Open(Extended(45))])).ThenRejected("allowance-used");
        Test(Longer, takenBack).ClosesForAllAt.ShouldBe(Closes);
    }

    private static DeadlineExtended Extended(int minutes) => new(Started().AttemptId, Opens.AddMinutes(minutes), minutes - 30);
}

public sealed class CancelledEditionSpecs
{
    private static readonly EditionCancelled Cancelled = new(EditionId, Words("No rooms."));

    [Fact]
    public void It_is_cancelled_once_whether_the_plan_was_heard_of_or_not()
    {
        Spec.Given<Edition>(Announced).When(e => e.Cancel(EditionId, Words("No rooms."))).Then(Cancelled);
        Spec.Given<Edition>().ThenARepeatAddsNothing(e => e.Cancel(EditionId, Words("No rooms.")));
        var edition = Spec.Given<Edition>(Cancelled).State;
        edition.Known.ShouldBeFalse();
        edition.Apply(Announced).ShouldSatisfyAllConditions(e => e.Known.ShouldBeTrue(), e => e.Cancelled.ShouldBe(Words("No rooms.")));
    }

    [Fact]
    public void Nothing_is_composed_or_begun_in_it_and_the_notice_says_why()
    {
        var edition = Spec.Given<Edition>(Announced, Cancelled).State;
        var begun = Attempt.Initial.Begin(ModuleTest.Initial.Apply(Composed()), edition, Candidate.Initial, Person.Initial, Ana, 1, 7, Opens);
        begun.Rejection!.ShouldSatisfyAllConditions(r => r.Code.ShouldBe("edition-cancelled"), r => r.Reason.Pt.ShouldContain("No rooms. (pt)"));
        Spec.Given<ModuleTest>().When(t => t.Compose(edition, 1, new Stock([], [], 1), new TestPlan(Opens, Closes, 30, 1), Opens)).ThenRejected("edition-cancelled");
    }
}
