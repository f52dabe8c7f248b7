using HumanRights.Certification.Certificates;
using HumanRights.EventSourcing;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Views;

/// <summary>An edition's certificates, counted; those revoked are among those issued.</summary>
public sealed record EditionFigures(Guid Id, int EditionNumber, Text Programme, int Issued, int Revoked);

public sealed partial class EditionFiguresProjection : MultiStreamProjection<EditionFigures, Guid>
{
    public EditionFiguresProjection()
    {
        Name = "statistics";
        Identity<CertificateIssued>(e => e.EditionId);
        Identity<CertificateRevoked>(e => e.EditionId);
    }

    public static EditionFigures Create(CertificateIssued e) => new(e.EditionId, e.Requirements.EditionNumber, e.Requirements.Programme, 1, 0);

    public static EditionFigures Apply(CertificateIssued _, EditionFigures figures) => figures with { Issued = figures.Issued + 1 };

    public static EditionFigures Apply(CertificateRevoked _, EditionFigures figures) => figures with { Revoked = figures.Revoked + 1 };
}

public sealed record EditionFiguresAnswer(Guid EditionId, int EditionNumber, Text Programme, int Issued, int Revoked);

/// <param name="Issued">Certificates ever issued.</param>
/// <param name="Revoked">Of those, no longer valid.</param>
/// <param name="Editions">By edition number; two a year, so never a long list.</param>
public sealed record StatisticsAnswer(int Issued, int Revoked, IReadOnlyList<EditionFiguresAnswer> Editions);

public static class Statistics
{
    public static async Task<Ok<StatisticsAnswer>> Handle(IQuerySession session, CancellationToken cancellation)
    {
        var figures = await session.Query<EditionFigures>().OrderBy(f => f.EditionNumber).ToListAsync(cancellation);
        return TypedResults.Ok(new StatisticsAnswer(
            figures.Sum(f => f.Issued), figures.Sum(f => f.Revoked),
            [.. figures.Select(f => new EditionFiguresAnswer(f.Id, f.EditionNumber, f.Programme, f.Issued, f.Revoked))]));
    }
}
