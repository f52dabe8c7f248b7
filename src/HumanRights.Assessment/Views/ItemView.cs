using System.Text.Json.Serialization;
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
    Guid Id, long Order, Guid ProgrammeId, int ModuleNumber,
    // A member named Version would be taken by the store for its own.
    [property: JsonPropertyName("version")] int LatestVersion, int? ApprovedVersion, ItemStage Stage, Question Question, AnswerKey Key, Labels Labels);

public sealed partial class ItemViewProjection : MultiStreamProjection<ItemView, Guid>
{
    public ItemViewProjection()
    {
        Name = "items";
        Identity<ItemDrafted>(e => e.ItemId);
        Identity<ItemRevised>(e => e.ItemId);
        Identity<ItemSubmitted>(e => e.ItemId);
        Identity<ItemReturned>(e => e.ItemId);
        Identity<ItemApproved>(e => e.ItemId);
    }

    public static ItemView Create(IEvent<ItemDrafted> e) => new(
        e.Data.ItemId, e.Sequence, e.Data.ProgrammeId, e.Data.ModuleNumber, 1, null, ItemStage.Draft, e.Data.Question, e.Data.Key, e.Data.Labels);

    public static ItemView Apply(ItemRevised e, ItemView view) =>
        view with { LatestVersion = e.Version, Stage = ItemStage.Draft, Question = e.Question, Key = e.Key, Labels = e.Labels };

    public static ItemView Apply(ItemSubmitted _, ItemView view) => view with { Stage = ItemStage.InReview };

    public static ItemView Apply(ItemReturned _, ItemView view) => view with { Stage = ItemStage.Draft };

    public static ItemView Apply(ItemApproved e, ItemView view) => view with { ApprovedVersion = e.Version, Stage = ItemStage.Approved };
}

public static class ItemList
{
    /// <param name="programmeId">Whose bank.</param>
    /// <param name="moduleNumber">Of this module only.</param>
    /// <param name="topic">About this only.</param>
    /// <param name="objective">For this one only, by its letter.</param>
    /// <param name="owner">Of this entity only, by its code.</param>
    /// <param name="stage"><c>draft</c>, <c>inReview</c> or <c>approved</c> only.</param>
    /// <param name="after">The page before's <c>next</c>.</param>
    /// <param name="limit">Of the page.</param>
    /// <param name="session">The store.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<Results<Ok<Page<ItemView>>, Refusal>> Handle(
        Guid programmeId, int? moduleNumber, string? topic, string? objective, string? owner, string? stage, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        ItemStage? at = null;
        if (stage is not null)
        {
            if (!Enum.TryParse<ItemStage>(stage, ignoreCase: true, out var named) || !Enum.IsDefined(named) || int.TryParse(stage, out _))
            {
                return new Refusal(NoStage);
            }

            at = named;
        }

        return TypedResults.Ok(await session.Find(programmeId, moduleNumber, topic, objective, owner, at, after ?? 0)
            .OrderBy(i => i.Order)
            .PageAsync(limit, i => i.Order, cancellation));
    }

    public static IQueryable<ItemView> Find(
        this IQuerySession session, Guid programmeId, int? moduleNumber, string? topic, string? objective, string? owner, ItemStage? stage, long after)
    {
        var found = session.Query<ItemView>().Where(i => i.ProgrammeId == programmeId && i.Order > after);
        found = moduleNumber is { } number ? found.Where(i => i.ModuleNumber == number) : found;
        found = topic is not null ? found.Where(i => i.Labels.Topics.Contains(topic)) : found;
        found = objective is not null ? found.Where(i => i.Labels.Objectives.Contains(objective)) : found;
        found = owner is not null ? found.Where(i => i.Labels.Owner == owner) : found;
        return stage is { } at ? found.Where(i => i.Stage == at) : found;
    }

    private static Rejection NoStage { get; } = new(
        "unknown-stage", new Text("Items are in no such stage.", "As perguntas não têm essa fase."),
        new Text("Ask for draft, inReview or approved.", "Peça draft, inReview ou approved."), RejectionKind.Invalid);
}
