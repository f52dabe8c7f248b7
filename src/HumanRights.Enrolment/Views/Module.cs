using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.Enrolment.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        store.Projections.Add(new EditionViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new RegistrationViewProjection(), ProjectionLifecycle.Async);
        store.Schema.For<RegistrationView>().Index(r => new { r.EditionId, r.Order }).Index(r => r.PersonId);
    }
}
