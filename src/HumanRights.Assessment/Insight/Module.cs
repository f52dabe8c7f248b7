using HumanRights.Assessment.KeyAccess;
using HumanRights.ServiceDefaults;

namespace HumanRights.Assessment.Insight;

/// <summary>Set under <c>Insight</c>.</summary>
public sealed record InsightRules
{
    /// <value>The least number of people that a figure tells of; no less than 3, since each of two knows the other.</value>
    public int SmallestGroup { get; init; } = 5;
}

public static class InsightModule
{
    public static void AddInsight(this WebApplicationBuilder builder)
    {
        var rules = builder.Configuration.GetSection("Insight").Get<InsightRules>() ?? new();
        builder.Services.AddSingleton(
            rules.SmallestGroup >= 3 ? rules : throw new InvalidOperationException($"Insight:SmallestGroup is {rules.SmallestGroup}; it is at least 3."));
    }

    public static void MapInsight(this RouteGroupBuilder api)
    {
        api.MapGet("/tests/{testId:guid}/insight", TestInsight.Handle).RequireAuthorization(Roles.Coordinator)
            .ShowsKeys<TestInsightAnswer>("insight", insight => insight.Items.Select(i => i.ItemId))
            .WithName("GetTestInsight").WithSummary("A closed test in figures: scores, reliability, each item, each objective; nothing about few people.");
        api.MapGet("/items/{itemId:guid}/insight", ItemInsight.Handle).RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator))
            .ShowsKeys<ItemInsightAnswer>("insight", insight => insight.Versions.Select(_ => insight.ItemId).Distinct())
            .WithName("GetItemInsight").WithSummary("An item's versions in figures, over all released tests that posed them; nothing about few people.");
    }
}
