using System.Security.Claims;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Views;

/// <summary>The register of certificates. <paramref name="Order"/> is the instant of issue in ticks, what pages are cut by.</summary>
public sealed record CertificateView(
    Guid Id, string Number, Guid EditionId, Guid PersonId, long Order, DateTimeOffset CompletedAt, DateTimeOffset IssuedAt, Requirements Requirements,
    RevocationReason? Revoked, DateTimeOffset? RevokedAt);

public sealed partial class CertificateViewProjection : MultiStreamProjection<CertificateView, Guid>
{
    public CertificateViewProjection()
    {
        Name = "certificates";
        Identity<CertificateIssued>(e => e.CertificateId);
        Identity<CertificateRevoked>(e => e.CertificateId);
    }

    public static CertificateView Create(CertificateIssued e) => new(
        e.CertificateId, e.Number, e.EditionId, e.PersonId, e.IssuedAt.UtcTicks, e.CompletedAt, e.IssuedAt, e.Requirements, null, null);

    public static CertificateView Apply(CertificateRevoked e, CertificateView view) => view with { Revoked = e.Reason, RevokedAt = e.RevokedAt };
}

/// <param name="CertificateId">The certificate.</param>
/// <param name="Number">What is printed on it.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="EditionNumber">1 for the first.</param>
/// <param name="Programme">Its title, in the reader's language.</param>
/// <param name="Hours">Of the whole programme.</param>
/// <param name="CompletedAt">When the last requirement was met.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Status">Valid or revoked.</param>
/// <param name="Reason">Why it was revoked.</param>
/// <param name="VerifyAt">The public page that confirms it.</param>
public sealed record MyCertificate(
    Guid CertificateId, string Number, Guid EditionId, int EditionNumber, string Programme, decimal Hours,
    DateTimeOffset CompletedAt, DateTimeOffset IssuedAt, CertificateStatus Status, string? Reason, string VerifyAt);

public enum CertificateStatus
{
    Valid,
    Revoked,
}

public static class CertificateList
{
    public static async Task<Ok<Page<MyCertificate>>> HandleMine(
        long? after, int? limit, ClaimsPrincipal caller, IQuerySession session, CancellationToken cancellation)
    {
        var (person, before) = (caller.PersonId(), after ?? long.MaxValue);
        var page = await session.Query<CertificateView>()
            .Where(c => c.PersonId == person && c.Order < before)
            .OrderByDescending(c => c.Order)
            .PageAsync(limit, c => c.Order, cancellation);
        return TypedResults.Ok(new Page<MyCertificate>([.. page.Items.Select(c => Mine(c))], page.Next));
    }

    private static MyCertificate Mine(CertificateView c) => new(
        c.Id, c.Number, c.EditionId, c.Requirements.EditionNumber, c.Requirements.Programme.ForReader(), c.Requirements.Hours, c.CompletedAt, c.IssuedAt,
        c.Revoked is null ? CertificateStatus.Valid : CertificateStatus.Revoked, c.Revoked?.Words().ForReader(), $"/verify/{c.Number}");
}
