using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

/// <param name="OptionIds">All options chosen for the item; none takes the answer back.</param>
/// <param name="Order">
/// Grows with each answer the participant gives to the item; with it, saves may arrive in any order. Absent: the last to arrive holds.
/// </param>
public sealed record SaveAnswerBody([Required, MaxLength(20)] IReadOnlyList<string> OptionIds, [Range(1, long.MaxValue)] long? Order = null);

/// <summary>What the service holds for the item now, and how many items have an answer.</summary>
public sealed record SavedAnswerAnswer(Guid ItemId, IReadOnlyList<string> OptionIds, long Order, DateTimeOffset? SavedAt, int Answered, DateTimeOffset DeadlineAt);

public static class SaveAnswer
{
    public static Decision Save(this Attempt attempt, Guid itemId, IReadOnlyList<string> optionIds, long? order, DateTimeOffset now)
    {
        if (attempt.Start is not { } start)
        {
            return Attempt.Unknown;
        }

        var last = attempt.Answers.GetValueOrDefault(itemId);
        var chosen = optionIds.Distinct().ToHashSet();
        return start.Items.FirstOrDefault(i => i.ItemId == itemId) switch
        {
            null => UnknownItem,
            { } item when !chosen.IsSubsetOf(item.OptionIds) => UnknownOption,
            { Kind: ItemKind.SingleChoice } when chosen.Count > 1 => OneOnly,
            _ when last is not null && (order <= last.Order || (order is null && chosen.SetEquals(last.OptionIds))) => Decision.Nothing,
            _ when last is null && chosen.Count == 0 => Decision.Nothing,
            _ when !attempt.IsOpenAt(now) => attempt.Over,
            { } item => Decision.Accept(new AnswerSaved(
                start.AttemptId, itemId, [.. item.OptionIds.Where(chosen.Contains).Order(StringComparer.Ordinal)], order ?? (last?.Order ?? 0) + 1, now)),
        };
    }

    public static Task<Results<Ok<SavedAnswerAnswer>, Refusal>> Handle(
        Guid testId, int number, Guid itemId, SaveAnswerBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Attempt>(
                Attempt.Stream(testId, caller.PersonId(), number), (a, now) => a.Save(itemId, body.OptionIds, body.Order, now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Answer(o.State, itemId)));

    private static SavedAnswerAnswer Answer(Attempt attempt, Guid itemId)
    {
        var held = attempt.Answers.GetValueOrDefault(itemId);
        return new SavedAnswerAnswer(
            itemId, held?.OptionIds ?? [], held?.Order ?? 0, held?.SavedAt, attempt.Answers.Values.Count(a => a.OptionIds.Count > 0), attempt.Start!.DeadlineAt);
    }

    private static Rejection UnknownItem { get; } = Rejection.NotFound(new Text("The attempt has no such item.", "A tentativa não tem essa pergunta."));

    private static Rejection UnknownOption { get; } = new(
        "unknown-option", new Text("The item has no such option.", "A pergunta não tem essa opção."),
        new Text("Choose among the options shown.", "Escolha entre as opções apresentadas."), RejectionKind.Invalid);

    private static Rejection OneOnly { get; } = new(
        "one-option-only", new Text("One option can be chosen.", "Só pode escolher uma opção."),
        new Text("Choose one.", "Escolha uma."), RejectionKind.Invalid);
}
