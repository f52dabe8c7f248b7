using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Items;

public static class ItemModule
{
    public static void AddItems(this StoreOptions store)
    {
        store.Events.MapEventType<ItemDrafted>("item-drafted");
        store.Events.MapEventType<ItemRevised>("item-revised");
        store.Events.MapEventType<ItemApproved>("item-approved");
    }

    /// <summary>The whole room is its authors' alone: what it answers contains keys.</summary>
    public static void MapItems(this RouteGroupBuilder items)
    {
        items.RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
        items.MapPost("/", DraftItem.Handle)
            .WithName(nameof(DraftItem)).WithSummary("Drafts an item for a module's question bank.");
        items.MapPut("/{itemId:guid}", ReviseItem.Handle)
            .WithName(nameof(ReviseItem)).WithSummary("Gives an item a new version; tests already composed keep theirs.");
        items.MapPost("/{itemId:guid}/versions/{version:int}/approve", ApproveItem.Handle)
            .WithName(nameof(ApproveItem)).WithSummary("Approves an item's latest version for use in tests.");
        items.MapGet("/", ItemList.Handle)
            .WithName("ListItems").WithSummary("A module's question bank in order of drafting, page by page.");
        items.MapGet("/{itemId:guid}", Get)
            .WithName("GetItem").WithSummary("An item's latest version, with its key.");
    }

    private static async Task<Results<Ok<ItemAnswer>, Refusal>> Get(Guid itemId, EventWriter writer, CancellationToken cancellation)
    {
        var (item, _) = await writer.ReadAsync<Item>(Item.Stream(itemId), cancellation);
        if (item.Latest is null)
        {
            return new Refusal(Item.Unknown);
        }

        return TypedResults.Ok(ItemAnswer.Of(item));
    }
}
