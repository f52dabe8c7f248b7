using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.People;
using HumanRights.EventSourcing;
using Published = HumanRights.Contracts.Certification;

namespace HumanRights.Certification.Integration;

public static class CertificationOutbound
{
    public static Outbound Map { get; } = new Outbound()
        .Private<RequirementsDefined>()
        .Private<EditionCancelled>()
        .Private<PersonErased>()
        .Private<SeatConfirmed>()
        .Private<SeatLost>()
        .Private<AttendanceMet>()
        .Private<AttendanceUnreachable>()
        .Private<InvolvementMet>()
        .Private<TestPassed>()
        .Private<TestFailed>()
        .Private<RequirementsFixed>()
        .Publish<CertificateIssued>(e => new Published.CertificateIssued(e.EditionId, e.PersonId, e.CertificateId, e.Number, e.IssuedAt))
        .Publish<CertificateRevoked>(e => new Published.CertificateRevoked(e.CertificateId, e.EditionId, e.PersonId, e.Number, e.Reason.Code()));
}
