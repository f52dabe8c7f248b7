using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.Learning.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        store.Projections.Add(new MembershipProjection(), ProjectionLifecycle.Inline);
        store.Projections.Add(new CourseViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new ProgressViewProjection(), ProjectionLifecycle.Async);
        store.Schema.For<Membership>().Index(m => m.EditionId).Index(m => m.PersonId);
        store.Schema.For<ProgressView>().Index(p => new { p.EditionId, p.Order });
    }
}
