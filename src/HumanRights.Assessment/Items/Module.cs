using HumanRights.Assessment.KeyAccess;
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
        store.Events.MapEventType<ItemSubmitted>("item-submitted");
        store.Events.MapEventType<ItemReturned>("item-returned");
        store.Events.MapEventType<ItemApproved>("item-approved");
        BankRows.AddTo(store);
        store.Schema.For<ReviewNote>().Index(n => n.ItemId).Index(n => n.PersonId);
    }

    /// <summary>The whole room is its authors' alone: what it answers contains keys.</summary>
    public static void MapItems(this RouteGroupBuilder items)
    {
        items.RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
        items.MapPost("/", DraftItem.Handle).ShowsKeys<ItemAnswer>("drafting", Shown)
            .WithName(nameof(DraftItem)).WithSummary("Drafts an item for a module's question bank.");
        items.MapPut("/{itemId:guid}", ReviseItem.Handle).ShowsKeys<ItemAnswer>("revision", Shown)
            .WithName(nameof(ReviseItem)).WithSummary("Gives an item a new version; tests already composed keep theirs.");
        items.MapPost("/{itemId:guid}/versions/{version:int}/submit", ReviewItem.HandleSubmit).ShowsKeys<ItemAnswer>("review", Shown)
            .WithName("SubmitItem").WithSummary("Asks for a review of an item's latest version.");
        items.MapPost("/{itemId:guid}/versions/{version:int}/return", ReviewItem.HandleReturn).ShowsKeys<ItemAnswer>("review", Shown)
            .WithName("ReturnItem").WithSummary("Asks for changes to the version in review.");
        items.MapPost("/{itemId:guid}/versions/{version:int}/approve", ReviewItem.HandleApprove).ShowsKeys<ItemAnswer>("review", Shown)
            .WithName("ApproveItem").WithSummary("Approves the version in review for use in tests.");
        items.MapGet("/{itemId:guid}/notes", ReviewItem.HandleNotes)
            .WithName("ListReviewNotes").WithSummary("What reviews of an item asked for, page by page.");
        items.MapGet("/", ItemList.Handle).ShowsKeys<Page<ItemView>>("listing", page => page.Items.Select(i => i.Id))
            .WithName("ListItems").WithSummary("A module's question bank in order of drafting, by topic, objective, owner or stage, page by page.");
        items.MapGet("/{itemId:guid}", Get).ShowsKeys<ItemAnswer>("reading", Shown)
            .WithName("GetItem").WithSummary("An item's latest version, with its key.");
    }

    private static IEnumerable<Guid> Shown(ItemAnswer item) => [item.ItemId];

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
