using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Assessment.Attempts;

/// <summary>What a person wrote as an answer: a row that can be erased, while the events hold its id. Never changed: another answer is another row.</summary>
/// <param name="Id">What the saved answer names.</param>
/// <param name="PersonId">Who wrote it.</param>
/// <param name="Words">As written.</param>
public sealed record AnswerText(Guid Id, Guid PersonId, string Words);

public static class AnswerTexts
{
    /// <summary>The attempt's written answers by their ids, as far as they are still there.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> WordsOfAsync(this IDocumentStore store, Attempt attempt, CancellationToken cancellation)
    {
        Guid[] ids = [.. attempt.Answers.Values.Select(a => a.TextId).OfType<Guid>()];
        if (ids.Length == 0)
        {
            return new Dictionary<Guid, string>();
        }

        await using var session = store.QuerySession();
        return (await session.LoadManyAsync<AnswerText>(cancellation, ids)).ToDictionary(t => t.Id, t => t.Words);
    }

    /// <summary>What the participant sees of their attempt.</summary>
    public static async Task<AttemptAnswer> ShowAsync(
        this IDocumentStore store, Attempt attempt, ModuleTests.TestComposed test, DateTimeOffset now, CancellationToken cancellation) =>
        AttemptAnswer.Of(attempt, test, await store.WordsOfAsync(attempt, cancellation), now);

    /// <summary>As <see cref="Refusals.RespondAsync"/>, where the answer needs more than the state.</summary>
    public static async Task<Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<AttemptAnswer>, Refusal>> ShowAsync(
        this Task<Outcome<Attempt>> outcome, IDocumentStore store, ModuleTests.TestComposed test, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await outcome;
        if (result.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        return TypedResults.Ok(await store.ShowAsync(result.State, test, clock.GetUtcNow(), cancellation));
    }
}
