using System.Security.Claims;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

public sealed record OptionAnswer(string OptionId, string Text);

/// <param name="ItemId">What answers are saved under.</param>
/// <param name="Kind"><c>singleChoice</c> or <c>multipleChoice</c>.</param>
/// <param name="Prompt">In the reader's language.</param>
/// <param name="Weight">Points for a full answer.</param>
/// <param name="Options">In this attempt's order.</param>
/// <param name="Chosen">What is saved.</param>
public sealed record AttemptItemAnswer(
    Guid ItemId, ItemKind Kind, string Prompt, decimal Weight, IReadOnlyList<OptionAnswer> Options, IReadOnlyList<string> Chosen);

/// <summary>
/// The caller's attempt: the same for everyone but for the order of options and what is saved. <paramref name="Now"/> is the server's
/// clock, to count down by; <paramref name="Status"/> is closed as soon as the deadline has passed.
/// </summary>
public sealed record AttemptAnswer(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, int Number, string Title, AttemptStatus Status,
    DateTimeOffset StartedAt, DateTimeOffset DeadlineAt, DateTimeOffset Now, DateTimeOffset? EndedAt, string? Receipt, bool Released,
    IReadOnlyList<AttemptItemAnswer> Items)
{
    public static AttemptAnswer Of(Attempt attempt, TestComposed test, DateTimeOffset now)
    {
        var start = attempt.Start!;
        var over = attempt.Status == AttemptStatus.Open && now >= start.DeadlineAt;
        return new AttemptAnswer(
            start.AttemptId, start.TestId, start.EditionId, start.ModuleNumber, start.Number, test.Title.ForReader(),
            over ? AttemptStatus.Closed : attempt.Status,
            start.StartedAt, start.DeadlineAt, now, attempt.EndedAt, attempt.Receipt, attempt.Released is not null,
            [.. start.Items.Select(placed => Item(placed, test, attempt))]);
    }

    private static AttemptItemAnswer Item(PlacedItem placed, TestComposed test, Attempt attempt)
    {
        var question = test.Items.First(i => i.ItemId == placed.ItemId).Question;
        var words = question.Options.ToDictionary(o => o.Id, o => o.Text.ForReader());
        return new AttemptItemAnswer(
            placed.ItemId, placed.Kind, question.Prompt.ForReader(), question.Weight,
            [.. placed.OptionIds.Select(id => new OptionAnswer(id, words[id]))],
            attempt.Answers.GetValueOrDefault(placed.ItemId)?.OptionIds ?? []);
    }
}

/// <summary>One of the caller's attempts in brief.</summary>
public sealed record MyAttemptAnswer(Guid AttemptId, int Number, AttemptStatus Status, DateTimeOffset StartedAt, DateTimeOffset DeadlineAt, string? Receipt, bool Released);

/// <summary>A test the caller may take, or took.</summary>
public sealed record MyTestAnswer(
    Guid TestId, int ModuleNumber, string Title, TestStage Stage, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int Minutes, int Items,
    int PassMarkPercent, int AttemptsAllowed, IReadOnlyList<MyAttemptAnswer> Attempts);

public static class MyAttempts
{
    public static async Task<Results<Ok<AttemptAnswer>, Refusal>> Handle(
        Guid testId, int number, ClaimsPrincipal caller, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, caller.PersonId(), number), cancellation);
        if (attempt.Start is null)
        {
            return new Refusal(Attempt.Unknown);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        return TypedResults.Ok(AttemptAnswer.Of(attempt, test.Composition!, clock.GetUtcNow()));
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
                var c = test.Composition!;
                mine.Add(new MyTestAnswer(
                    c.TestId, c.ModuleNumber, c.Title.ForReader(), test.StageAt(clock.GetUtcNow()), c.OpensAt, c.ClosesAt, c.Minutes, c.Items.Count,
                    c.PassMarkPercent, c.Attempts, attempts));
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

            var over = attempt.Status == AttemptStatus.Open && now >= start.DeadlineAt;
            attempts.Add(new MyAttemptAnswer(
                start.AttemptId, number, over ? AttemptStatus.Closed : attempt.Status, start.StartedAt, start.DeadlineAt, attempt.Receipt, attempt.Released is not null));
        }

        return attempts;
    }
}
