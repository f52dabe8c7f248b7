using System.Security.Claims;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <param name="OptionId">The option.</param>
/// <param name="Text">What was shown.</param>
/// <param name="Chosen">Whether it was chosen.</param>
/// <param name="Correct">Whether it is right; of a matching, whether it was matched rightly. Absent of what was not chosen where keys are not shown.</param>
/// <param name="MatchedWith">Of a matching: what it was matched with.</param>
/// <param name="Match">Of a matching: what it belongs to.</param>
/// <param name="Feedback">The author's, on an option that was chosen.</param>
public sealed record MarkedOption(
    string OptionId, string Text, bool Chosen, bool? Correct, string? MatchedWith = null, string? Match = null, string? Feedback = null);

/// <param name="ItemId">The item.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Prompt">In the reader's language.</param>
/// <param name="Points">What the answer earned.</param>
/// <param name="Weight">The most that could be had.</param>
/// <param name="Because">How the points came about, in words.</param>
/// <param name="Explanation">The author's, where there is one.</param>
/// <param name="Options">In the test's order.</param>
/// <param name="Number">As answered.</param>
/// <param name="Written">As answered, unless it was erased.</param>
/// <param name="Accepted">Values or texts that earn the whole weight.</param>
/// <param name="Feedback">The author's, on the value or text answered.</param>
public sealed record MarkedItem(
    Guid ItemId, ItemKind Kind, string Prompt, decimal Points, decimal Weight, string Because, string? Explanation, IReadOnlyList<MarkedOption> Options,
    decimal? Number, string? Written, IReadOnlyList<string> Accepted, string? Feedback)
{
    /// <value>The rubric of an open text; its points count in the item's weight.</value>
    public IReadOnlyList<MarkedCriterion> Criteria { get; init; } = [];
}

/// <param name="Id">Of the rubric's line.</param>
/// <param name="Text">What it asks for.</param>
/// <param name="Points">What the answer was given; of two marks that agree, their mean. Absent if nobody gave any.</param>
/// <param name="OutOf">The most there was to give.</param>
public sealed record MarkedCriterion(string Id, string Text, decimal? Points, decimal OutOf);

/// <summary>
/// The score is the attempt's own; <paramref name="ReleasedScorePercent"/>, which <paramref name="Passed"/> follows from, is the same unless it
/// is the mean of <paramref name="AverageOf"/> attempts. How much of the items is told, <paramref name="Feedback"/> says.
/// </summary>
public sealed record ResultAnswer(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, int Number, decimal Points, decimal MaxPoints, decimal ScorePercent,
    decimal ReleasedScorePercent, int? AverageOf, int PassMarkPercent, bool Passed, bool Counts, Feedback Feedback, IReadOnlyList<MarkedItem> Items)
{
    /// <value>Of the attempt's items, as far as the marks include them; told whatever else the policy keeps.</value>
    public IReadOnlyList<CorrectionNotice> Corrections { get; init; } = [];
}

public static class MyResult
{
    /// <summary>Neither grade nor key is read before everybody's result is shown, or before the attempt's end where it is of a rehearsal.</summary>
    public static async Task<Results<Ok<ResultAnswer>, Refusal>> Handle(
        Guid testId, int number, ClaimsPrincipal caller, EventWriter writer, IDocumentStore store, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, personId, number), cancellation);
        if (attempt.Start is null)
        {
            return new Refusal(Attempt.Unknown);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var rehearsal = test.Composition!.Rehearsal is not null;
        // Tests released before there was one instant for all have it on each attempt only.
        if (rehearsal ? attempt.EndedAt is null : test.ShownAt is null && attempt.Released is null)
        {
            return new Refusal(rehearsal ? NotEnded : NotReleased);
        }

        var (grade, _) = await writer.ReadAsync<Grade>(Grade.Stream(testId, personId, number), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var words = await store.WordsOfAsync(attempt, cancellation);
        // A rehearsal's result is there at once, and everybody's at one instant; what is yet to be recorded comes out the same.
        var graded = grade.Current ?? (AttemptGraded)grade.Record(attempt, test.Composition, key, words).Events[0];
        key = key.AsOf(graded.Corrections);
        var (marks, start) = (graded.Marks, attempt.Start);
        var released = attempt.Released ?? (rehearsal
            ? null
            : attempt.ReleaseOf(number, [.. (await writer.GradesOfAsync(test.Composition, personId, cancellation)).Select(g => g.State)], test.Composition.Rules.Counting));
        return TypedResults.Ok(new ResultAnswer(
            start.AttemptId, testId, start.EditionId, start.ModuleNumber, number, marks.Points, marks.MaxPoints, marks.ScorePercent,
            released?.ScorePercent ?? marks.ScorePercent, released?.AverageOf, graded.PassMarkPercent, released?.Passed ?? graded.Passed, released?.Counts ?? false,
            test.Composition.Rules.Feedback,
            [.. Explain(attempt.PosedFrom(test.Composition), key, marks, attempt.GivenAnswers(words), grade.Marking).ToldBy(test.Composition.Rules.Feedback)])
        {
            Corrections = [.. key.Corrections.Where(c => marks.Items.Any(m => m.ItemId == c.ItemId)).Select(CorrectionNotice.Of)],
        });
    }

    /// <param name="items">As posed, in the attempt's order.</param>
    /// <param name="key">What is right.</param>
    /// <param name="marks">Of the same items in the same order.</param>
    /// <param name="given">What was answered.</param>
    /// <param name="marking">Of open texts, how people marked them.</param>
    public static IReadOnlyList<MarkedItem> Explain(
        IReadOnlyList<PosedItem> items, TestKey key, Marks marks, IReadOnlyDictionary<Guid, Given> given, IReadOnlyDictionary<Guid, OpenTextMarking>? marking = null) =>
        [.. items.Zip(marks.Items, (posed, mark) => Explain(
            posed.Question, key.Standing(posed), mark, given.GetValueOrDefault(posed.ItemId) ?? Given.Nothing, marking?.GetValueOrDefault(posed.ItemId)))];

    /// <summary>What the policy leaves of it: of options that were not chosen, and of what would have been right, nothing unless keys are shown.</summary>
    public static IEnumerable<MarkedItem> ToldBy(this IEnumerable<MarkedItem> items, Feedback feedback) => feedback switch
    {
        Feedback.Everything => items,
        Feedback.Score => [],
        _ => items.Select(i => i with
        {
            Explanation = null,
            Options = [.. i.Options.Select(o => o with { Correct = o.Chosen ? o.Correct : null, Match = null, Feedback = null })],
            Accepted = [],
            Criteria = [],
            Feedback = null,
        }),
    };

    private static MarkedItem Explain(Question question, Standing standing, ItemMark mark, Given given, OpenTextMarking? marking) => Explain(
        question, standing.Key with { Correct = [.. standing.Key.Correct, .. standing.Either] }, mark, given, marking);

    private static MarkedItem Explain(Question question, AnswerKey key, ItemMark mark, Given given, OpenTextMarking? marking) => new(
        mark.ItemId, question.Kind, question.Prompt.ForReader(), mark.Points, mark.Weight, mark.Because.ForReader(), key.Explanation?.ForReader(),
        [.. question.Options.Select(o => question.Kind == ItemKind.Matching ? Matched(question, key, given, o) : Chosen(key, given, o))],
        given.Number, given.Words,
        [
            .. key.Numbers.Where(n => n.CreditPercent >= 100).Select(n => FormattableString.Invariant(n.Tolerance == 0 ? (FormattableString)$"{n.Value:G29}" : $"{n.Value:G29} ± {n.Tolerance:G29}")),
            .. key.Texts.Where(t => t.CreditPercent >= 100).Select(t => t.Pattern),
        ],
        Mark.Fitting(key, given)?.ForReader())
    {
        Criteria = [.. key.Rubric.Select(c => new MarkedCriterion(c.Id, c.Text.ForReader(), marking?.PointsOf(c.Id), c.Points))],
    };

    private static MarkedOption Chosen(AnswerKey key, Given given, Option option) => new(
        option.Id, option.Text.ForReader(), given.OptionIds.Contains(option.Id), key.Correct.Contains(option.Id),
        Feedback: given.OptionIds.Contains(option.Id) ? key.Feedback.FirstOrDefault(f => f.OptionId == option.Id)?.Text.ForReader() : null);

    private static MarkedOption Matched(Question question, AnswerKey key, Given given, Option option)
    {
        var (with, right) = (Target(given.Pairs), Target(key.Pairs));
        return new MarkedOption(
            option.Id, option.Text.ForReader(), with is not null, with is not null && key.Pairs.Contains(new Pair(option.Id, with.Id)), with?.Text.ForReader(), right?.Text.ForReader());

        Option? Target(IReadOnlyList<Pair> pairs) =>
            pairs.FirstOrDefault(p => p.OptionId == option.Id) is { } pair ? question.Targets.FirstOrDefault(t => t.Id == pair.TargetId) : null;
    }

    private static Rejection NotEnded { get; } = new(
        "attempt-not-ended",
        new Text("You have not handed this attempt in yet.", "Ainda não entregou esta tentativa."),
        new Text("Hand it in; its result is there at once.", "Entregue-a; o resultado aparece de imediato."));

    internal static Rejection NotReleased { get; } = new(
        "result-not-released",
        new Text("The results of this test have not been released yet.", "Os resultados deste teste ainda não foram divulgados."),
        new Text("They are released for everyone at the same time; come back later.", "São divulgados a todos ao mesmo tempo; volte mais tarde."));
}
