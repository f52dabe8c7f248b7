using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class ItemSpecs
{
    private static readonly ItemContent Other = OneChoice with { Key = new AnswerKey(["a"], null) };
    private static readonly ItemRevised Revised = new(Vote, 2, Other.Question, Other.Key, Other.Labels);

    private static Func<Item, Decision> Draft(ItemContent content) => i => i.Draft(Vote, ProgrammeId, 1, content, []);

    private static ItemContent With(ItemContent content, Func<Question, Question>? question = null, Func<AnswerKey, AnswerKey>? key = null) =>
        content with { Question = question?.Invoke(content.Question) ?? content.Question, Key = key?.Invoke(content.Key) ?? content.Key };

    [Fact]
    public void A_new_item_of_every_kind_is_drafted() => EveryKind.ShouldAllBe(c => Draft(c)(Item.Initial).Events.Single().SameAs<object>(Drafted(Vote, c)));

    [Fact]
    public void Drafting_again_adds_nothing() => Spec.Given<Item>().ThenARepeatAddsNothing(Draft(OneChoice));

    [Fact]
    public void Another_content_under_the_same_id_is_refused() => Spec.Given<Item>(SingleDrafted).When(Draft(Other)).ThenRejected("item-already-drafted");

    public static TheoryData<string, ItemContent> Unmarkable => new()
    {
        { "no option", With(OneChoice, q => q with { Options = [] }) },
        { "one option", With(OneChoice, q => q with { Options = Options("b") }) },
        { "an id twice", With(OneChoice, q => q with { Options = Options("a", "b", "b") }) },
        { "nothing right", With(OneChoice, key: k => k with { Correct = [] }) },
        { "two right in a single choice", With(OneChoice, key: k => k with { Correct = ["a", "b"] }) },
        { "an unknown option right", With(OneChoice, key: k => k with { Correct = ["z"] }) },
        { "targets of a choice", With(OneChoice, q => q with { Targets = Options("x", "y") }) },
        { "partly right as much as right", With(OneChoice, key: k => k with { Credits = [new OptionCredit("a", 100)] }) },
        { "below zero in a single choice", With(OneChoice, key: k => k with { Credits = [new OptionCredit("a", -10)] }) },
        { "everything right", With(ManyChoices, key: k => k with { Correct = ["a", "b", "c", "d"] }) },
        { "right ones above 100 %", With(ManyChoices, key: k => k with { Credits = [new OptionCredit("a", 60)] }) },
        { "a right one that costs", With(ManyChoices, key: k => k with { Credits = [new OptionCredit("a", -50), new OptionCredit("c", 150)] }) },
        { "a wrong one that earns", With(ManyChoices, key: k => k with { Credits = [new OptionCredit("b", 10)] }) },
        { "choosing everything earns", With(ManyChoices, key: k => k with { Credits = [new OptionCredit("b", -20)] }) },
        { "a weight twice", With(ManyChoices, key: k => k with { Credits = [new OptionCredit("a", 50), new OptionCredit("a", 50)] }) },
        { "true or false by other names", With(TrueOrFalse, q => q with { Options = Options("yes", "no") }, k => k with { Correct = ["no"], Feedback = [] }) },
        { "one pair missing", With(Matched, key: k => k with { Pairs = [new Pair("p", "y")] }) },
        { "matched twice", With(Matched, key: k => k with { Pairs = [new Pair("p", "y"), new Pair("p", "x"), new Pair("q", "x")] }) },
        { "an unknown target", With(Matched, key: k => k with { Pairs = [new Pair("p", "y"), new Pair("q", "w")] }) },
        { "one target for all", With(Matched, key: k => k with { Pairs = [new Pair("p", "y"), new Pair("q", "y")] }) },
        { "no number", With(Counted, key: k => k with { Numbers = [] }) },
        { "no number in full", With(Counted, key: k => k with { Numbers = [new AcceptedNumber(1, 0, 99)] }) },
        { "a tolerance below zero", With(Counted, key: k => k with { Numbers = [new AcceptedNumber(1, -1, 100)] }) },
        { "options of a number", With(Counted, q => q with { Options = Options("a", "b") }) },
        { "no text", With(Named, key: k => k with { Texts = [] }) },
        { "any text", With(Named, key: k => k with { Texts = [new AcceptedText("* *", 100)] }) },
        { "a criterion for nothing", With(Argued, key: k => k with { Rubric = [new Criterion("a", Words("a"), 0)] }) },
        { "a medium twice", With(Argued, q => q with { Media = [.. q.Media, .. q.Media] }) },
        { "no topic", OneChoice with { Labels = SomeLabels with { Topics = [""] } } },
        { "no letter", OneChoice with { Labels = SomeLabels with { Objectives = ["A"] } } },
    };

    [Theory]
    [MemberData(nameof(Unmarkable), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_marked_is_refused(string what, ItemContent content)
    {
        what.ShouldNotBeEmpty();
        Spec.Given<Item>().When(Draft(content)).ThenRejected("incoherent-item");
        Spec.Given<Item>(SingleDrafted).When(i => i.Revise(content, [])).ThenRejected("incoherent-item");
    }

    [Fact]
    public void Options_may_have_weights_of_their_own()
    {
        var weighted = With(ManyChoices, key: k => k with
        {
            Credits = [new OptionCredit("a", 75), new OptionCredit("c", 25), new OptionCredit("b", -100), new OptionCredit("d", 0)],
        });
        Spec.Given<Item>().When(Draft(weighted)).Then(Drafted(Vote, weighted));
    }

    [Fact]
    public void A_revision_is_a_new_version_and_a_draft_again()
    {
        Spec.Given<Item>(SingleDrafted).When(i => i.Revise(Other, [])).Then(Revised);
        Spec.Given<Item>(SingleDrafted, new ItemSubmitted(Vote, 1), new ItemApproved(Vote, 1), Revised).State
            .ShouldSatisfyAllConditions(i => i.Stage.ShouldBe(ItemStage.Draft), i => i.Approved!.Number.ShouldBe(1));
    }

    [Fact]
    public void Revising_to_the_same_adds_nothing() => Spec.Given<Item>(SingleDrafted).When(i => i.Revise(OneChoice, [])).ThenNothing();

    /// <summary>Every step in every state.</summary>
    [Theory]
    [InlineData("none", "not-found", "not-found", "not-found")]
    [InlineData("draft", "item-submitted", "not-in-review", "not-in-review")]
    [InlineData("review", "", "item-returned", "item-approved")]
    [InlineData("returned", "item-submitted", "not-in-review", "not-in-review")]
    [InlineData("approved", "", "not-in-review", "")]
    [InlineData("revised", "not-the-latest-version", "not-the-latest-version", "not-the-latest-version")]
    public void A_version_goes_through_review(string state, string submit, string giveBack, string approve)
    {
        object[] given = state switch
        {
            "none" => [],
            "draft" => [SingleDrafted],
            "review" => [SingleDrafted, new ItemSubmitted(Vote, 1)],
            "returned" => [SingleDrafted, new ItemSubmitted(Vote, 1), new ItemReturned(Vote, 1, Id(21))],
            "approved" => [SingleDrafted, new ItemSubmitted(Vote, 1), new ItemApproved(Vote, 1)],
            _ => [SingleDrafted, new ItemSubmitted(Vote, 1), Revised],
        };
        Check(i => i.Submit(1), submit, new ItemSubmitted(Vote, 1));
        Check(i => i.Return(1, Id(21)), giveBack, new ItemReturned(Vote, 1, Id(21)));
        Check(i => i.Approve(1, byAuthor: false), approve, new ItemApproved(Vote, 1));

        void Check(Func<Item, Decision> decide, string expected, object @event)
        {
            var decided = Spec.Given<Item>(given).When(decide);
            switch (expected)
            {
                case "":
                    decided.ThenNothing();
                    break;
                case ['i', 't', 'e', 'm', ..]:
                    decided.Then(@event);
                    break;
                default:
                    decided.ThenRejected(expected);
                    break;
            }
        }
    }

    [Fact]
    public void Nobody_approves_what_they_wrote()
    {
        Spec.Given<Item>(SingleDrafted, new ItemSubmitted(Vote, 1)).When(i => i.Approve(1, byAuthor: true)).ThenRejected("own-item");
        Spec.Given<Item>(SingleDrafted, new ItemSubmitted(Vote, 1), new ItemApproved(Vote, 1)).When(i => i.Approve(1, byAuthor: true)).ThenNothing();
    }

    [Fact]
    public void A_medium_without_words_for_it_is_not_reviewed()
    {
        var mute = With(Argued, q => q with { Media = [new Media("chart.png", Id(31), new Text("A chart", ""))] });
        Spec.Given<Item>(Drafted(Vote, mute)).When(i => i.Submit(1)).ThenRejected("medium-without-alternative");
    }

    [Fact]
    public void What_does_not_exist_is_not_revised() => Spec.Given<Item>().When(i => i.Revise(OneChoice, [])).ThenRejected("not-found");

    [Fact]
    public void An_owner_is_one_of_the_entities_that_give_the_module_once_these_are_known()
    {
        Func<Item, Decision> By(params string[] entities) => i => i.Draft(Vote, ProgrammeId, 1, OneChoice, entities);
        Spec.Given<Item>().When(By()).Then(SingleDrafted);
        Spec.Given<Item>().When(By("Another entity", SomeLabels.Owner!)).Then(SingleDrafted);
        Spec.Given<Item>().When(By("Another entity")).ThenRejected("owner-not-of-the-module");
        Spec.Given<Item>(SingleDrafted).When(By("Another entity")).ThenNothing();
        Spec.Given<Item>(SingleDrafted).When(i => i.Revise(Other, ["Another entity"])).ThenRejected("owner-not-of-the-module");
        Spec.Given<Item>(SingleDrafted).When(i => i.Revise(Other with { Labels = Labels.None }, ["Another entity"])).Then(Revised with { Labels = Labels.None });
    }

    [Theory]
    [InlineData("  a \t b  ", "a b")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("a \n \n \n b", "a\n\nb")]
    [InlineData("\na\n", "a")]
    [InlineData("a\u0001\ufffeb", "ab")]
    [InlineData("<b>&amp;</b>", "<b>&amp;</b>")]
    public void Texts_are_plain(string written, string kept) => ItemWords.Plain(written).ShouldBe(kept);

    [Fact]
    public void Plain_texts_stay_as_they_are() => CsCheck.Check.Sample(CsCheck.Gen.String, text => ItemWords.Plain(ItemWords.Plain(text)) == ItemWords.Plain(text));
}
