using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Tests;

/// <summary>Fixed, readable values: nothing in a test depends on chance.</summary>
public static class Samples
{
    public static readonly Guid ProgrammeId = Id(1);
    public static readonly Guid EditionId = Id(2);
    public static readonly Guid TestId = ModuleTest.IdOf(EditionId, 1);
    public static readonly Guid Ana = Id(1001);
    public static readonly Guid Vote = Id(11);
    public static readonly Guid Rights = Id(12);
    public static readonly Guid Essay = Id(13);
    public static readonly Guid Marta = Id(2001);
    public static readonly Guid Nuno = Id(2002);
    public static readonly Guid Olga = Id(2003);
    public static readonly DateTimeOffset Opens = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Closes = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Candidate Seated = new(true, 1);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Text Words(string en) => new(en, en + " (pt)");

    public static Question SingleQuestion { get; } = new(ItemKind.SingleChoice, Words("Who may vote?"), Options("a", "b", "c"), 1);

    public static AnswerKey SingleKey { get; } = new(["b"], Words("See article 21."));

    public static Question MultipleQuestion { get; } = new(ItemKind.MultipleChoice, Words("Which are rights?"), Options("a", "b", "c", "d"), 2);

    public static AnswerKey MultipleKey { get; } = new(["a", "c"], null);

    public static IReadOnlyList<Option> Options(params string[] ids) => [.. ids.Select(id => new Option(id, Words("Option " + id)))];

    public static EditionAnnounced Announced { get; } = new(
        EditionId, ProgrammeId, 5, [new EditionModule(1, Words("Dignity")), new EditionModule(2, Words("Equality"))], 50);

    public static Labels SomeLabels { get; } = new("Voting", ["equality"], ["a", "c"], "A partner entity");

    public static ItemContent OneChoice { get; } = new(SingleQuestion, SingleKey, SomeLabels);

    public static ItemContent ManyChoices { get; } = new(MultipleQuestion, MultipleKey, Labels.None);

    public static ItemContent TrueOrFalse { get; } = new(
        new Question(ItemKind.TrueFalse, Words("Everyone may vote."), [new Option("true", Words("True")), new Option("false", Words("False"))], 1),
        new AnswerKey(["false"], null) { Feedback = [new OptionFeedback("true", Words("Not those under age."))] }, Labels.None);

    public static ItemContent Matched { get; } = new(
        new Question(ItemKind.Matching, Words("Which article?"), Options("p", "q"), 2) { Targets = Options("x", "y", "z"), FixedOrder = true },
        new AnswerKey([], null) { Pairs = [new Pair("p", "y"), new Pair("q", "x")] }, Labels.None);

    public static ItemContent Counted { get; } = new(
        new Question(ItemKind.Numeric, Words("How many articles?"), [], 1) { Unit = "articles" },
        new AnswerKey([], null) { Numbers = [new AcceptedNumber(30, 0, 100, Words("Exactly.")), new AcceptedNumber(30, 2, 50)] }, Labels.None);

    public static ItemContent Named { get; } = new(
        new Question(ItemKind.ShortText, Words("Who chaired the drafting?"), [], 1),
        new AnswerKey([], null) { Texts = [new AcceptedText("*Eleanor Roosevelt*", 100), new AcceptedText("Roosevelt", 50, Words("Which one?"))] }, Labels.None);

    public static ItemContent Argued { get; } = new(
        new Question(ItemKind.OpenText, Words("Why?"), [], 4) { Media = [new Media("chart.png", Id(31), Words("A chart"))] },
        new AnswerKey([], null) { Rubric = [new Criterion("clarity", Words("Clear"), 1), new Criterion("grounds", Words("Well founded"), 3)], MarkersNotes = Words("Be fair.") },
        Labels.None);

    public static IReadOnlyList<ItemContent> EveryKind { get; } = [OneChoice, ManyChoices, TrueOrFalse, Matched, Counted, Named, Argued];

    public static ItemDrafted Drafted(Guid id, ItemContent content) => new(id, ProgrammeId, 1, content.Question, content.Key, content.Labels);

    public static ItemDrafted SingleDrafted { get; } = Drafted(Vote, OneChoice);

    public static ItemDrafted MultipleDrafted { get; } = Drafted(Rights, ManyChoices);

    public static TestComposed Composed(int attempts = 1, int minutes = 30) => new(
        TestId, EditionId, 1, Words("Dignity"), [new PosedItem(Vote, 1, SingleQuestion), new PosedItem(Rights, 1, MultipleQuestion)],
        Opens, Closes, minutes, attempts, 50);

    public static KeySealed Keys { get; } = new(TestId, [new ItemKey(Vote, 1, SingleKey), new ItemKey(Rights, 1, MultipleKey)]);

    public static AttemptStarted Started(int number = 1) => new(
        Attempt.IdOf(TestId, Ana, number), TestId, EditionId, 1, Ana, number, 7,
        [
            new PlacedItem(Vote, 1, ItemKind.SingleChoice, ["c", "a", "b"]),
            new PlacedItem(Rights, 1, ItemKind.MultipleChoice, ["d", "b", "a", "c"]),
        ],
        Opens, Opens.AddMinutes(30));

    public static AnswerSaved Saved(Guid item, long order, params string[] options) =>
        new(Started().AttemptId, item, options, order, Opens.AddMinutes(order));

    public static AttemptSubmitted Submitted { get; } = new(Started().AttemptId, "00000-11111-22222-33333", Opens.AddMinutes(20));

    public static ResultReleased Released { get; } = new(Started().AttemptId, TestId, EditionId, 1, Ana, 1, 66.67m, 50, true, true);

    public static MarkingResult ThreeOfFour { get; } = new(MarkingStage.Marked, 0.75m, 80, true);

    public static OpenTextMarked OpenTextMarked { get; } = new(
        Started().AttemptId, Essay, Marta, 1, [new CriterionMark("clarity", 1), new CriterionMark("grounds", 2)], 3, 4, Id(51), ThreeOfFour);
    public static ItemCorrected Corrected(Correction correction, int number = 1, Guid? item = null) =>
        new(TestId, number, item ?? Vote, 1, correction, Words("Two options are right."), Closes.AddHours(number));

    public static Correction Drop { get; } = new(CorrectionKind.Drop);

    public static Correction AlsoOption(params string[] options) => new(CorrectionKind.AcceptAlso) { OptionIds = options };

    public static Correction Reweight(decimal weight) => new(CorrectionKind.Reweight) { Weight = weight };
    public static AppealLodged Appealed { get; } = new(Id(51), Started().AttemptId, Ana, Rights);

    public static AppealDecided Reversed { get; } = new(
        Id(51), TestId, EditionId, 1, Ana, Started().AttemptId, AppealOutcome.Reversed, [new RaisedMark(Rights, 0.75m)], 83.33m);

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        Announced, new EditionCancelled(EditionId, Words("No rooms.")), new CandidateAdmitted(EditionId, Ana, 2), new CandidateDismissed(EditionId, Ana, 3), new PersonForgotten(Ana),
        SingleDrafted, new ItemRevised(Vote, 2, Argued.Question, Argued.Key, Argued.Labels), new ItemSubmitted(Vote, 2), new ItemReturned(Vote, 2, Id(21)),
        new ItemApproved(Vote, 2),
        Composed(), Keys, new TestClosed(TestId, Opens.AddHours(1)), new TestReleased(TestId, Closes), new ResultsShown(TestId, Closes.AddSeconds(1)),
        new AllowanceGiven(TestId, Ana, 15, Closes.AddHours(2), Id(51)), new AllowanceTakenBack(TestId, Ana),
        Started(), new DeadlineExtended(Started().AttemptId, Opens.AddMinutes(45), 15), Saved(Rights, 1, "a", "c") with { Pairs = [new Pair("p", "y")], Number = 30.5m, TextId = Id(41) }, Submitted,
        new AttemptClosed(Started().AttemptId, ClosingReason.Deadline, "00000-11111-22222-33333", Opens.AddMinutes(30)),
        new AttemptGraded(
            Started().AttemptId, TestId, Ana, 1,
            new Marks([new ItemMark(Rights, 1, ["a"], ["a", "c"], 1, 2, Words("1 of 2 right."))], 1, 2, 50), 50, true),
        OpenTextMarked, new SecondMarkAsked(Started().AttemptId, Essay, Marta, new MarkingResult(MarkingStage.AwaitsSecond, null, 20, false)),
        new MarkSettled(Started().AttemptId, Essay, Olga, [new CriterionMark("clarity", 1), new CriterionMark("grounds", 2)], 3, 4, Id(52), ThreeOfFour),
        new OpenTextErased(Started().AttemptId, Essay, new MarkingResult(MarkingStage.Marked, 0, 20, false)),
        Corrected(AlsoOption("c") with { Pairs = [new Pair("p", "z")], Numbers = [new AcceptedNumber(31, 0, 50)], Texts = [new AcceptedText("Eleanor", 50)] }),
        new AttemptRegraded(
            Started().AttemptId, TestId, Ana, 1, 1,
            new Marks([new ItemMark(Rights, 1, ["a"], ["a", "c"], 2, 2, Words("The item was corrected."))], 2, 2, 100), true),
        Released, Appealed, new AppealWithdrawn(Id(51)), Reversed,
    ];
}
