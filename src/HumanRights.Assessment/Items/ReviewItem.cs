using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Items;

/// <param name="Words">What has to change.</param>
public sealed record ReturnItemBody([Required, StringLength(4000, MinimumLength = 1)] string Words);

/// <summary>What a review asked for: a row that can be erased, while the event holds its id.</summary>
public sealed record ReviewNote(Guid Id, Guid ItemId, int Version, Guid PersonId, string Words);

/// <summary>
/// Draft, in review, approved. Every step names the version that was read, so that nobody approves what they have not seen; a revision is a
/// draft again, while tests go on being composed with the version approved before. Nobody approves what they wrote themselves.
/// </summary>
public static class ReviewItem
{
    public static Decision Submit(this Item item, int version) => item switch
    {
        { Latest: null } => Item.Unknown,
        { Latest.Number: var latest } when latest != version => NotTheLatest(latest),
        { Stage: ItemStage.Draft } when item.Latest.Question.Media.FirstOrDefault(m => m.Alternative.En.Length == 0 || m.Alternative.Pt.Length == 0) is { } medium => NoAlternative(medium.Name),
        { Stage: ItemStage.Draft } => Decision.Accept(new ItemSubmitted(item.Id, version)),
        _ => Decision.Nothing,
    };

    public static Decision Return(this Item item, int version, Guid noteId) => item switch
    {
        { Latest: null } => Item.Unknown,
        { Latest.Number: var latest } when latest != version => NotTheLatest(latest),
        { Stage: ItemStage.InReview } => Decision.Accept(new ItemReturned(item.Id, version, noteId)),
        _ => NotInReview,
    };

    /// <param name="item">As it is.</param>
    /// <param name="version">The one that was read.</param>
    /// <param name="byAuthor">Whether who approves has written that version.</param>
    public static Decision Approve(this Item item, int version, bool byAuthor) => item switch
    {
        { Latest: null } => Item.Unknown,
        { Approved.Number: var approved } when approved == version => Decision.Nothing,
        { Latest.Number: var latest } when latest != version => NotTheLatest(latest),
        { Stage: ItemStage.InReview } when byAuthor => OwnItem,
        { Stage: ItemStage.InReview } => Decision.Accept(new ItemApproved(item.Id, version)),
        _ => NotInReview,
    };

    public static Task<Results<Ok<ItemAnswer>, Refusal>> HandleSubmit(Guid itemId, int version, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Submit(version), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));

    public static Task<Results<Ok<ItemAnswer>, Refusal>> HandleReturn(
        Guid itemId, int version, ReturnItemBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var note = new ReviewNote(Guid.CreateVersion7(), itemId, version, caller.PersonId(), body.Words);
        return writer.DecideAsync<Item>(
                Item.Stream(itemId), (i, _) => i.Return(version, note.Id), alongside: session => session.Insert(note), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
    }

    public static async Task<Ok<Page<ReviewNote>>> HandleNotes(Guid itemId, Guid? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? Guid.Empty;
        return TypedResults.Ok(await session.Query<ReviewNote>().Where(n => n.ItemId == itemId && n.Id > cursor)
            .OrderBy(n => n.Id).PageAsync(limit, n => n.Id, cancellation));
    }

    public static async Task<Results<Ok<ItemAnswer>, Refusal>> HandleApprove(
        Guid itemId, int version, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var byAuthor = caller.SubjectId() == await AuthorAsync(itemId, version, session, cancellation);
        return await writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Approve(version, byAuthor), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
    }

    /// <summary>Who wrote a version never changes, so that it may be read before the decision.</summary>
    private static async Task<string?> AuthorAsync(Guid itemId, int version, IQuerySession session, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(Item.Stream(itemId), token: cancellation);
        return events.FirstOrDefault(e => e.Data is ItemDrafted && version == 1 || e.Data is ItemRevised r && r.Version == version)
            ?.GetHeader(EventHeaders.Actor)?.ToString();
    }

    private static Rejection NotTheLatest(int latest) => new(
        "not-the-latest-version",
        new Text($"The item's latest version is {latest}.", $"A última versão da pergunta é a {latest}."),
        new Text("Read the latest version and name that one.", "Leia a última versão e indique essa."))
    { Facts = new Dictionary<string, object?> { ["version"] = latest } };

    private static Rejection NoAlternative(string medium) => new(
        "medium-without-alternative",
        new Text("A picture or sound has no text for who cannot see or hear it.", "Uma imagem ou som não tem texto para quem não a pode ver ou ouvir."),
        new Text("Revise the item and give it one in both languages.", "Reveja a pergunta e indique-o nas duas línguas."))
    { Facts = new Dictionary<string, object?> { ["medium"] = medium } };

    private static Rejection OwnItem { get; } = new(
        "own-item",
        new Text("Nobody approves what they have written themselves.", "Ninguém aprova o que escreveu."),
        new Text("Ask another author or the coordination to review it.", "Peça a revisão a outro autor ou à coordenação."), RejectionKind.Forbidden);

    private static Rejection NotInReview { get; } = new(
        "not-in-review",
        new Text("This version is not in review.", "Esta versão não está em revisão."),
        new Text("Submit it for review first.", "Submeta-a primeiro a revisão."));
}
