using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.People;
using HumanRights.EventSourcing;
using Enrolment = HumanRights.Contracts.Enrolment;

namespace HumanRights.Certification.Tests;

/// <summary>Fixed, readable values: nothing in a test depends on chance.</summary>
public static class Samples
{
    public const string Draw = "7K3M9QXT4B";
    public static readonly Guid EditionId = Id(2);
    public static readonly Guid PersonId = Id(3);
    public static readonly Guid CertificateId = Ledger.Id(EditionId, PersonId);
    public static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public static Requirements Demanded { get; } = new(
        5, new Text("Human Rights Programme", "Programa de Direitos Humanos"), 30,
        [new Module(1, new Text("Dignity", "Dignidade"), 7), new Module(2, new Text("Equality", "Igualdade"), 7.5m)],
        new Thresholds(80, 3, 50));

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static DateTimeOffset Day(int day) => new(2026, 6, day, 10, 0, 0, TimeSpan.Zero);

    public static SeatConfirmed Seat(long version = 1) => new(EditionId, PersonId, version, Day(1));

    public static SeatLost Lost(long version = 2) => new(EditionId, PersonId, version, Day(2));

    public static AttendanceMet Attended(long version = 1) => new(EditionId, PersonId, 1500, 1800, 80, version, Day(20));

    public static AttendanceUnreachable OutOfReach(long version = 1) => new(EditionId, PersonId, 300, 1200, 1800, 80, version, Day(19));

    public static InvolvementMet Involved(long version = 1) => new(EditionId, PersonId, 3, 3, version, Day(10));

    public static TestPassed Passed(int module, int attempt = 0, long version = 1) =>
        new(EditionId, PersonId, module, Id(100 + (10 * module) + attempt), 75.5m, 50, version, Day(20 + module));

    public static TestFailed Failed(int module, int attempt = 0, long version = 1) =>
        new(EditionId, PersonId, module, Id(100 + (10 * module) + attempt), 40, 50, version, Day(15 + module));

    public static RequirementsFixed Fixed { get; } = new(EditionId, PersonId, Demanded);

    public static CertificateIssued Issued { get; } = new(
        CertificateId, EditionId, PersonId, CertificateNumber.Format(2026, Draw), Day(22), Now, Demanded);

    public static CertificateRevoked Revoked { get; } = new(
        CertificateId, EditionId, PersonId, CertificateNumber.Format(2026, Draw), RevocationReason.IssuedInError, Now.AddDays(1));

    /// <summary>All that is needed for a certificate.</summary>
    public static object[] Complete { get; } = [Fixed, Seat(), Involved(), Attended(), Passed(1), Passed(2)];

    /// <summary>One of each event the service stores.</summary>
    public static IEnumerable<object> Events =>
    [
        new RequirementsDefined(EditionId, Demanded), new HumanRights.Certification.Editions.EditionCancelled(EditionId), new PersonErased(PersonId),
        Seat(), Lost(), Attended(), OutOfReach(), Involved(), Passed(1), Failed(2), Fixed, Issued, Revoked,
    ];

    public static Enrolment.EditionPlanned Planned(Guid edition, int number = 5) => new(
        edition, Id(1), number, new Enrolment.Title("Human Rights Programme", "Programa de Direitos Humanos"), 30, 30,
        [
            new Enrolment.Module(1, new Enrolment.Title("Dignity", "Dignidade"), 7, ["a"], ["entity-01"]),
            new Enrolment.Module(2, new Enrolment.Title("Equality", "Igualdade"), 7.5m, ["b"], ["entity-02"]),
        ],
        new Enrolment.Thresholds(80, 3, 50));
}
