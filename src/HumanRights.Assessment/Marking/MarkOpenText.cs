using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

/// <param name="Id">Of the rubric's line.</param>
/// <param name="Points">0 to the line's points.</param>
public sealed record CriterionMarkBody([Required, StringLength(20)] string Id, [Range(0, 1000)] decimal Points);

/// <param name="Criteria">Every line of the rubric once; none where there is no rubric.</param>
/// <param name="Points">Where there is no rubric: 0 to the item's weight.</param>
/// <param name="Note">For those who read the mark later: markers, the coordination, an appeal. Never shown to the participant.</param>
public sealed record MarkOpenTextBody(
    [MaxLength(50)] IReadOnlyList<CriterionMarkBody>? Criteria = null, [Range(0, 1000)] decimal? Points = null, [StringLength(MarkingNote.Longest)] string? Note = null);

/// <summary>A mark as it arrives: by line of the rubric, or in all where there is none.</summary>
public sealed record ArrivingMark(IReadOnlyList<CriterionMark> Criteria, decimal? Points)
{
    public static ArrivingMark Of(IReadOnlyList<CriterionMarkBody>? criteria, decimal? points) =>
        new([.. (criteria ?? []).Select(c => new CriterionMark(c.Id, c.Points))], points);
}

/// <summary>
/// A person marks an open text, by its rubric if it has one. Until the release whoever marked can mark again: that corrects their mark. Who is
/// asked to be the second marker gives theirs without having been shown the first.
/// </summary>
public static class MarkOpenText
{
    /// <param name="grade">The attempt's.</param>
    /// <param name="test">Its test.</param>
    /// <param name="key">The item's, with the rubric.</param>
    /// <param name="readable">Whether what was written is still there.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="markerId">Who marks.</param>
    /// <param name="mark">What they give.</param>
    /// <param name="noteId">The row with their words.</param>
    public static Decision MarkByPerson(
        this Grade grade, ModuleTest test, AnswerKey key, bool readable, Guid itemId, Guid markerId, ArrivingMark mark, Guid? noteId)
    {
        if (grade.Refuses(test, readable, itemId, markerId) is { } refusal)
        {
            return refusal;
        }

        if (grade.MisfitOf(key, itemId, mark) is { } misfit)
        {
            return misfit;
        }

        var (marking, given) = (grade.MarkingOf(itemId), grade.PointsOf(key, itemId, markerId, mark, noteId));
        return marking switch
        {
            { Settled: not null } => SettledAlready,
            { First: null } => Give(1),
            { First: { } first } when first.ById == markerId => first.SaysTheSame(given) ? Decision.Nothing : Give(1),
            { SecondAsked: false } => MarkedAlready,
            { Second: null } => Give(2),
            { Second: { } second } when second.ById == markerId => second.SaysTheSame(given) ? Decision.Nothing : Give(2),
            _ => MarkedAlready,
        };

        Decision Give(int round)
        {
            var after = round == 1 ? marking with { First = given } : marking with { Second = given };
            return Decision.Accept(new OpenTextMarked(
                grade.Graded!.AttemptId, itemId, markerId, round, given.Criteria, given.Points, given.OutOf, noteId, grade.ResultOf(itemId, after)));
        }
    }

    /// <summary>Why this person cannot touch the marking of this item, if so.</summary>
    public static Rejection? Refuses(this Grade grade, ModuleTest test, bool readable, Guid itemId, Guid personId) => grade.MarkOf(itemId) switch
    {
        null => NoOpenText,
        { NeedsMarker: false } => NotForPeople,
        _ when grade.Graded!.PersonId == personId => OwnAnswer,
        _ when test.ReleasedAt is not null => ReleasedAlready,
        _ when !readable || grade.MarkingOf(itemId).Erased => NothingToRead,
        _ => null,
    };

    /// <summary>Why a mark does not fit the rubric, or the weight where there is none.</summary>
    public static Rejection? MisfitOf(this Grade grade, AnswerKey key, Guid itemId, ArrivingMark mark)
    {
        if (key.Rubric.Count == 0)
        {
            var weight = grade.MarkOf(itemId)!.Weight;
            return mark.Criteria.Count > 0 || mark.Points is not { } points || points < 0 || points > weight ? NotWithin(weight) : null;
        }

        var given = mark.Criteria.ToLookup(c => c.Id, c => c.Points);
        var wrong = key.Rubric.Where(c => given[c.Id].ToArray() is not [var points] || points < 0 || points > c.Points).Select(c => c.Id)
            .Concat(given.Select(g => g.Key).Where(id => key.Rubric.All(c => c.Id != id))).ToList();
        return wrong.Count > 0 || mark.Points is not null ? NotByRubric(wrong) : null;
    }

    /// <summary>A fitting mark in the rubric's order.</summary>
    public static PersonsPoints PointsOf(this Grade grade, AnswerKey key, Guid itemId, Guid personId, ArrivingMark mark, Guid? noteId) => key.Rubric.Count == 0
        ? new PersonsPoints(personId, [], mark.Points!.Value, grade.MarkOf(itemId)!.Weight, noteId)
        : new PersonsPoints(
            personId, [.. key.Rubric.Select(r => mark.Criteria.First(c => c.Id == r.Id))], mark.Criteria.Sum(c => c.Points), key.Rubric.Sum(r => r.Points), noteId);

    /// <summary>As it was marked by rule, which says whether a person has to.</summary>
    private static ItemMark? MarkOf(this Grade grade, Guid itemId) => grade.Graded?.Marks.Items.FirstOrDefault(m => m.ItemId == itemId);

    public static async Task<Results<Ok<MarkingStepAnswer>, Refusal>> Handle(
        Guid testId, Guid attemptId, Guid itemId, MarkOpenTextBody body, ClaimsPrincipal caller, MarkingSteps steps, CancellationToken cancellation)
    {
        var markerId = caller.PersonId();
        return await steps.TakeAsync(
            testId, attemptId, itemId, markerId, body.Note,
            g => g.MarkingOf(itemId) switch { { First: { } one } when one.ById == markerId => one.NoteId, { Second: { } two } when two.ById == markerId => two.NoteId, _ => null },
            (grade, open, noteId) => grade.MarkByPerson(open.Test, open.Key, open.Readable, itemId, markerId, ArrivingMark.Of(body.Criteria, body.Points), noteId),
            cancellation);
    }

    public static Rejection NoOpenText { get; } = Rejection.NotFound(
        new Text("There is no such answer to be marked.", "Não existe essa resposta para avaliar."));

    private static Rejection NotForPeople { get; } = new(
        "not-for-people",
        new Text("This item is marked by rule, or nothing was written.", "Esta pergunta é avaliada por regra, ou nada foi escrito."),
        new Text("If the item is faulty, correct its marking for everyone.", "Se a pergunta tem um erro, corrija a sua avaliação para todos."));

    private static Rejection OwnAnswer { get; } = new(
        "own-answer", new Text("Nobody marks their own answer.", "Ninguém avalia a própria resposta."),
        new Text("Leave it to somebody else.", "Deixe-a a outra pessoa."), RejectionKind.Forbidden);

    private static Rejection ReleasedAlready { get; } = new(
        "result-released",
        new Text("The results are released: marking is over.", "Os resultados estão divulgados: a avaliação terminou."),
        new Text("A faulty item is corrected for everyone; one person's mark changes by an appeal.", "Uma pergunta com erro corrige-se para todos; a avaliação de uma pessoa muda por recurso."));

    private static Rejection NothingToRead { get; } = new(
        "answer-erased",
        new Text("What was written is erased: there is nothing left to mark.", "O que foi escrito foi apagado: já não há nada para avaliar."),
        new Text("Nothing is left to be done: the release takes it as it is.", "Não é preciso fazer nada: a divulgação aceita-a como está."));

    private static Rejection SettledAlready { get; } = new(
        "mark-settled",
        new Text("The mark is settled.", "A avaliação está decidida."),
        new Text("Ask whoever settled it to look again.", "Peça a quem decidiu que reveja a decisão."));

    private static Rejection MarkedAlready { get; } = new(
        "already-marked",
        new Text("As many people have marked this answer as were asked to.", "Esta resposta já foi avaliada por tantas pessoas quantas foram pedidas."),
        new Text("Ask for a second marker, or settle it where two differ.", "Peça um segundo avaliador, ou decida onde dois divergem."));

    private static Rejection NotWithin(decimal weight) => new(
        "points-out-of-range",
        new Text($"The item has no rubric: it takes 0 to {Figure(weight)} points in all.", $"A pergunta não tem grelha: aceita de 0 a {Figure(weight)} pontos no total."),
        new Text("Give points in all, and none by criteria.", "Indique pontos no total e nenhuns por critério."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["weight"] = weight } };

    private static Rejection NotByRubric(IReadOnlyList<string> criteria) => new(
        "points-not-by-rubric",
        new Text("The rubric takes points for each of its lines, 0 to the line's, and nothing else.", "A grelha recebe pontos em cada linha, de 0 aos da linha, e mais nada."),
        new Text("Give every line its points once.", "Dê pontos uma vez a cada linha."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["criteria"] = criteria } };

    private static string Figure(decimal points) => points.ToString("0.##", CultureInfo.InvariantCulture);
}
