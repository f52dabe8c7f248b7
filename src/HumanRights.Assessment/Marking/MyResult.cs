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
    decimal? Number, string? Written, IReadOnlyList<string> Accepted, string? Feedback);

/// <summary>
/// The score is the attempt's own; <paramref name="ReleasedScorePercent"/>, which <paramref name="Passed"/> follows from, is the same unless it
/// is the mean of <paramref name="AverageOf"/> attempts. How much of the items is told, <paramref name="Feedback"/> says.
/// </summary>
public sealed record ResultAnswer(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, int Number, decimal Points, decimal MaxPoints, decimal ScorePercent,
    decimal ReleasedScorePercent, int? AverageOf, int PassMarkPercent, bool Passed, bool Counts, Feedback Feedback, IReadOnlyList<MarkedItem> Items);

public static class MyResult
{
    /// <summary>Neither grade nor key is read before the release is on the attempt's own record, or its end where it is of a rehearsal.</summary>
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
        if (rehearsal ? attempt.EndedAt is null : attempt.Released is null)
        {
            return new Refusal(rehearsal ? NotEnded : NotReleased);
        }

        var (grade, _) = await writer.ReadAsync<Grade>(Grade.Stream(testId, personId, number), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var words = await store.WordsOfAsync(attempt, cancellation);
        // A rehearsal's result is there at once; what is yet to be recorded comes out the same.
        var graded = grade.Current ?? (AttemptGraded)grade.Record(attempt, test.Composition, key, words).Events[0];
        var (marks, start, released) = (graded.Marks, attempt.Start, attempt.Released);
        return TypedResults.Ok(new ResultAnswer(
            start.AttemptId, testId, start.EditionId, start.ModuleNumber, number, marks.Points, marks.MaxPoints, marks.ScorePercent,
            released?.ScorePercent ?? marks.ScorePercent, released?.AverageOf, graded.PassMarkPercent, released?.Passed ?? graded.Passed, released?.Counts ?? false,
            test.Composition.Rules.Feedback,
            [.. Explain(attempt.PosedFrom(test.Composition), key, marks, attempt.GivenAnswers(words)).ToldBy(test.Composition.Rules.Feedback)]));
    }

    public static IReadOnlyList<MarkedItem> Explain(IReadOnlyList<PosedItem> items, TestKey key, Marks marks, IReadOnlyDictionary<Guid, Given> given) =>
        [.. items.Zip(marks.Items, (posed, mark) => Explain(
            posed.Question, key.Keys.First(k => k.ItemId == posed.ItemId).Key, mark, given.GetValueOrDefault(posed.ItemId) ?? Given.Nothing))];

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
            Feedback = null,
        }),
    };

    private static MarkedItem Explain(Question question, AnswerKey key, ItemMark mark, Given given) => new(
        mark.ItemId, question.Kind, question.Prompt.ForReader(), mark.Points, mark.Weight, mark.Because.ForReader(), key.Explanation?.ForReader(),
        [.. question.Options.Select(o => question.Kind == ItemKind.Matching ? Matched(question, key, given, o) : Chosen(key, given, o))],
        given.Number, given.Words,
        [
            .. key.Numbers.Where(n => n.CreditPercent >= 100).Select(n => FormattableString.Invariant(n.Tolerance == 0 ? (FormattableString)$"{n.Value:G29}" : $"{n.Value:G29} ± {n.Tolerance:G29}")),
            .. key.Texts.Where(t => t.CreditPercent >= 100).Select(t => t.Pattern),
        ],
        Mark.Fitting(key, given)?.ForReader());

    private static MarkedOption Chosen(AnswerKey key, Given given, Option option) => new(
        option.Id, option.Text.ForReader(), given.OptionIds.Contains(option.Id), key.Correct.Contains(option.Id),
        Feedback: given.OptionIds.Contains(option.Id) ? key.Feedback.FirstOrDefault(f => f.OptionId == option.Id)?.Text.ForReader() : null);

    private static MarkedOption Matched(Question question, AnswerKey key, Given given, Option option)
    {
        var (with, right) = (Target(given.Pairs), Target(key.Pairs));
        return new MarkedOption(
            option.Id, option.Text.ForReader(), with is not null, with is not null && with.Id == right?.Id, with?.Text.ForReader(), right?.Text.ForReader());

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
