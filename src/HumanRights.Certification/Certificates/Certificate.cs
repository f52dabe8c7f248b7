using HumanRights.Certification.Editions;
using HumanRights.Certification.Ledgers;
using HumanRights.EventSourcing;

namespace HumanRights.Certification.Certificates;

/// <param name="CertificateId">The ledger's id: one ledger, one certificate.</param>
/// <param name="EditionId">The edition completed.</param>
/// <param name="PersonId">The person certified; the name is the vault's.</param>
/// <param name="Number">What is printed on it.</param>
/// <param name="CompletedAt">When the last requirement was met.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Requirements">What was required and met, as it stood: nothing changes a certificate afterwards.</param>
public sealed record CertificateIssued(
    Guid CertificateId, Guid EditionId, Guid PersonId, string Number, DateTimeOffset CompletedAt, DateTimeOffset IssuedAt, Requirements Requirements);

public sealed record CertificateRevoked(
    Guid CertificateId, Guid EditionId, Guid PersonId, string Number, RevocationReason Reason, DateTimeOffset RevokedAt);

public sealed record Certificate(CertificateIssued? Issued, RevocationReason? Revoked) : IState<Certificate>
{
    public static Certificate Initial { get; } = new(null, null);

    public static string Stream(Guid certificateId) => $"certificate-{certificateId:N}";

    public Certificate Apply(object @event) => @event switch
    {
        CertificateIssued e => this with { Issued = e },
        CertificateRevoked e => this with { Revoked = e.Reason },
        _ => this,
    };
}

public static class IssueCertificate
{
    /// <summary>Nobody asks for it: it is issued when the last line is met, once, and never to who was erased.</summary>
    public static Decision Issue(this Certificate certificate, Ledger ledger, bool erased, string draw, DateTimeOffset now) =>
        certificate.Issued is not null || erased || !ledger.IsComplete()
            ? Decision.Nothing
            : Decision.Accept(new CertificateIssued(
                Ledger.Id(ledger.EditionId, ledger.PersonId), ledger.EditionId, ledger.PersonId, CertificateNumber.Format(now.Year, draw),
                ledger.CompletedAt() ?? now, now, ledger.Requirements!));
}
