using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class ModuleTestSpecs
{
    private static readonly DateTimeOffset Before = Opens.AddDays(-1);
    private static readonly Edition TheEdition = Edition.Initial.Apply(Announced);
    private static readonly Item SingleItem = Fold(SingleDrafted, new ItemApproved(Vote, 1));
    private static readonly Item MultipleItem = Fold(MultipleDrafted, new ItemApproved(Rights, 1));
    private static readonly TestPlan Plan = new(Opens, Closes, 30, 1);

    private static Item Fold(params object[] events) => events.Aggregate(Item.Initial, (i, e) => i.Apply(e));

    private static Func<ModuleTest, Decision> Compose(
        DateTimeOffset? at = null, TestPlan? plan = null, Edition? edition = null, int module = 1, params Item[] items) =>
        t => t.Compose(edition ?? TheEdition, module, new Stock(items is [] ? [SingleItem, MultipleItem] : items, [], 1), plan ?? Plan, at ?? Before);

    [Fact]
    public void A_test_is_composed_of_the_approved_versions() => Spec.Given<ModuleTest>().When(Compose()).Then(Composed());

    [Fact]
    public void Composing_again_adds_nothing_even_after_it_opened()
    {
        Spec.Given<ModuleTest>().ThenARepeatAddsNothing(Compose());
        Spec.Given<ModuleTest>(Composed()).When(Compose(at: Opens.AddMinutes(5))).ThenNothing();
    }

    [Fact]
    public void Without_an_opening_instant_it_opens_now() =>
        Spec.Given<ModuleTest>().When(Compose(at: Opens, plan: Plan with { OpensAt = null })).Then(Composed());

    [Fact]
    public void Until_it_opens_it_can_be_composed_anew() =>
        Spec.Given<ModuleTest>(Composed()).When(Compose(plan: Plan with { Minutes = 45 })).Then(Composed(minutes: 45));

    [Fact]
    public void After_it_opened_it_stays() =>
        Spec.Given<ModuleTest>(Composed()).When(Compose(at: Opens, plan: Plan with { Minutes = 45 })).ThenRejected("test-already-opened");

    [Fact]
    public void What_it_needs_must_exist()
    {
        Spec.Given<ModuleTest>().When(Compose(edition: Edition.Initial)).ThenRejected("not-found");
        Spec.Given<ModuleTest>().When(Compose(module: 9)).ThenRejected("not-found");
        Spec.Given<ModuleTest>().When(Compose(items: Item.Initial)).ThenRejected("not-found");
    }

    [Fact]
    public void Its_items_are_approved_ones_of_its_module_each_once()
    {
        Spec.Given<ModuleTest>().When(Compose(items: Fold(SingleDrafted))).ThenRejected("item-not-approved");
        Spec.Given<ModuleTest>().When(Compose(module: 2)).ThenRejected("item-of-another-module");
        Spec.Given<ModuleTest>().When(Compose(items: [SingleItem, SingleItem])).ThenRejected("item-twice");
    }

    [Fact]
    public void A_window_must_leave_time()
    {
        Spec.Given<ModuleTest>().When(Compose(plan: Plan with { ClosesAt = Opens })).ThenRejected("window-ends-before-it-begins");
        Spec.Given<ModuleTest>().When(Compose(at: Closes)).ThenRejected("window-ends-before-it-begins");
    }

    [Fact]
    public void It_is_closed_early_once()
    {
        Spec.Given<ModuleTest>(Composed()).When(t => t.Close(Opens)).Then(new TestClosed(TestId, Opens));
        Spec.Given<ModuleTest>(Composed()).ThenARepeatAddsNothing(t => t.Close(Opens));
        Spec.Given<ModuleTest>(Composed()).When(t => t.Close(Closes)).ThenNothing();
        Spec.Given<ModuleTest>().When(t => t.Close(Opens)).ThenRejected("not-found");
    }

    [Fact]
    public void It_is_released_once_and_only_closed()
    {
        Spec.Given<ModuleTest>(Composed()).When(t => t.Release(Closes.AddTicks(-1))).ThenRejected("test-still-open");
        Spec.Given<ModuleTest>(Composed()).When(t => t.Release(Closes)).Then(new TestReleased(TestId, Closes));
        Spec.Given<ModuleTest>(Composed(), new TestClosed(TestId, Opens)).When(t => t.Release(Opens)).Then(new TestReleased(TestId, Opens));
        Spec.Given<ModuleTest>(Composed()).ThenARepeatAddsNothing(t => t.Release(Closes));
        Spec.Given<ModuleTest>().When(t => t.Release(Closes)).ThenRejected("not-found");
    }

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 0, 0, 1)]
    public void It_is_not_released_while_an_open_text_waits_for_a_person(int waiting, int second, int settle, int notGraded) =>
        Spec.Given<ModuleTest>(Composed()).When(t => t.Release(Closes, new MarkingProgress(3, 2, waiting, second, settle, notGraded))).ThenRejected("marking-not-complete");

    [Fact]
    public void It_is_released_when_the_last_open_text_is_marked_and_a_repeat_needs_no_count()
    {
        Spec.Given<ModuleTest>(Composed()).When(t => t.Release(Closes, new MarkingProgress(3, 3, 0, 0, 0, 0))).Then(new TestReleased(TestId, Closes));
        Spec.Given<ModuleTest>(Composed(), new TestReleased(TestId, Closes)).When(t => t.Release(Closes, new MarkingProgress(3, 2, 1, 0, 0, 0))).ThenNothing();
    }

    [Fact]
    public void Its_results_are_shown_once_and_only_released()
    {
        Spec.Given<ModuleTest>(Composed()).When(t => t.Show(Closes)).ThenNothing();
        Spec.Given<ModuleTest>(Composed(), new TestReleased(TestId, Closes)).When(t => t.Show(Closes)).Then(new ResultsShown(TestId, Closes));
        Spec.Given<ModuleTest>(Composed(), new TestReleased(TestId, Closes)).ThenARepeatAddsNothing(t => t.Show(Closes));
    }
}

public sealed class CandidateSpecs
{
    [Fact]
    public void An_edition_is_heard_of_once() => Spec.Given<Edition>().ThenARepeatAddsNothing(e => e.Hear(Announced));

    [Fact]
    public void The_rosters_last_word_holds_in_whatever_order_it_comes()
    {
        Spec.Given<Candidate>().When(c => c.Take(EditionId, Ana, 2)).Then(new CandidateAdmitted(EditionId, Ana, 2));
        Spec.Given<Candidate>(new CandidateAdmitted(EditionId, Ana, 2)).When(c => c.GiveUp(EditionId, Ana, 3)).Then(new CandidateDismissed(EditionId, Ana, 3));
        Spec.Given<Candidate>(new CandidateDismissed(EditionId, Ana, 3)).When(c => c.Take(EditionId, Ana, 2)).ThenNothing();
        Spec.Given<Candidate>(new CandidateAdmitted(EditionId, Ana, 4)).When(c => c.GiveUp(EditionId, Ana, 3)).ThenNothing();
        Spec.Given<Candidate>().ThenARepeatAddsNothing(c => c.Take(EditionId, Ana, 2));
        Spec.Given<Candidate>().ThenARepeatAddsNothing(c => c.GiveUp(EditionId, Ana, 2));
    }

    [Fact]
    public void A_person_is_forgotten_once() => Spec.Given<Person>().ThenARepeatAddsNothing(p => p.Decide(Ana));
}
