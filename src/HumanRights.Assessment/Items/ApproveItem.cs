using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Items;

/// <summary>Approval names the version that was read, so that nobody approves what they have not seen.</summary>
public static class ApproveItem
{
    public static Decision Approve(this Item item, int version) => item switch
    {
        { Latest: null } => Item.Unknown,
        { Approved.Number: var approved } when approved == version => Decision.Nothing,
        { Latest.Number: var latest } when latest == version => Decision.Accept(new ItemApproved(item.Id, version)),
        _ => new Rejection(
            "not-the-latest-version",
            new Text($"The item's latest version is {item.Latest.Number}.", $"A última versão da pergunta é a {item.Latest.Number}."),
            new Text("Read the latest version and approve that one.", "Leia a última versão e aprove essa."))
        { Facts = new Dictionary<string, object?> { ["version"] = item.Latest.Number } },
    };

    public static Task<Results<Ok<ItemAnswer>, Refusal>> Handle(Guid itemId, int version, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Item>(Item.Stream(itemId), (i, _) => i.Approve(version), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ItemAnswer.Of(o.State)));
}
