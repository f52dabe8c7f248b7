using JasperFx.Events.Projections;
using Marten;

namespace HumanRights.Certification.Views;

public static class ViewModule
{
    public static void AddViews(this StoreOptions store)
    {
        // A certificate can be verified the moment its holder hears of it.
        store.Projections.Add(new CertificateViewProjection(), ProjectionLifecycle.Inline);
        store.Projections.Add(new LedgerViewProjection(), ProjectionLifecycle.Async);
        store.Projections.Add(new EditionFiguresProjection(), ProjectionLifecycle.Async);

        // A number drawn twice fails the save, which is decided again with another draw.
        store.Schema.For<CertificateView>().UniqueIndex(c => c.Number).Index(c => new { c.PersonId, c.Order });
        store.Schema.For<LedgerView>().Index(l => new { l.EditionId, l.Order });
    }

    public static void MapStatistics(this RouteGroupBuilder api) =>
        api.MapGet("/statistics", Statistics.Handle).AllowAnonymous()
            .WithName("GetCertificateStatistics").WithSummary("Certificates issued and revoked, by edition and in total.");
}
