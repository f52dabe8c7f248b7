using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.AmbassadorNetwork.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        store.Projections.Add(new MemberViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new ProjectViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new PracticeViewProjection(), ProjectionLifecycle.Async);
        store.Schema.For<MemberView>().Index(m => m.Order);
        store.Schema.For<ProjectView>().Index(p => new { p.Stage, p.Order }).Index(p => new { p.AuthorId, p.Order }).Index(p => p.Order);
        store.Schema.For<PracticeView>().Index(p => p.GuideVersion);
    }

    public static void MapStatistics(this RouteGroupBuilder api) =>
        api.MapGet("/statistics", Statistics.Handle).AllowAnonymous()
            .WithName("GetNetworkFigures").WithSummary("The network in figures: ambassadors, projects by stage, organisations, practices.");
}
