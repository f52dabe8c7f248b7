using HumanRights.Assessment.Files;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Items;

public static class DraftItem
{
    public static Decision Draft(this Item item, Guid itemId, Guid programmeId, int moduleNumber, ItemContent content, IReadOnlyList<string> entities) => item.Latest switch
    {
        _ when content.Incoherence() is { } incoherence => incoherence,
        null when entities.Stranger(content.Labels.Owner) is { } stranger => stranger,
        null => Decision.Accept(new ItemDrafted(itemId, programmeId, moduleNumber, content.Question, content.Key, content.Labels)),
        _ when item.ProgrammeId == programmeId && item.ModuleNumber == moduleNumber && item.Drafted.SameAs(content) => Decision.Nothing,
        _ => new Rejection(
            "item-already-drafted",
            new Text("An item with this id has another content.", "Já existe uma pergunta com este identificador e outro conteúdo."),
            new Text("Revise that item, or draft one with another id.", "Reveja essa pergunta ou crie uma com outro identificador.")),
    };

    public static async Task<Results<Created<ItemAnswer>, Refusal>> Handle(DraftItemBody body, EventWriter writer, MediumRows media, BankRows bank, CancellationToken cancellation)
    {
        if (!await media.HoldsAsync([.. (body.Content.Media ?? []).Select(m => m.FileId)], cancellation))
        {
            return new Refusal(MediumFile.NotSent);
        }

        var id = body.ItemId ?? Guid.CreateVersion7();
        var entities = await bank.EntitiesAsync(body.ProgrammeId, body.ModuleNumber, cancellation);
        return await writer.DecideAsync<Item>(
                Item.Stream(id), (i, _) => i.Draft(id, body.ProgrammeId, body.ModuleNumber, body.Content.Content, entities), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/assessment/items/{id}", ItemAnswer.Of(o.State)));
    }
}
