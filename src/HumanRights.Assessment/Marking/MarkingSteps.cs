using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Due;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <summary>A marker's words, or the reasons of who settled: a row that can be erased, while the events hold its id.</summary>
/// <param name="Id">What the event names.</param>
/// <param name="WriterId">Who wrote it.</param>
/// <param name="PersonId">Whose answer it is about.</param>
/// <param name="Words">As written.</param>
public sealed record MarkingNote(Guid Id, Guid WriterId, Guid PersonId, string Words)
{
    public const int Longest = 4000;
}

/// <summary>What has to be known to decide about the marking of one item.</summary>
public sealed record OpenMarking(ModuleTest Test, AnswerKey Key, bool Readable);

/// <summary>Where the item stands after the caller's step, and what the caller has given.</summary>
public sealed record MarkingStepAnswer(Guid AttemptId, Guid ItemId, MarkingStage Stage, IReadOnlyList<CriterionMark> Criteria, decimal? Points, decimal? OutOf);

/// <summary>What every step of marking needs: whose answer it is, what is asked by the rubric, the note beside it, and a test that is not released meanwhile.</summary>
public sealed class MarkingSteps(EventWriter writer, IDocumentStore store, MarkingRows rows)
{
    public async Task<Results<Ok<MarkingStepAnswer>, Refusal>> TakeAsync(
        Guid testId, Guid attemptId, Guid itemId, Guid callerId, string? words, Func<Grade, Guid?> notedBefore,
        Func<Grade, OpenMarking, Guid?, Decision> decide, CancellationToken cancellation)
    {
        if (await rows.FindAsync(testId, attemptId, itemId, cancellation) is not { } row)
        {
            return new Refusal(MarkOpenText.NoOpenText);
        }

        var (test, version) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, row.PersonId, row.Number), cancellation);
        var stream = Grade.Stream(testId, row.PersonId, row.Number);
        var (before, _) = await writer.ReadAsync<Grade>(stream, cancellation);
        var open = new OpenMarking(
            test, key.Keys.First(k => k.ItemId == itemId).Key, !attempt.GivenAnswers(await store.WordsOfAsync(attempt, cancellation))[itemId].IsNothing);
        var note = string.IsNullOrWhiteSpace(words) ? null : new MarkingNote(Guid.CreateVersion7(), callerId, row.PersonId, words);
        var held = note is null ? null : await HeldAsync(notedBefore(before), note.Words, cancellation);
        var outcome = await writer.DecideAsync<Grade>(
            stream, (g, _) => decide(g, open, held ?? note?.Id),
            alongside: session =>
            {
                session.HoldStill(ModuleTest.Stream(testId), version);
                if (note is not null && held is null)
                {
                    session.Insert(note);
                }
            },
            cancellation: cancellation);
        if (outcome.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        var marking = outcome.State.MarkingOf(itemId);
        var own = new[] { marking.Settled, marking.Second, marking.First }.FirstOrDefault(p => p?.ById == callerId);
        return TypedResults.Ok(new MarkingStepAnswer(attemptId, itemId, marking.Outcome.Stage, own?.Criteria ?? [], own?.Points, own?.OutOf));
    }

    /// <summary>The row that says the same already: a repeat must be known for one, and only the words can tell.</summary>
    private async Task<Guid?> HeldAsync(Guid? id, string words, CancellationToken cancellation)
    {
        if (id is null)
        {
            return null;
        }

        await using var session = store.QuerySession();
        return (await session.LoadAsync<MarkingNote>(id.Value, cancellation))?.Words == words ? id : null;
    }
}
