using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class ItemSpecs
{
    private static readonly AnswerKey OtherKey = new(["a"], null);

    private static Func<Item, Decision> Draft(Question question, AnswerKey key) => i => i.Draft(Vote, ProgrammeId, 1, question, key);

    [Fact]
    public void A_new_item_is_drafted() => Spec.Given<Item>().When(Draft(SingleQuestion, SingleKey)).Then(SingleDrafted);

    [Fact]
    public void Drafting_again_adds_nothing() => Spec.Given<Item>().ThenARepeatAddsNothing(Draft(SingleQuestion, SingleKey));

    [Fact]
    public void Another_content_under_the_same_id_is_refused() =>
        Spec.Given<Item>(SingleDrafted).When(Draft(SingleQuestion, OtherKey)).ThenRejected("item-already-drafted");

    [Theory]
    [InlineData(ItemKind.SingleChoice, "")]
    [InlineData(ItemKind.SingleChoice, "a,b")]
    [InlineData(ItemKind.MultipleChoice, "")]
    [InlineData(ItemKind.MultipleChoice, "a,b,c")]
    public void A_key_that_cannot_be_marked_is_refused(ItemKind kind, string correct) =>
        Spec.Given<Item>().When(Draft(SingleQuestion with { Kind = kind }, new AnswerKey(correct.Split(',', StringSplitOptions.RemoveEmptyEntries), null)))
            .ThenRejected("incoherent-item");

    [Fact]
    public void Two_options_of_one_id_are_refused() =>
        Spec.Given<Item>().When(Draft(SingleQuestion with { Options = Options("a", "a", "b") }, SingleKey)).ThenRejected("incoherent-item");

    [Fact]
    public void A_revision_is_a_new_version() =>
        Spec.Given<Item>(SingleDrafted).When(i => i.Revise(SingleQuestion, OtherKey)).Then(new ItemRevised(Vote, 2, SingleQuestion, OtherKey));

    [Fact]
    public void Revising_to_the_same_adds_nothing() => Spec.Given<Item>(SingleDrafted).When(i => i.Revise(SingleQuestion, SingleKey)).ThenNothing();

    [Fact]
    public void What_does_not_exist_is_neither_revised_nor_approved()
    {
        Spec.Given<Item>().When(i => i.Revise(SingleQuestion, SingleKey)).ThenRejected("not-found");
        Spec.Given<Item>().When(i => i.Approve(1)).ThenRejected("not-found");
    }

    [Fact]
    public void The_latest_version_is_approved_once()
    {
        Spec.Given<Item>(SingleDrafted).When(i => i.Approve(1)).Then(new ItemApproved(Vote, 1));
        Spec.Given<Item>(SingleDrafted).ThenARepeatAddsNothing(i => i.Approve(1));
    }

    [Fact]
    public void A_version_that_was_revised_meanwhile_is_not_approved() =>
        Spec.Given<Item>(SingleDrafted, new ItemRevised(Vote, 2, SingleQuestion, OtherKey)).When(i => i.Approve(1)).ThenRejected("not-the-latest-version");

    [Fact]
    public void A_draft_after_an_approval_leaves_the_approved_version_in_use() =>
        Spec.Given<Item>(SingleDrafted, new ItemApproved(Vote, 1), new ItemRevised(Vote, 2, SingleQuestion, OtherKey))
            .State.Approved!.Number.ShouldBe(1);
}
