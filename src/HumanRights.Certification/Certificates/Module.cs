using HumanRights.Certification.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Certification.Certificates;

public static class CertificateModule
{
    public static void AddCertificates(this StoreOptions store)
    {
        store.Events.MapEventType<CertificateIssued>("certificate-issued");
        store.Events.MapEventType<CertificateRevoked>("certificate-revoked");
    }

    public static void MapCertificates(this RouteGroupBuilder certificates)
    {
        certificates.MapGet("/me", CertificateList.HandleMine).RequireAuthorization(Roles.Participant)
            .WithName("ListMyCertificates").WithSummary("The caller's certificates, newest first.");
        certificates.MapPost("/{certificateId:guid}/revoke", RevokeCertificate.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(RevokeCertificate)).WithSummary("Revokes a certificate for a reason that whoever verifies it will read.");
    }
}
