using HumanRights.Assessment.Files;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Items;

public static class ReviseItem
{
    public static Decision Revise(this Item item, ItemContent content, IReadOnlyList<string> entities) => item.Latest switch
    {
        null => Item.Unknown,
        _ when content.Incoherence() is { } incoherence => incoherence,
        { } latest when latest.Content.SameAs(content) => Decision.Nothing,
        _ when entities.Stranger(content.Labels.Owner) is { } stranger => stranger,
        { } latest => Decision.Accept(new ItemRevised(item.Id, latest.Number + 1, content.Question, content.Key, content.Labels)),
    };

    /// <summary>Tests already composed keep the version they were composed with.</summary>
    public static async Task<Results<Ok<ItemAnswer>, Refusal>> Handle(
        Guid itemId, ContentBody body, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, MediumRows media, BankRows bank, CancellationToken cancellation)
    {
        if (!await media.HoldsAsync([.. (body.Media ?? []).Select(m => m.FileId)], cancellation))
        {
            return new Refusal(MediumFile.NotSent);
        }

        // Whose bank it is in never changes.
        var (item, _) = await writer.ReadAsync<Item>(Item.Stream(itemId), cancellation);
        var entities = await bank.EntitiesAsync(item.ProgrammeId, item.ModuleNumber, cancellation);
        return await writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Revise(body.Content, entities), version, cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
    }
}
