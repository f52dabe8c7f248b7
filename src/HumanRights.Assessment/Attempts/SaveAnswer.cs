using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

/// <param name="OptionId">Of the item.</param>
/// <param name="TargetId">What it is matched with.</param>
public sealed record PairBody([Required, StringLength(20)] string OptionId, [Required, StringLength(20)] string TargetId);

/// <summary>One answer, in the member that the item's kind takes; an empty one takes the answer back.</summary>
/// <param name="OptionIds">Choices: all options chosen for the item.</param>
/// <param name="Pairs">Matching: each option at most once.</param>
/// <param name="Number">Numeric.</param>
/// <param name="Text">Short and open text.</param>
/// <param name="Order">
/// Grows with each answer the participant gives to the item; with it, saves may arrive in any order. Absent: the last to arrive holds.
/// </param>
public sealed record SaveAnswerBody(
    [MaxLength(20)] IReadOnlyList<string>? OptionIds = null, [MaxLength(20)] IReadOnlyList<PairBody>? Pairs = null, decimal? Number = null,
    [StringLength(SaveAnswer.LongestText)] string? Text = null, [Range(1, long.MaxValue)] long? Order = null);

/// <summary>What the service holds for the item now, and how many items have an answer.</summary>
public sealed record SavedAnswerAnswer(
    Guid ItemId, IReadOnlyList<string> OptionIds, IReadOnlyList<Pair> Pairs, decimal? Number, string? Text,
    long Order, DateTimeOffset? SavedAt, int Answered, DateTimeOffset DeadlineAt);

/// <summary>Words on their way to a row of their own.</summary>
/// <param name="Id">The row they would become.</param>
/// <param name="Length">How many characters.</param>
/// <param name="SameAs">The row that says the same already.</param>
public sealed record Written(Guid Id, int Length, Guid? SameAs = null);

/// <summary>An answer as it arrives: each of its members counts for some kinds of item only.</summary>
public sealed record Arriving(IReadOnlyList<string> OptionIds, IReadOnlyList<Pair> Pairs, decimal? Number = null, Written? Text = null)
{
    public static Arriving Options(params IReadOnlyList<string> ids) => new(ids, []);
}

public static class SaveAnswer
{
    /// <summary>Characters of an open text; a short text has fewer.</summary>
    public const int LongestText = 20_000;

    public const int LongestShortText = 500;

    public static Decision Save(this Attempt attempt, Guid itemId, Arriving answer, long? order, DateTimeOffset now)
    {
        if (attempt.Start is not { } start)
        {
            return Attempt.Unknown;
        }

        if (start.Items.FirstOrDefault(i => i.ItemId == itemId) is not { } item)
        {
            return UnknownItem;
        }

        if (item.Misfit(answer) is { } misfit)
        {
            return misfit;
        }

        var last = attempt.Answers.GetValueOrDefault(itemId);
        var saved = new AnswerSaved(
            start.AttemptId, itemId, [.. answer.OptionIds.Distinct().Order(StringComparer.Ordinal)], order ?? (last?.Order ?? 0) + 1, now)
        {
            Pairs = [.. answer.Pairs.OrderBy(p => p.OptionId, StringComparer.Ordinal)],
            Number = answer.Number,
            TextId = answer.Text is { Length: > 0 } text ? text.SameAs ?? text.Id : null,
        };
        return attempt switch
        {
            _ when last is not null && (order <= last.Order || (order is null && last.SaysTheSame(saved))) => Decision.Nothing,
            _ when last is null && saved.IsNone => Decision.Nothing,
            _ when !attempt.IsOpenAt(now) => attempt.Over,
            _ => Decision.Accept(saved),
        };
    }

    public static async Task<Results<Ok<SavedAnswerAnswer>, Refusal>> Handle(
        Guid testId, int number, Guid itemId, SaveAnswerBody body, ClaimsPrincipal caller, AnswerDesk desk, IDocumentStore store, CancellationToken cancellation)
    {
        var (personId, stream) = (caller.PersonId(), Attempt.Stream(testId, caller.PersonId(), number));
        var words = string.IsNullOrWhiteSpace(body.Text) ? null : body.Text;
        var held = words is null ? null : await HeldAsync(desk, store, stream, itemId, cancellation);
        var row = new AnswerText(Guid.CreateVersion7(), personId, words ?? "");
        var answer = new Arriving(
            body.OptionIds ?? [], [.. (body.Pairs ?? []).Select(p => new Pair(p.OptionId, p.TargetId))], body.Number,
            body.Text is null ? null : new Written(row.Id, row.Words.Length, held?.Words == words ? held?.Id : null));
        var outcome = await desk.DecideAsync(
            stream, (a, now) => a.Save(itemId, answer, body.Order, now),
            alongside: session =>
            {
                if (answer.Text is { Length: > 0, SameAs: null })
                {
                    session.Insert(row);
                }
            },
            cancellation: cancellation);
        if (outcome.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        var saved = outcome.State.Answers.GetValueOrDefault(itemId);
        var text = saved?.TextId switch
        {
            null => null,
            { } id when id == row.Id || id == held?.Id => words,
            _ => (await store.WordsOfAsync(outcome.State, cancellation)).GetValueOrDefault(saved.TextId.Value),
        };
        return TypedResults.Ok(new SavedAnswerAnswer(
            itemId, saved?.OptionIds ?? [], saved?.Pairs ?? [], saved?.Number, text, saved?.Order ?? 0, saved?.SavedAt,
            outcome.State.Answers.Values.Count(a => !a.IsNone), outcome.State.DeadlineAt));
    }

    /// <summary>A repeat of the same words must be known for one, and only their row can tell.</summary>
    private static async Task<AnswerText?> HeldAsync(AnswerDesk desk, IDocumentStore store, string stream, Guid itemId, CancellationToken cancellation)
    {
        var (attempt, _) = await desk.ReadAsync(stream, cancellation);
        if (attempt.Answers.GetValueOrDefault(itemId)?.TextId is not { } id)
        {
            return null;
        }

        await using var session = store.QuerySession();
        return await session.LoadAsync<AnswerText>(id, cancellation);
    }

    private static Rejection? Misfit(this PlacedItem item, Arriving answer)
    {
        var (choice, matching) = (item.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.TrueFalse, item.Kind == ItemKind.Matching);
        return item switch
        {
            _ when (!choice && answer.OptionIds.Count > 0) || (!matching && answer.Pairs.Count > 0)
                || (item.Kind != ItemKind.Numeric && answer.Number is not null)
                || (item.Kind is not (ItemKind.ShortText or ItemKind.OpenText) && answer.Text is not null) => OtherKind(item.Kind),
            _ when !answer.OptionIds.All(item.OptionIds.Contains) => UnknownOption,
            _ when answer.Pairs.Any(p => !item.OptionIds.Contains(p.OptionId) || !item.TargetIds.Contains(p.TargetId)) => UnknownOption,
            _ when answer.Pairs.DistinctBy(p => p.OptionId).Count() != answer.Pairs.Count => PairTwice,
            _ when item.Kind != ItemKind.MultipleChoice && answer.OptionIds.Distinct().Count() > 1 => OneOnly,
            { Kind: ItemKind.ShortText } when answer.Text?.Length > LongestShortText => TooLong,
            _ => null,
        };
    }

    private static Rejection UnknownItem { get; } = Rejection.NotFound(new Text("The attempt has no such item.", "A tentativa não tem essa pergunta."));

    private static Rejection UnknownOption { get; } = new(
        "unknown-option", new Text("The item has no such option.", "A pergunta não tem essa opção."),
        new Text("Choose among the options shown.", "Escolha entre as opções apresentadas."), RejectionKind.Invalid);

    private static Rejection OneOnly { get; } = new(
        "one-option-only", new Text("One option can be chosen.", "Só pode escolher uma opção."),
        new Text("Choose one.", "Escolha uma."), RejectionKind.Invalid);

    private static Rejection PairTwice { get; } = new(
        "option-matched-twice", new Text("An option is matched twice.", "Uma opção tem duas correspondências."),
        new Text("Match each option once.", "Faça uma só correspondência por opção."), RejectionKind.Invalid);

    private static Rejection TooLong { get; } = new(
        "text-too-long", new Text($"A short answer has at most {LongestShortText} characters.", $"Uma resposta curta tem no máximo {LongestShortText} caracteres."),
        new Text("Shorten it.", "Encurte-a."), RejectionKind.Invalid);

    private static Rejection OtherKind(ItemKind kind) => new(
        "answer-of-another-kind", new Text("The item takes another kind of answer.", "A pergunta espera outro tipo de resposta."),
        new Text("Answer it in the form the item is shown in.", "Responda na forma em que a pergunta é apresentada."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["kind"] = kind } };
}
