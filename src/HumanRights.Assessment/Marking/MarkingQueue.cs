using System.Globalization;
using System.Security.Claims;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <summary>One line of a rubric, in the reader's language.</summary>
public sealed record RubricLine(string Id, string Text, decimal Points);

/// <param name="Yours">Whether the caller gave it.</param>
/// <param name="Criteria">By line of the rubric.</param>
/// <param name="Points">In all.</param>
/// <param name="OutOf">The most there was to give.</param>
/// <param name="Note">The marker's words, unless they were erased.</param>
public sealed record GivenMark(bool Yours, IReadOnlyList<CriterionMark> Criteria, decimal Points, decimal OutOf, string? Note);

/// <summary>An answer to be marked, and not whose it is.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Stage">What it waits for.</param>
/// <param name="ForYou">Whether the caller may take this step.</param>
/// <param name="Prompt">What was asked, in the reader's language.</param>
/// <param name="Weight">What a full answer earns.</param>
/// <param name="Written">The answer.</param>
/// <param name="Rubric">What points are given by; empty: 0 to the weight in all.</param>
/// <param name="MarkersNotes">The author's, for markers.</param>
/// <param name="Marks">The caller's own; both, where they are to be settled.</param>
public sealed record ToMarkAnswer(
    Guid AttemptId, Guid ItemId, MarkingStage Stage, bool ForYou, string Prompt, decimal Weight, string Written,
    IReadOnlyList<RubricLine> Rubric, string? MarkersNotes, IReadOnlyList<GivenMark> Marks);

/// <summary>A page of a test's open texts, and how far marking has come in all.</summary>
public sealed record MarkingQueueAnswer(MarkingProgress Progress, IReadOnlyList<ToMarkAnswer> Items, string? Next);

public static class MarkingQueue
{
    /// <summary>In an order that does not tell whose they are.</summary>
    /// <param name="testId">The test.</param>
    /// <param name="stage"><c>waiting</c>, <c>awaitsSecond</c>, <c>toSettle</c> or <c>marked</c> only; absent: all but what is marked.</param>
    /// <param name="after">The page before's <c>next</c>.</param>
    /// <param name="limit">Of the page.</param>
    /// <param name="caller">The marker.</param>
    /// <param name="rows">Of markings.</param>
    /// <param name="writer">For reading.</param>
    /// <param name="store">For the words.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<Results<Ok<MarkingQueueAnswer>, Refusal>> Handle(
        Guid testId, string? stage, Guid? after, int? limit, ClaimsPrincipal caller, MarkingRows rows, EventWriter writer, IDocumentStore store, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is not { } composed)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        IReadOnlyList<MarkingStage> stages = [MarkingStage.Waiting, MarkingStage.AwaitsSecond, MarkingStage.ToSettle];
        if (stage is not null)
        {
            if (!Enum.TryParse<MarkingStage>(stage, ignoreCase: true, out var named) || !Enum.IsDefined(named) || int.TryParse(stage, CultureInfo.InvariantCulture, out _))
            {
                return new Refusal(NoStage);
            }

            stages = [named];
        }

        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        var page = await rows.PageAsync(testId, stages, after ?? Guid.Empty, size + 1, cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var items = new List<ToMarkAnswer>();
        foreach (var row in page.Take(size))
        {
            items.Add(await ShowAsync(row, composed, key.Keys.First(k => k.ItemId == row.ItemId).Key, caller.PersonId(), writer, store, cancellation));
        }

        return TypedResults.Ok(new MarkingQueueAnswer(
            await rows.ProgressAsync(testId, cancellation), items, page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<ToMarkAnswer> ShowAsync(
        MarkingRow row, TestComposed test, AnswerKey key, Guid callerId, EventWriter writer, IDocumentStore store, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(test.TestId, row.PersonId, row.Number), cancellation);
        var (grade, _) = await writer.ReadAsync<Grade>(Grade.Stream(test.TestId, row.PersonId, row.Number), cancellation);
        var marking = grade.MarkingOf(row.ItemId);
        var shown = marking.GivenBy(callerId, all: marking.Outcome.Stage == MarkingStage.ToSettle);
        var notes = await store.NotesOfAsync(shown, cancellation);
        var question = attempt.PosedFrom(test).First(i => i.ItemId == row.ItemId).Question;
        return new ToMarkAnswer(
            row.AttemptId, row.ItemId, marking.Outcome.Stage, row.PersonId != callerId && IsFor(callerId, marking), question.Prompt.ForReader(), question.Weight,
            attempt.GivenAnswers(await store.WordsOfAsync(attempt, cancellation))[row.ItemId].Words ?? "",
            [.. key.Rubric.Select(c => new RubricLine(c.Id, c.Text.ForReader(), c.Points))], key.MarkersNotes?.ForReader(),
            [.. shown.Select(p => new GivenMark(p.ById == callerId, p.Criteria, p.Points, p.OutOf, p.NoteId is { } id ? notes.GetValueOrDefault(id) : null))]);
    }

    private static bool IsFor(Guid callerId, OpenTextMarking marking) => marking.Outcome.Stage switch
    {
        MarkingStage.Waiting => true,
        MarkingStage.AwaitsSecond => marking.First!.ById != callerId,
        MarkingStage.ToSettle => marking.First!.ById != callerId && marking.Second!.ById != callerId,
        _ => false,
    };

    /// <summary>A person's own marks, or all of them, in the order of rounds.</summary>
    public static IReadOnlyList<PersonsPoints> GivenBy(this OpenTextMarking marking, Guid personId, bool all = false) =>
        [.. new[] { marking.First, marking.Second, marking.Settled }.OfType<PersonsPoints>().Where(p => all || p.ById == personId)];

    /// <summary>The words beside these marks by their ids, as far as they are still there.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> NotesOfAsync(
        this IDocumentStore store, IEnumerable<PersonsPoints> marks, CancellationToken cancellation)
    {
        Guid[] ids = [.. marks.Select(m => m.NoteId).OfType<Guid>()];
        if (ids.Length == 0)
        {
            return new Dictionary<Guid, string>();
        }

        await using var session = store.QuerySession();
        return (await session.LoadManyAsync<MarkingNote>(cancellation, ids)).ToDictionary(n => n.Id, n => n.Words);
    }

    private static Rejection NoStage { get; } = new(
        "unknown-stage", new Text("Answers are at no such stage of marking.", "As respostas não têm essa fase de avaliação."),
        new Text("Ask for waiting, awaitsSecond, toSettle or marked.", "Peça waiting, awaitsSecond, toSettle ou marked."), RejectionKind.Invalid);
}
