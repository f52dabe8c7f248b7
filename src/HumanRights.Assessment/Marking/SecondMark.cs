using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <param name="Reasons">Why so: for the coordination, and for whoever answers an appeal. Never shown to the participant.</param>
/// <param name="Criteria">Every line of the rubric once; none where there is no rubric.</param>
/// <param name="Points">Where there is no rubric: 0 to the item's weight.</param>
public sealed record SettleMarkBody(
    [Required, StringLength(MarkingNote.Longest, MinimumLength = 1)] string Reasons,
    [MaxLength(50)] IReadOnlyList<CriterionMarkBody>? Criteria = null, [Range(0, 1000)] decimal? Points = null);

/// <summary>
/// A second marker, on demand. Two marks that differ by no more than a tenth of the weight agree, and their mean stands; otherwise a third person
/// settles it.
/// </summary>
public static class SecondMark
{
    public static Decision AskSecond(this Grade grade, ModuleTest test, bool readable, Guid itemId, Guid byId, bool coordinates)
    {
        if (grade.Refuses(test, readable, itemId, byId) is { } refusal)
        {
            return refusal;
        }

        var marking = grade.MarkingOf(itemId);
        return marking switch
        {
            { SecondAsked: true } => Decision.Nothing,
            _ when !coordinates && marking.First?.ById != byId => NotTheirs,
            _ => Decision.Accept(new SecondMarkAsked(
                grade.Graded!.AttemptId, itemId, byId, grade.ResultOf(itemId, marking with { SecondAsked = true }))),
        };
    }

    /// <param name="grade">The attempt's.</param>
    /// <param name="test">Its test.</param>
    /// <param name="key">The item's, with the rubric.</param>
    /// <param name="readable">Whether what was written is still there.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="byId">Who settles.</param>
    /// <param name="mark">What they give.</param>
    /// <param name="reasonsId">The row with their reasons.</param>
    public static Decision Settle(
        this Grade grade, ModuleTest test, AnswerKey key, bool readable, Guid itemId, Guid byId, ArrivingMark mark, Guid reasonsId)
    {
        if (grade.Refuses(test, readable, itemId, byId) is { } refusal)
        {
            return refusal;
        }

        if (grade.MisfitOf(key, itemId, mark) is { } misfit)
        {
            return misfit;
        }

        var (marking, given) = (grade.MarkingOf(itemId), grade.PointsOf(key, itemId, byId, mark, reasonsId));
        return marking switch
        {
            _ when marking.First?.ById == byId || marking.Second?.ById == byId => NotTheThird,
            { Settled: { } settled } when settled.SaysTheSame(given) => Decision.Nothing,
            { Settled: { } settled } when settled.ById != byId => NothingToSettle,
            { Settled: null, Outcome.Stage: not MarkingStage.ToSettle } => NothingToSettle,
            _ => Decision.Accept(new MarkSettled(
                grade.Graded!.AttemptId, itemId, byId, given.Criteria, given.Points, given.OutOf, reasonsId, grade.ResultOf(itemId, marking with { Settled = given }))),
        };
    }

    /// <summary>What was erased before it was marked counts as not given; marks given before then count.</summary>
    public static Decision Erase(this Grade grade, Guid itemId)
    {
        var marking = grade.MarkingOf(itemId);
        return grade.Graded is null || marking.Outcome.Stage == MarkingStage.Marked
            ? Decision.Nothing
            : Decision.Accept(new OpenTextErased(grade.Graded.AttemptId, itemId, grade.ResultOf(itemId, marking with { Erased = true })));
    }

    public static Task<Results<Ok<MarkingStepAnswer>, Refusal>> HandleAsk(
        Guid testId, Guid attemptId, Guid itemId, ClaimsPrincipal caller, MarkingSteps steps, CancellationToken cancellation)
    {
        var (byId, coordinates) = (caller.PersonId(), caller.IsInRole(Roles.Coordinator));
        return steps.TakeAsync(
            testId, attemptId, itemId, byId, null, _ => null,
            (grade, open, _) => grade.AskSecond(open.Test, open.Readable, itemId, byId, coordinates), cancellation);
    }

    public static Task<Results<Ok<MarkingStepAnswer>, Refusal>> HandleSettle(
        Guid testId, Guid attemptId, Guid itemId, SettleMarkBody body, ClaimsPrincipal caller, MarkingSteps steps, CancellationToken cancellation)
    {
        var byId = caller.PersonId();
        return steps.TakeAsync(
            testId, attemptId, itemId, byId, body.Reasons,
            g => g.MarkingOf(itemId).Settled is { } settled && settled.ById == byId ? settled.NoteId : null,
            (grade, open, reasonsId) => grade.Settle(open.Test, open.Key, open.Readable, itemId, byId, ArrivingMark.Of(body.Criteria, body.Points), reasonsId!.Value),
            cancellation);
    }

    private static Rejection NotTheirs { get; } = new(
        "not-first-marker",
        new Text("A second marker is asked for by the coordination or by the first marker.", "O segundo avaliador é pedido pela coordenação ou pelo primeiro avaliador."),
        new Text("Ask the coordination.", "Peça à coordenação."), RejectionKind.Forbidden);

    private static Rejection NotTheThird { get; } = new(
        "not-a-third-person",
        new Text("Who marked an answer does not settle it.", "Quem avaliou uma resposta não decide a divergência."),
        new Text("Let a third person settle it, or correct your own mark.", "Deixe decidir uma terceira pessoa, ou corrija a sua avaliação."), RejectionKind.Forbidden);

    private static Rejection NothingToSettle { get; } = new(
        "nothing-to-settle",
        new Text("There are no two marks that differ, or somebody has settled them.", "Não há duas avaliações divergentes, ou alguém já decidiu."),
        new Text("Look at the queue.", "Consulte a fila de avaliação."));
}
