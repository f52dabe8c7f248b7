namespace HumanRights.Contracts.Certification;

/// <param name="EditionId">The edition completed.</param>
/// <param name="PersonId">The person certified.</param>
/// <param name="CertificateId">The certificate.</param>
/// <param name="Number">What is printed on it and verified publicly.</param>
/// <param name="IssuedAt">When.</param>
public sealed record CertificateIssued(Guid EditionId, Guid PersonId, Guid CertificateId, string Number, DateTimeOffset IssuedAt);

public sealed record CertificateRevoked(Guid CertificateId, Guid EditionId, Guid PersonId, string Number, string Code);
