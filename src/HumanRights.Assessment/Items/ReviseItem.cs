using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Items;

public static class ReviseItem
{
    public static Decision Revise(this Item item, Question question, AnswerKey key) => item.Latest switch
    {
        null => Item.Unknown,
        _ when question.Incoherence(key) is { } incoherence => incoherence,
        { } latest when latest.SameAs(new ItemVersion(latest.Number, question, key)) => Decision.Nothing,
        { } latest => Decision.Accept(new ItemRevised(item.Id, latest.Number + 1, question, key)),
    };

    /// <summary>Tests already composed keep the version they were composed with.</summary>
    public static Task<Results<Ok<ItemAnswer>, Refusal>> Handle(
        Guid itemId, ContentBody body, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Revise(body.Question, body.Key), version, cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
}
