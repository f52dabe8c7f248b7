using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.Assessment.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        store.Projections.Add(new AttemptViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new ItemViewProjection(), ProjectionLifecycle.Async);
        store.Schema.For<AttemptView>().Index(a => new { a.TestId, a.Order });
        store.Schema.For<ItemView>().Index(i => new { i.ProgrammeId, i.ModuleNumber, i.Order });
    }
}
