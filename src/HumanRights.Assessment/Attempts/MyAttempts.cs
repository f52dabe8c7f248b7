using System.Security.Claims;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

public sealed record OptionAnswer(string OptionId, string Text);

/// <param name="ItemId">What answers are saved under.</param>
/// <param name="Kind">What sort of answer it takes.</param>
/// <param name="Prompt">In the reader's language.</param>
/// <param name="Weight">Points for a full answer.</param>
/// <param name="Options">In this attempt's order.</param>
/// <param name="Targets">What options are matched with, in this attempt's order.</param>
/// <param name="Unit">Of a number.</param>
/// <param name="Media">Shown where a text names them in double brackets.</param>
/// <param name="Chosen">Options saved.</param>
/// <param name="Matched">Pairs saved.</param>
/// <param name="Number">As saved.</param>
/// <param name="Written">As saved.</param>
public sealed record AttemptItemAnswer(
    Guid ItemId, ItemKind Kind, string Prompt, decimal Weight, IReadOnlyList<OptionAnswer> Options, IReadOnlyList<OptionAnswer> Targets, string? Unit,
    IReadOnlyList<MediaAnswer> Media, IReadOnlyList<string> Chosen, IReadOnlyList<Pair> Matched, decimal? Number, string? Written);

/// <summary>A picture or sound and what is said instead of it, in the reader's language.</summary>
public sealed record MediaAnswer(string Name, Guid FileId, string Alternative);

/// <summary>
/// The caller's attempt, items and options in its order, with what is saved. <paramref name="Now"/> is the server's clock, to count down by;
/// <paramref name="DeadlineInLisbon"/> is what clocks there show; <paramref name="ExtraMinutes"/> are those that others do not have; <paramref name="Status"/> is closed as soon as the deadline has passed.
/// </summary>
public sealed record AttemptAnswer(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, int Number, string Title, AttemptStatus Status,
    DateTimeOffset StartedAt, DateTimeOffset DeadlineAt, string DeadlineInLisbon, int ExtraMinutes, DateTimeOffset Now, DateTimeOffset? EndedAt, string? Receipt, bool Released,
    IReadOnlyList<AttemptItemAnswer> Items)
{
    public static AttemptAnswer Of(Attempt attempt, TestComposed test, IReadOnlyDictionary<Guid, string> written, DateTimeOffset now)
    {
        var start = attempt.Start!;
        var over = attempt.Status == AttemptStatus.Open && now >= attempt.DeadlineAt;
        return new AttemptAnswer(
            start.AttemptId, start.TestId, start.EditionId, start.ModuleNumber, start.Number, test.Title.ForReader(),
            over ? AttemptStatus.Closed : attempt.Status,
            start.StartedAt, attempt.DeadlineAt, attempt.DeadlineAt.InLisbon(), attempt.ExtraMinutes, now, attempt.EndedAt, attempt.Receipt, attempt.Released is not null,
            [.. start.Items.Select(placed => Item(placed, test, attempt, written))]);
    }

    private static AttemptItemAnswer Item(PlacedItem placed, TestComposed test, Attempt attempt, IReadOnlyDictionary<Guid, string> written)
    {
        var question = test.PosedAs(placed).Question;
        var saved = attempt.Answers.GetValueOrDefault(placed.ItemId);
        return new AttemptItemAnswer(
            placed.ItemId, placed.Kind, question.Prompt.ForReader(), question.Weight,
            InOrder(question.Options, placed.OptionIds), InOrder(question.Targets, placed.TargetIds), question.Unit,
            [.. question.Media.Select(m => new MediaAnswer(m.Name, m.FileId, m.Alternative.ForReader()))],
            saved?.OptionIds ?? [], saved?.Pairs ?? [], saved?.Number, saved?.TextId is { } id ? written.GetValueOrDefault(id) : null);
    }

    private static IReadOnlyList<OptionAnswer> InOrder(IReadOnlyList<Option> options, IReadOnlyList<string> ids)
    {
        var words = options.ToDictionary(o => o.Id, o => o.Text.ForReader());
        return [.. ids.Select(id => new OptionAnswer(id, words[id]))];
    }
}

/// <summary>One of the caller's attempts in brief.</summary>
public sealed record MyAttemptAnswer(Guid AttemptId, int Number, AttemptStatus Status, DateTimeOffset StartedAt, DateTimeOffset DeadlineAt, string? Receipt, bool Released);

/// <summary>
/// A test the caller may take, or took; the caller's window as instants and as clocks in Lisbon show it. <paramref name="Minutes"/> is the caller's
/// time limit, <paramref name="ExtraMinutes"/> of which others do not have; <paramref name="Items"/> is how many an attempt has.
/// </summary>
public sealed record MyTestAnswer(
    Guid TestId, int ModuleNumber, string Title, TestStage Stage, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, string OpensInLisbon, string ClosesInLisbon,
    int Minutes, int ExtraMinutes, int Items, int PassMarkPercent, int AttemptsAllowed, int? Rehearsal, Counting Counting, Feedback Feedback, IReadOnlyList<MyAttemptAnswer> Attempts);

public static class MyAttempts
{
    public static async Task<Results<Ok<AttemptAnswer>, Refusal>> Handle(
        Guid testId, int number, ClaimsPrincipal caller, EventWriter writer, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, caller.PersonId(), number), cancellation);
        if (attempt.Start is null)
        {
            return new Refusal(Attempt.Unknown);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        return TypedResults.Ok(await store.ShowAsync(attempt, test.Composition!, clock.GetUtcNow(), cancellation));
    }

    /// <summary>Empty for who has no seat in the edition and took none of its tests.</summary>
    public static async Task<Ok<Page<MyTestAnswer>>> HandleTests(
        Guid editionId, ClaimsPrincipal caller, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (candidate, _) = await writer.ReadAsync<Candidate>(Candidate.Stream(editionId, personId), cancellation);
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        var mine = new List<MyTestAnswer>();
        foreach (var test in await writer.TestsOfAsync(edition, cancellation))
        {
            var attempts = await OfTestAsync(writer, test.Composition!, personId, clock.GetUtcNow(), cancellation);
            if (candidate.HasSeat || attempts.Count > 0)
            {
                var (c, closesAt, extra) = (test.Composition!, test.ClosesAtFor(personId), test.ExtraMinutesFor(personId));
                mine.Add(new MyTestAnswer(
                    c.TestId, c.ModuleNumber, c.Title.ForReader(), test.StageFor(personId, clock.GetUtcNow()), c.OpensAt, closesAt,
                    c.OpensAt.InLisbon(), closesAt.InLisbon(), c.Minutes + extra, extra, c.ItemsPerAttempt, c.PassMarkPercent, c.Attempts, c.Rehearsal, c.Rules.Counting, c.Rules.Feedback, attempts));
            }
        }

        return TypedResults.Ok(new Page<MyTestAnswer>(mine, null));
    }

    private static async Task<IReadOnlyList<MyAttemptAnswer>> OfTestAsync(
        EventWriter writer, TestComposed test, Guid personId, DateTimeOffset now, CancellationToken cancellation)
    {
        var attempts = new List<MyAttemptAnswer>();
        for (var number = 1; number <= test.Attempts; number++)
        {
            var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(test.TestId, personId, number), cancellation);
            if (attempt.Start is not { } start)
            {
                break;
            }

            var over = attempt.Status == AttemptStatus.Open && now >= attempt.DeadlineAt;
            attempts.Add(new MyAttemptAnswer(
                start.AttemptId, number, over ? AttemptStatus.Closed : attempt.Status, start.StartedAt, attempt.DeadlineAt, attempt.Receipt, attempt.Released is not null));
        }

        return attempts;
    }
}
