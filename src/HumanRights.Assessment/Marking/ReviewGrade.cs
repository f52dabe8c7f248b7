using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <param name="Round"><c>first</c>, <c>second</c> or <c>settled</c>.</param>
/// <param name="ById">Who gave it.</param>
/// <param name="Criteria">By line of the rubric.</param>
/// <param name="Points">In all.</param>
/// <param name="OutOf">The most there was to give.</param>
/// <param name="Note">Their words or reasons, unless they were erased.</param>
public sealed record ReviewedMark(string Round, Guid ById, IReadOnlyList<CriterionMark> Criteria, decimal Points, decimal OutOf, string? Note);

/// <param name="Explained">As the participant may see it, with nothing left away.</param>
/// <param name="Version">Of the item.</param>
/// <param name="NeedsMarker">Whether a person has yet to mark it.</param>
/// <param name="Stage">Of an open text that people mark.</param>
/// <param name="MarkersNotes">The author's, for markers.</param>
/// <param name="Marks">By people, in order; none while a second marker has yet to give theirs.</param>
public sealed record ReviewedItem(
    MarkedItem Explained, int Version, bool NeedsMarker, MarkingStage? Stage, string? MarkersNotes, IReadOnlyList<ReviewedMark> Marks);

/// <summary>The attempt's grade as it stands, with all that it rests on.</summary>
public sealed record ReviewAnswer(
    Guid AttemptId, Guid TestId, Guid PersonId, int Number, decimal Points, decimal MaxPoints, decimal ScorePercent, int PassMarkPercent, bool Passed,
    DateTimeOffset? ReleasedAt, IReadOnlyList<ReviewedItem> Items);

/// <summary>What a coordinator answers an appeal from: every item's answer, key and marks, whatever participants are told.</summary>
public static class ReviewGrade
{
    public static async Task<Results<Ok<ReviewAnswer>, Refusal>> Handle(
        Guid testId, Guid attemptId, IQuerySession session, EventWriter writer, IDocumentStore store, CancellationToken cancellation)
    {
        if (await session.LoadAsync<AttemptView>(attemptId, cancellation) is not { } view || view.TestId != testId)
        {
            return new Refusal(NotGraded);
        }

        var (grade, _) = await writer.ReadAsync<Grade>(Grade.Stream(testId, view.PersonId, view.Number), cancellation);
        if (grade.Current is not { } current)
        {
            return new Refusal(NotGraded);
        }

        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, view.PersonId, view.Number), cancellation);
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var explained = MyResult.Explain(
            attempt.PosedFrom(test.Composition!), key, current.Marks, attempt.GivenAnswers(await store.WordsOfAsync(attempt, cancellation)), grade.Marking);
        var notes = await store.NotesOfAsync(grade.Marking.Values.SelectMany(Shown), cancellation);
        return TypedResults.Ok(new ReviewAnswer(
            current.AttemptId, testId, current.PersonId, current.Number, current.Marks.Points, current.Marks.MaxPoints, current.Marks.ScorePercent,
            current.PassMarkPercent, current.Passed, test.ReleasedAt,
            [.. explained.Zip(current.Marks.Items, (item, mark) => Review(item, mark, key, grade, notes))]));
    }

    private static ReviewedItem Review(MarkedItem item, ItemMark mark, TestKey key, Grade grade, IReadOnlyDictionary<Guid, string> notes)
    {
        var byPerson = mark.NeedsMarker || grade.Marking.ContainsKey(item.ItemId);
        var marking = grade.MarkingOf(item.ItemId);
        return new ReviewedItem(
            item, mark.Version, mark.NeedsMarker, byPerson ? marking.Outcome.Stage : null,
            key.Keys.First(k => k.ItemId == item.ItemId).Key.MarkersNotes?.ForReader(),
            [.. Shown(marking).Select(p => new ReviewedMark(
                p == marking.Settled ? "settled" : p == marking.Second ? "second" : "first",
                p.ById, p.Criteria, p.Points, p.OutOf, p.NoteId is { } id ? notes.GetValueOrDefault(id) : null))]);
    }

    /// <summary>Whoever reads this may be the second marker: the first mark is kept from them until theirs is there.</summary>
    private static IReadOnlyList<PersonsPoints> Shown(OpenTextMarking marking) =>
        marking.Outcome.Stage == MarkingStage.AwaitsSecond ? [] : marking.GivenBy(default, all: true);

    private static Rejection NotGraded { get; } = Rejection.NotFound(
        new Text("There is no such attempt, or it is not graded yet.", "Essa tentativa não existe ou ainda não foi avaliada."));
}
