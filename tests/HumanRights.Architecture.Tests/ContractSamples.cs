namespace HumanRights.Architecture.Tests;

/// <summary>A readable example of every integration event.</summary>
public static class ContractSamples
{
    private static readonly Guid Edition = Id(0xed);
    private static readonly Guid Person = Id(0xbe);
    private static readonly DateTimeOffset At = new(2026, 10, 5, 9, 0, 0, TimeSpan.FromHours(1));

    public static IReadOnlyDictionary<Type, object> All { get; } = new object[]
    {
        new Contracts.Enrolment.EditionPlanned(
            Edition, Id(0xa0), 5, new("Human Rights Programme", "Programa de Direitos Humanos"), 30, 30,
            [new(1, new("Dignity and citizenship", "Dignidade e cidadania"), 7.5m, ["a", "b"], ["entity-01", "entity-02"])],
            new(80, 3, 50)),
        new Contracts.Enrolment.RegistrationOpened(Edition, At, At.AddDays(14)),
        new Contracts.Enrolment.RegistrationClosed(Edition),
        new Contracts.Enrolment.SeatTaken(Edition, Person, Id(0x5e), "registration"),
        new Contracts.Enrolment.SeatGivenUp(Edition, Person, Id(0x5e)),
        new Contracts.Enrolment.PlacedOnWaitingList(Edition, Person, Id(0x5e), 4),
        new Contracts.Enrolment.WaitingPlaceGivenUp(Edition, Person, Id(0x5e)),
        new Contracts.Enrolment.SeatOffered(Edition, Person, Id(0x5e), At.AddDays(2)),
        new Contracts.Enrolment.OfferDeclined(Edition, Person, Id(0x5e)),
        new Contracts.Enrolment.OfferExpired(Edition, Person, Id(0x5e)),
        new Contracts.Enrolment.OfferEnded(Edition, Person, Id(0x5e)),
        new Contracts.Enrolment.RegistrationRefused(Edition, Person, "not-a-public-servant"),
        new Contracts.Enrolment.AppealDecided(Edition, Person, Id(0xa9), "not-a-public-servant", "reversed"),
        new Contracts.Enrolment.EditionCancelled(Edition, new("The edition cannot take place this autumn.", "A edição não se pode realizar neste outono.")),
        new Contracts.Enrolment.EditionStarted(Edition),
        new Contracts.Enrolment.EditionCompleted(Edition),
        new Contracts.Learning.SessionScheduled(Edition, Id(0xc1), "class", 1, At, At.AddHours(3)),
        new Contracts.Learning.AttendanceRequirementMet(Edition, Person, 1500, 1800, 80),
        new Contracts.Learning.AttendanceRequirementUnreachable(Edition, Person, 300, 1260, 1800, 80),
        new Contracts.Learning.InvolvementRequirementMet(Edition, Person, 3, 3),
        new Contracts.Learning.FeedbackSummarised(Edition, 25, 5.9m),
        new Contracts.Assessment.ModuleTestPassed(Edition, Person, 1, Id(0x7e), Id(0xa7), 80, 50),
        new Contracts.Assessment.ModuleTestFailed(Edition, Person, 1, Id(0x7e), Id(0xa7), 40, 50),
        new Contracts.Assessment.ResultAppealDecided(Edition, Person, 1, Id(0x7e), Id(0xa7), Id(0xaa), "reversed"),
        new Contracts.Certification.CertificateIssued(Edition, Person, Id(0xce), "HR-2026-7K3M-9QXA-2WD5", At),
        new Contracts.Certification.CertificateRevoked(Id(0xce), Edition, Person, "HR-2026-7K3M-9QXA-2WD5", "issued-in-error"),
        new Contracts.AmbassadorNetwork.AmbassadorJoined(Person, Id(0xce)),
        new Contracts.AmbassadorNetwork.AmbassadorLeft(Person),
        new Contracts.AmbassadorNetwork.ProjectApproved(Id(0x90), Person, "municipality-of-example"),
        new Contracts.AmbassadorNetwork.ProjectImplemented(Id(0x90), Person, "municipality-of-example"),
        new Contracts.AmbassadorNetwork.PracticePublished(Id(0x9a), Id(0x90), "municipality-of-example", 1),
        new Contracts.Identity.PersonErased(Person),
        new Contracts.Identity.EmailConfirmationRequested(Person, Id(0x1e)),
        new Contracts.Identity.PasswordResetRequested(Person, Id(0x1f)),
    }.ToDictionary(s => s.GetType());

    private static Guid Id(int number) => new(number, 0, 0, [0x80, 0, 0, 0, 0, 0, 0, 1]);
}
