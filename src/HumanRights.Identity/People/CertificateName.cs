namespace HumanRights.Identity.People;

/// <summary>A person's name as it was when a certificate was issued. Later corrections leave it, erasure removes it.</summary>
sealed class CertificateName
{
    public Guid CertificateId { get; init; }
    public required Guid PersonId { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset FrozenAt { get; init; }
}
