using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Appeals;

/// <param name="ItemId">An item of the attempt.</param>
/// <param name="Points">More than it has, up to its weight.</param>
public sealed record NewMarkBody([Required] Guid? ItemId, [Required] decimal? Points);

/// <param name="Outcome">Upheld: the result stands. Reversed: it does not, and items get more points.</param>
/// <param name="Reasons">Shown to the person.</param>
/// <param name="Marks">Of a reversal: what items get. Whichever they are, not only the one appealed.</param>
public sealed record DecideResultAppealBody(
    [Required] AppealOutcome? Outcome, [Required, StringLength(5_000, MinimumLength = 1)] string Reasons, [MaxLength(100)] IReadOnlyList<NewMarkBody>? Marks = null);

public sealed record NewMark(Guid ItemId, decimal Points);

/// <summary>
/// The coordination upholds a result or reverses it, with reasons. Who appeals risks nothing: a reversal gives items more points, and none fewer.
/// What follows from it (score, pass mark, which attempt counts) comes by the same rules as before.
/// </summary>
public static class DecideAppeal
{
    public static Decision Decide(
        this AppealedGrade grade, TestComposed test, Guid appealId, Guid decidedBy, AppealOutcome outcome, IReadOnlyList<NewMark> marks)
    {
        if (grade.Appeals.Find(a => a.Id == appealId) is not { } appeal || grade.Grade.Current is not { } graded)
        {
            return AppealTexts.Unknown;
        }

        if (appeal.Decided is { } decided)
        {
            return decided.Outcome == outcome && graded.Has(marks) ? Decision.Nothing : appeal.DecidedAlready;
        }

        if (appeal.Withdrawn)
        {
            return WithdrawnAlready;
        }

        if (appeal.PersonId == decidedBy)
        {
            return OwnAppeal;
        }

        if (grade.Grade.Marking.Values.Any(m => m.By(decidedBy)))
        {
            return OwnMark;
        }

        if (graded.Misfit(outcome, marks) is { } misfit)
        {
            return misfit;
        }

        AppealDecided answer = new(
            appealId, test.TestId, test.EditionId, test.ModuleNumber, appeal.PersonId, graded.AttemptId, outcome,
            [.. marks.Select(m => new RaisedMark(m.ItemId, m.Points / graded.Of(m.ItemId)!.Weight))], graded.Marks.ScorePercent);
        return Decision.Accept(answer with { ScorePercent = grade.Grade.Apply(answer).Current!.Marks.ScorePercent });
    }

    public static async Task<Results<Ok<AppealText>, Refusal>> Handle(
        Guid testId, Guid appealId, DecideResultAppealBody body, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        if (await session.LoadAsync<AppealText>(appealId, cancellation) is not { } text || text.TestId != testId)
        {
            return new Refusal(AppealTexts.Unknown);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        IReadOnlyList<NewMark> marks = [.. (body.Marks ?? []).Select(m => new NewMark(m.ItemId!.Value, m.Points!.Value))];
        var (outcome, decidedBy, at) = (body.Outcome!.Value, caller.PersonId(), clock.GetUtcNow());
        return await writer.DecideAsync<AppealedGrade>(
                Grade.Stream(testId, text.PersonId, text.Number), (g, _) => g.Decide(test.Composition!, appealId, decidedBy, outcome, marks),
                alongside: rows => rows.MarkDecided(appealId, outcome, body.Reasons, at), cancellation: cancellation)
            .ShowAsync(_ => appealId, session, cancellation);
    }

    private static ItemMark? Of(this AttemptGraded graded, Guid itemId) => graded.Marks.Items.FirstOrDefault(m => m.ItemId == itemId);

    private static bool Has(this AttemptGraded graded, IReadOnlyList<NewMark> marks) => marks.All(m => graded.Of(m.ItemId) is { } mark && Same(mark.Points, m.Points));

    private static Rejection? Misfit(this AttemptGraded graded, AppealOutcome outcome, IReadOnlyList<NewMark> marks) => outcome switch
    {
        AppealOutcome.Upheld => marks.Count > 0 ? MarksOfAnUpheldResult : null,
        _ when marks.Count == 0 => NoMarks,
        _ when marks.DistinctBy(m => m.ItemId).Count() != marks.Count => ItemTwice,
        _ when marks.Any(m => graded.Of(m.ItemId) is null) => UnknownItem,
        _ when marks.FirstOrDefault(m => m.Points < 0 || m.Points > graded.Of(m.ItemId)!.Weight) is { } far => BeyondTheWeight(graded.Of(far.ItemId)!),
        _ when marks.FirstOrDefault(m => Same(m.Points, graded.Of(m.ItemId)!.Points) || m.Points < graded.Of(m.ItemId)!.Points) is { } low => NotMore(graded.Of(low.ItemId)!),
        _ => null,
    };

    /// <summary>Thirds of a weight have no end.</summary>
    private static bool Same(decimal one, decimal other) => decimal.Round(one, 6) == decimal.Round(other, 6);

    private static Rejection WithdrawnAlready { get; } = new(
        "appeal-withdrawn",
        new Text("The appeal was withdrawn by the person.", "O recurso foi retirado pela pessoa."),
        new Text("There is nothing to decide. A faulty item can be corrected for everybody.", "Não há nada a decidir. Uma pergunta defeituosa pode ser corrigida para todos."));

    private static Rejection OwnAppeal { get; } = new(
        "own-appeal",
        new Text("Nobody decides on their own appeal.", "Ninguém decide sobre o seu próprio recurso."),
        new Text("Ask another coordinator.", "Peça a outra pessoa da coordenação."), RejectionKind.Forbidden);

    private static Rejection OwnMark { get; } = new(
        "own-mark",
        new Text("Nobody decides on an appeal against a mark of their own.", "Ninguém decide sobre um recurso de uma classificação sua."),
        new Text("Ask another coordinator.", "Peça a outra pessoa da coordenação."), RejectionKind.Forbidden);

    private static Rejection MarksOfAnUpheldResult { get; } = new(
        "upheld-with-marks",
        new Text("A result that is upheld keeps its marks.", "Um resultado que se mantém conserva as suas classificações."),
        new Text("Leave the marks away, or reverse the result.", "Não indique classificações, ou altere o resultado."), RejectionKind.Invalid);

    private static Rejection NoMarks { get; } = new(
        "reversal-without-marks",
        new Text("A reversal says which items get how many points.", "Uma decisão favorável diz que perguntas recebem quantos pontos."),
        new Text("Give the new marks, or uphold the result.", "Indique as novas classificações, ou mantenha o resultado."), RejectionKind.Invalid);

    private static Rejection ItemTwice { get; } = new(
        "item-twice", new Text("An item is marked twice.", "Uma pergunta é classificada duas vezes."),
        new Text("Mark each item once.", "Classifique cada pergunta uma vez."), RejectionKind.Invalid);

    private static Rejection UnknownItem { get; } = new(
        "unknown-item", new Text("The attempt has no such item.", "A tentativa não tem essa pergunta."),
        new Text("Mark items of the appealed result.", "Classifique perguntas do resultado recorrido."), RejectionKind.Invalid);

    private static Rejection BeyondTheWeight(ItemMark mark) => new(
        "points-out-of-range", new Text("An item earns from nothing to its weight.", "Uma pergunta vale de zero ao seu peso."),
        new Text("Give points within that.", "Indique pontos dentro desse limite."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["itemId"] = mark.ItemId, ["weight"] = mark.Weight } };

    private static Rejection NotMore(ItemMark mark) => new(
        "reversal-without-gain", new Text("A reversal gives each item it names more points than it has.", "Uma decisão favorável dá a cada pergunta que indica mais pontos do que tem."),
        new Text("Name only items that gain, or uphold the result.", "Indique só perguntas que sobem, ou mantenha o resultado."))
    { Facts = new Dictionary<string, object?> { ["itemId"] = mark.ItemId, ["points"] = mark.Points } };
}
