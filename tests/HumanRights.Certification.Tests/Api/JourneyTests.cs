using System.Net.Http.Json;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.Verification;
using HumanRights.Certification.Views;
using HumanRights.Contracts.Assessment;
using HumanRights.Contracts.Enrolment;
using HumanRights.Contracts.Identity;
using HumanRights.Contracts.Learning;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Marten;
using Edition = HumanRights.Certification.Editions.Edition;

namespace HumanRights.Certification.Tests.Api;

[Collection(nameof(Alone))]
public sealed class JourneyTests(CertificationService certification)
{
    private static readonly Guid Coordinator = Guid.CreateVersion7();

    private ServiceUnderTest<Program> Service => certification.Service;

    private HttpClient AsCoordinator => Service.As(Coordinator, Roles.Coordinator);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Facts_in_any_order_and_thrice_make_one_certificate(int seed)
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(seed, 3, Facts(edition, person, planned: true));

        var certificate = await CertificateAsync(edition, person);
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Ledger.Stream(edition, person))).Count == 8);
        (await Service.EventsAsync(Certificate.Stream(Ledger.Id(edition, person)))).Single().Data.ShouldBeOfType<CertificateIssued>().Number.ShouldBe(certificate.Number);
        (await LedgerAsync(edition, person)).Lines.Select(l => l.State).ShouldAllBe(s => s == LineState.Met);
    }

    [Fact]
    public async Task An_edition_that_becomes_known_last_completes_every_ledger_that_waited()
    {
        var edition = Guid.CreateVersion7();
        var people = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        await PublishAsync(4, 1, [.. people.SelectMany(p => Facts(edition, p, planned: false))]);
        await Eventually.TrueAsync(async () => (await Task.WhenAll(people.Select(p => Service.EventsAsync(Ledger.Stream(edition, p))))).All(l => l.Count == 7));
        (await LedgerAsync(edition, people[0])).RequirementsKnown.ShouldBeFalse();

        await Service.PublishAsync(Samples.Planned(edition));

        await Eventually.TrueAsync(async () => (await StatisticsAsync()).Editions.SingleOrDefault(e => e.EditionId == edition)?.Issued == people.Count);
        await using var session = Service.Store.QuerySession();
        (await session.Query<WaitingLedger>().AnyAsync(w => w.EditionId == edition)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_editions_ledger_says_so_and_earns_no_certificate()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(new EditionCancelled(edition, new Title("The rooms are flooded.", "As salas estão inundadas.")));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Edition.Stream(edition))).Count == 1);
        await PublishAsync(5, 1, Facts(edition, person, planned: true));

        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Ledger.Stream(edition, person))).Count == 8);
        var ledger = await LedgerAsync(edition, person);
        (ledger.EditionCancelled, ledger.Complete, ledger.Certificate).ShouldBe((true, true, null));

        var other = Guid.CreateVersion7();
        await PublishAsync(6, 1, [.. Facts(edition, other, planned: false).Take(1)]);
        await Eventually.TrueAsync(async () => (await LedgerAsync(edition, other)).Lines.Count(l => l.State == LineState.Unreachable) >= 3);
    }

    [Fact]
    public async Task Ledgers_and_their_edition_arriving_at_once_never_miss_each_other()
    {
        var edition = Guid.CreateVersion7();
        var people = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        await PublishAsync(5, 2, [.. people.SelectMany(p => Facts(edition, p, planned: false)), (Samples.Planned(edition), 1)]);
        await Eventually.TrueAsync(async () => (await StatisticsAsync()).Editions.SingleOrDefault(e => e.EditionId == edition)?.Issued == people.Count);
    }

    [Fact]
    public async Task The_ledger_says_what_is_missing_and_why_in_the_readers_language()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(Samples.Planned(edition));
        await Service.PublishAsync(new SeatTaken(edition, person, Guid.CreateVersion7(), "registration"), version: 2);
        await Service.PublishAsync(new ModuleTestFailed(edition, person, 1, Guid.CreateVersion7(), Guid.CreateVersion7(), 40, 50));
        await Service.PublishAsync(new AttendanceRequirementUnreachable(edition, person, 300, 1200, 1800, 80));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Ledger.Stream(edition, person))).Count == 4);

        var client = Service.As(person, Roles.Participant);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("pt-PT");
        var ledger = await client.GetAsync($"/api/certification/editions/{edition}/ledgers/me").ReadAsync<LedgerAnswer>();
        ledger.Complete.ShouldBeFalse();
        ledger.Certificate.ShouldBeNull();
        ledger.Lines.Select(l => (l.Requirement, l.ModuleNumber, l.State)).ShouldBe(
        [
            (RequirementKind.Seat, null, LineState.Met), (RequirementKind.ModuleTest, 1, LineState.Missing), (RequirementKind.ModuleTest, 2, LineState.Missing),
            (RequirementKind.Attendance, null, LineState.Unreachable), (RequirementKind.Involvement, null, LineState.Missing),
        ]);
        ledger.Lines[1].ShouldSatisfyAllConditions(l => l.Title.ShouldBe("Dignidade"), l => l.Achieved.ShouldBe(40), l => l.Required.ShouldBe(50), l => l.Because.ShouldContain("abaixo"));
    }

    [Fact]
    public async Task The_coordination_lists_ledgers_page_by_page_complete_or_missing()
    {
        var edition = Guid.CreateVersion7();
        var people = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        await Service.PublishAsync(Samples.Planned(edition));
        await PublishAsync(6, 1, [.. people.Take(2).SelectMany(p => Facts(edition, p, planned: false))]);
        foreach (var person in people.Skip(2))
        {
            await Service.PublishAsync(new SeatTaken(edition, person, Guid.CreateVersion7(), "registration"));
        }

        await Eventually.TrueAsync(async () => (await ListAsync(edition, "?state=missing")).Items.Count == 3 && (await ListAsync(edition, "?state=complete")).Items.Count(l => l.CertificateNumber is not null) == 2);
        var first = await ListAsync(edition, "?limit=3");
        var second = await ListAsync(edition, $"?limit=3&after={first.Next}");
        first.Items.Concat(second.Items).Select(l => l.PersonId).ShouldBe(people, ignoreOrder: true);
        second.Next.ShouldBeNull();
        (await ListAsync(edition, "?state=complete")).Items.ShouldAllBe(l => l.CertificateNumber != null && l.Missing.Count == 0);
        await AsCoordinator.GetAsync($"/api/certification/editions/{edition}/ledgers?state=3").ShouldRefuseAsync(422, "invalid-values");
    }

    [Fact]
    public async Task Who_was_erased_is_certified_no_more()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(new PersonErased(person));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(People.Person.Stream(person))).Count == 1);
        await PublishAsync(7, 1, Facts(edition, person, planned: true));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Ledger.Stream(edition, person))).Count == 8);
        (await Service.EventsAsync(Certificate.Stream(Ledger.Id(edition, person)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Erasing_the_holder_leaves_the_certificate_valid()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(8, 1, Facts(edition, person, planned: true));
        var certificate = await CertificateAsync(edition, person);
        await Service.PublishAsync(new SeatGivenUp(edition, person, Guid.CreateVersion7()), version: 9);
        await Service.PublishAsync(new PersonErased(person));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(People.Person.Stream(person))).Count == 1);
        (await VerifyAsync(certificate.Number)).Status.ShouldBe(CertificateStatus.Valid);
    }

    [Fact]
    public async Task A_revoked_certificate_says_so_and_why_and_stays_revoked()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(9, 1, Facts(edition, person, planned: true));
        var certificate = await CertificateAsync(edition, person);

        await RevokeAsync(certificate.CertificateId, "resultAnnulled", 204);
        await RevokeAsync(certificate.CertificateId, "resultAnnulled", 204);
        await AsCoordinator.PostAsJsonAsync(Revocation(certificate.CertificateId), new { Reason = "obtainedByFraud" }).ShouldRefuseAsync(409, "certificate-already-revoked");
        await AsCoordinator.PostAsJsonAsync(Revocation(certificate.CertificateId), new { Reason = "noSuchReason" }).ShouldRefuseAsync(400, "malformed-request");
        await AsCoordinator.PostAsJsonAsync(Revocation(Guid.CreateVersion7()), new { Reason = "resultAnnulled" }).ShouldRefuseAsync(404, "not-found");
        await Service.As(person, Roles.Participant).PostAsJsonAsync(Revocation(certificate.CertificateId), new { Reason = "resultAnnulled" }).ShouldRefuseAsync(403, "forbidden");

        var verified = await VerifyAsync(certificate.Number);
        verified.Status.ShouldBe(CertificateStatus.Revoked);
        verified.Revocation!.Code.ShouldBe("result-annulled");
        (await Service.EventsAsync(Certificate.Stream(certificate.CertificateId))).Count.ShouldBe(2);
        await Service.PublishAsync(new SeatTaken(edition, person, Guid.CreateVersion7(), "registration"), version: 20);
        await Eventually.TrueAsync(async () => (await StatisticsAsync()).Editions.SingleOrDefault(e => e.EditionId == edition) is { Issued: 1, Revoked: 1 });
        (await Service.EventsAsync(Certificate.Stream(certificate.CertificateId))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task My_certificates_are_mine_newest_first()
    {
        var person = Guid.CreateVersion7();
        foreach (var edition in (Guid[])[Guid.CreateVersion7(), Guid.CreateVersion7()])
        {
            await PublishAsync(10, 1, Facts(edition, person, planned: true));
            await CertificateAsync(edition, person);
        }

        await Eventually.TrueAsync(async () => (await Service.As(person, Roles.Participant).GetAsync("/api/certification/certificates/me").ReadAsync<Page<MyCertificate>>()).Items.Count == 2);
        var first = await Service.As(person, Roles.Participant).GetAsync("/api/certification/certificates/me?limit=1").ReadAsync<Page<MyCertificate>>();
        var second = await Service.As(person, Roles.Participant).GetAsync($"/api/certification/certificates/me?limit=1&after={first.Next}").ReadAsync<Page<MyCertificate>>();
        first.Items.Single().IssuedAt.ShouldBeGreaterThan(second.Items.Single().IssuedAt);
        second.Next.ShouldBeNull();
        (await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync("/api/certification/certificates/me").ReadAsync<Page<MyCertificate>>()).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ledgers_are_their_owners_and_the_coordinations()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.PublishAsync(new SeatTaken(edition, person, Guid.CreateVersion7(), "registration"));
        await Eventually.TrueAsync(async () => (await Service.EventsAsync(Ledger.Stream(edition, person))).Count == 1);
        var other = Service.As(Guid.CreateVersion7(), Roles.Participant);
        await other.GetAsync($"/api/certification/editions/{edition}/ledgers/me").ShouldRefuseAsync(404, "not-found");
        await other.GetAsync($"/api/certification/editions/{edition}/ledgers/{person}").ShouldRefuseAsync(403, "forbidden");
        await other.GetAsync($"/api/certification/editions/{edition}/ledgers").ShouldRefuseAsync(403, "forbidden");
        await Service.Anonymous().GetAsync($"/api/certification/editions/{edition}/ledgers/me").ShouldRefuseAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Rebuilt_views_equal_the_live_ones()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PublishAsync(11, 1, Facts(edition, person, planned: true));
        var certificate = await CertificateAsync(edition, person);
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "?state=complete")).Items.Single().CertificateNumber is not null);
        await Eventually.TrueAsync(async () => (await TextAsync($"/api/certification/verification/{certificate.Number}")).Contains(certificate.Number, StringComparison.Ordinal));
        var live = (await TextAsync($"/api/certification/verification/{certificate.Number}"), (await ListAsync(edition, "")).Items.Single().CertificateNumber);

        await Service.RebuildAsync("certificates", "ledgers");
        (await TextAsync($"/api/certification/verification/{certificate.Number}"), (await ListAsync(edition, "")).Items.Single().CertificateNumber).ShouldBe(live);
    }

    /// <summary>What the other services tell about one person who meets everything, with each message's version.</summary>
    private static (object Message, long Version)[] Facts(Guid edition, Guid person, bool planned) =>
    [
        (new SeatTaken(edition, person, Guid.CreateVersion7(), "promotion"), 4),
        (new ModuleTestFailed(edition, person, 1, Guid.CreateVersion7(), Guid.CreateVersion7(), 40, 50), 3),
        (new ModuleTestPassed(edition, person, 1, Guid.CreateVersion7(), Guid.CreateVersion7(), 75, 50), 3),
        (new ModuleTestPassed(edition, person, 2, Guid.CreateVersion7(), Guid.CreateVersion7(), 90, 50), 3),
        (new ModuleTestFailed(edition, person, 2, Guid.CreateVersion7(), Guid.CreateVersion7(), 10, 50), 3),
        (new AttendanceRequirementMet(edition, person, 1500, 1800, 80), 5),
        (new InvolvementRequirementMet(edition, person, 3, 3), 2),
        .. planned ? [(Samples.Planned(edition), 1L)] : Array.Empty<(object, long)>(),
    ];

    /// <summary>Publishes all messages several times under their own ids, in an order drawn from the seed.</summary>
    private async Task PublishAsync(int seed, int times, (object Message, long Version)[] messages)
    {
        var all = messages.Select(m => (m.Message, m.Version, Id: Guid.CreateVersion7())).SelectMany(m => Enumerable.Repeat(m, times)).ToArray();
        new Random(seed).Shuffle(all);
        await Task.WhenAll(all.Select(m => (Task)typeof(ServiceUnderTest<Program>).GetMethod(nameof(ServiceUnderTest<>.PublishAsync))!
            .MakeGenericMethod(m.Message.GetType()).Invoke(Service, [m.Message, m.Id, m.Version, "test"])!));
    }

    private async Task<CertificateOfLedger> CertificateAsync(Guid edition, Guid person) => await Eventually.GetAsync(async () =>
    {
        using var answer = await AsCoordinator.GetAsync($"/api/certification/editions/{edition}/ledgers/{person}");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<LedgerAnswer>(ServiceUnderTest<Program>.Json))!.Certificate : null;
    });

    private Task<LedgerAnswer> LedgerAsync(Guid edition, Guid person) =>
        AsCoordinator.GetAsync($"/api/certification/editions/{edition}/ledgers/{person}").ReadAsync<LedgerAnswer>();

    private Task<Page<LedgerListItem>> ListAsync(Guid edition, string query) =>
        AsCoordinator.GetAsync($"/api/certification/editions/{edition}/ledgers{query}").ReadAsync<Page<LedgerListItem>>();

    private Task<StatisticsAnswer> StatisticsAsync() => Service.Anonymous().GetAsync("/api/certification/statistics").ReadAsync<StatisticsAnswer>();

    private Task<VerifiedCertificate> VerifyAsync(string number) =>
        Service.Anonymous().GetAsync($"/api/certification/verification/{number}").ReadAsync<VerifiedCertificate>();

    private Task<string> TextAsync(string path) => Service.Anonymous().GetStringAsync(new Uri(path, UriKind.Relative));

    private static string Revocation(Guid certificate) => $"/api/certification/certificates/{certificate}/revoke";

    private async Task RevokeAsync(Guid certificate, string reason, int status)
    {
        using var answer = await AsCoordinator.PostAsJsonAsync(Revocation(certificate), new { Reason = reason });
        ((int)answer.StatusCode).ShouldBe(status);
    }
}
