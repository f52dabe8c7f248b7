using HumanRights.Assessment.Files;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Items;

public static class ReviseItem
{
    public static Decision Revise(this Item item, ItemContent content) => item.Latest switch
    {
        null => Item.Unknown,
        _ when content.Incoherence() is { } incoherence => incoherence,
        { } latest when latest.Content.SameAs(content) => Decision.Nothing,
        { } latest => Decision.Accept(new ItemRevised(item.Id, latest.Number + 1, content.Question, content.Key, content.Labels)),
    };

    /// <summary>Tests already composed keep the version they were composed with.</summary>
    public static async Task<Results<Ok<ItemAnswer>, Refusal>> Handle(
        Guid itemId, ContentBody body, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, MediumRows media, CancellationToken cancellation) =>
        !await media.HoldsAsync([.. (body.Media ?? []).Select(m => m.FileId)], cancellation)
            ? new Refusal(MediumFile.NotSent)
            : await writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Revise(body.Content), version, cancellation: cancellation)
                .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
}
