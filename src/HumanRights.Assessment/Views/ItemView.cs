using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Views;

/// <summary>An item as its authors see it, key included. <paramref name="Order"/> is the order of drafting, what pages are cut by.</summary>
public sealed record ItemView(
    Guid Id, long Order, Guid ProgrammeId, int ModuleNumber, int Version, int? ApprovedVersion, Question Question, AnswerKey Key);

public sealed partial class ItemViewProjection : MultiStreamProjection<ItemView, Guid>
{
    public ItemViewProjection()
    {
        Name = "items";
        Identity<ItemDrafted>(e => e.ItemId);
        Identity<ItemRevised>(e => e.ItemId);
        Identity<ItemApproved>(e => e.ItemId);
    }

    public static ItemView Create(IEvent<ItemDrafted> e) => new(
        e.Data.ItemId, e.Sequence, e.Data.ProgrammeId, e.Data.ModuleNumber, 1, null, e.Data.Question, e.Data.Key);

    public static ItemView Apply(ItemRevised e, ItemView view) => view with { Version = e.Version, Question = e.Question, Key = e.Key };

    public static ItemView Apply(ItemApproved e, ItemView view) => view with { ApprovedVersion = e.Version };
}

public static class ItemList
{
    public static async Task<Ok<Page<ItemView>>> Handle(
        Guid programmeId, int moduleNumber, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? 0;
        return TypedResults.Ok(await session.Query<ItemView>()
            .Where(i => i.ProgrammeId == programmeId && i.ModuleNumber == moduleNumber && i.Order > cursor)
            .OrderBy(i => i.Order)
            .PageAsync(limit, i => i.Order, cancellation));
    }
}
