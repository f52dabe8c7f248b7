using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.Enrolment.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        store.Projections.Add(new EditionViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new ProgrammeViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new RegistrationViews(), ProjectionLifecycle.Async);
        foreach (var table in RegistrationViews.Tables())
        {
            store.Storage.ExtendedSchemaObjects.Add(table);
        }
    }
}
