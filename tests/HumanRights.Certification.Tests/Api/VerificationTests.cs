using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.Verification;
using HumanRights.Certification.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Certification.Tests.Api;

public sealed partial class VerificationTests(CertificationService certification)
{
    private ServiceUnderTest<Program> Service => certification.Service;

    [Fact]
    public async Task Shows_what_is_certified_and_nothing_about_the_person()
    {
        var issued = await IssueAsync();
        var body = await Service.Anonymous().GetStringAsync(new Uri($"/api/certification/verification/{issued.Number}", UriKind.Relative));
        body.ShouldNotContain(issued.PersonId.ToString());
        body.ShouldNotContain(issued.CertificateId.ToString());

        var verified = await Service.Anonymous().GetAsync($"/api/certification/verification/{issued.Number}").ReadAsync<VerifiedCertificate>();
        verified.ShouldSatisfyAllConditions(
            v => v.Status.ShouldBe(Views.CertificateStatus.Valid),
            v => v.Hours.ShouldBe(30),
            v => v.EditionNumber.ShouldBe(5),
            v => v.Programme.ShouldBe(Samples.Demanded.Programme),
            v => v.Modules.ShouldBe(Samples.Demanded.Modules),
            v => v.Thresholds.ShouldBe(Samples.Demanded.Thresholds),
            v => v.CompletedAt.ShouldBe(Samples.Day(22)),
            v => v.Revocation.ShouldBeNull());
    }

    [Fact]
    public async Task Forgives_case_spaces_and_dashes()
    {
        var issued = await IssueAsync();
        var typed = issued.Number.ToLowerInvariant().Replace("-", "%20", StringComparison.Ordinal);
        (await Service.Anonymous().GetAsync($"/api/certification/verification/{typed}").ReadAsync<VerifiedCertificate>()).Number.ShouldBe(issued.Number);
    }

    [Fact]
    public async Task Tells_a_mistyped_number_from_an_unknown_one()
    {
        await Service.Anonymous().GetAsync("/api/certification/verification/HR-2026-AAAA-AAAA-AAAA").ShouldRefuseAsync(404, "certificate-number-mistyped");
        var unknown = CertificateNumber.Format(2026, "0000000000");
        var problem = await Service.Anonymous().GetAsync($"/api/certification/verification/{unknown}").ShouldRefuseAsync(404, "not-found");
        problem.GetProperty("wayOut").GetString()!.ShouldContain("coordination");
    }

    [Theory]
    [InlineData("en-GB,en;q=0.9,pt;q=0.1", "en", "Valid: this certificate is genuine.", "Hours")]
    [InlineData("pt-PT,pt;q=0.9", "pt-PT", "Válido: este certificado é autêntico.", "Horas")]
    public async Task Is_an_accessible_page_for_people_in_their_language(string accepted, string language, string status, string hours)
    {
        var issued = await IssueAsync();
        using var answer = await PageAsync($"/verify/{issued.Number}", accepted);
        var page = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Content.Headers.ContentLanguage.Single().ShouldBe(language);
        page.ShouldStartWith("<!doctype html>");
        page.ShouldContain($"<html lang=\"{language}\">");
        Title().Match(page).Groups[1].Value.ShouldContain(issued.Number);
        Headings().Matches(page).Select(m => m.Groups[1].Value).ShouldBe(["1", "2", "2", "2", "2"]);
        page.ShouldContain("<main>");
        page.ShouldContain("<label for=\"number\">");
        page.ShouldContain(status);
        page.ShouldContain($"<dt>{hours}</dt><dd>30</dd>");
        page.ShouldNotContain("<script");
        page.ShouldNotContain(issued.PersonId.ToString());
    }

    [Fact]
    public async Task The_page_allows_its_own_style_and_nothing_else()
    {
        using var answer = await PageAsync("/verify", "en");
        var style = Style().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith($"default-src 'none'; style-src 'sha256-{hash}';");
    }

    [Fact]
    public async Task An_unknown_number_gets_a_page_that_says_what_to_check_and_echoes_nothing_raw()
    {
        using var answer = await PageAsync("/verify/%3Cb%3Ehi%22", "en");
        var page = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.ShouldContain("<h2>What to check</h2>");
        page.ShouldContain("value=\"&lt;b&gt;hi&quot;\"");
    }

    [Fact]
    public async Task A_program_that_asks_for_json_gets_it_at_the_same_address()
    {
        var issued = await IssueAsync();
        var client = Service.Anonymous();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/html;q=0.5");
        (await client.GetAsync($"/verify/{issued.Number}").ReadAsync<VerifiedCertificate>()).Number.ShouldBe(issued.Number);
        await client.GetAsync("/verify/nothing").ShouldRefuseAsync(404, "certificate-number-mistyped");
    }

    [Fact]
    public async Task The_form_leads_to_the_numbers_own_address()
    {
        var issued = await IssueAsync();
        using var answer = await PageAsync($"/verify?number={Uri.EscapeDataString(" " + issued.Number.ToLowerInvariant())}", "en");
        answer.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe($"/verify/{issued.Number}");
    }

    [Fact]
    public async Task A_revoked_certificate_is_shown_as_such_with_its_reason()
    {
        var issued = await IssueAsync();
        using var revoked = await Service.As(Guid.CreateVersion7(), Roles.Coordinator)
            .PostAsJsonAsync($"/api/certification/certificates/{issued.CertificateId}/revoke", new { Reason = "issuedInError" });
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var answer = await PageAsync($"/verify/{issued.Number}", "en");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("Revoked: this certificate is no longer valid.");
        page.ShouldContain("<dd>It was issued in error.</dd>");
    }

    [Fact]
    public async Task A_number_drawn_twice_is_drawn_again_and_no_message_is_lost()
    {
        var writer = Service.Services.GetRequiredService<EventWriter>();
        var ledgers = Enumerable.Range(0, 2).Select(_ => Spec.Given<Ledger>(Samples.Complete).State with { EditionId = Guid.CreateVersion7(), PersonId = Guid.CreateVersion7() }).ToList();
        foreach (var ledger in ledgers)
        {
            var draws = new Queue<string>(["0000000001", "0000000002"]);
            await writer.ReceiveAsync(new Received($"test/{ledger.PersonId:N}", Samples.Now), effects => effects.OnAsync<Certificate>(
                Certificate.Stream(Ledger.Id(ledger.EditionId, ledger.PersonId)), (c, now) => c.Issue(ledger, erased: false, draws.Dequeue(), now)), default);
        }

        var issued = await Task.WhenAll(ledgers.Select(l => Service.StateAsync<Certificate>(Certificate.Stream(Ledger.Id(l.EditionId, l.PersonId)))));
        issued.Select(c => c.Issued!.Number[8..17]).ShouldBe(["0000-0000", "0000-0000"]);
        issued.Select(c => c.Issued!.Number).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Every_operation_is_documented()
    {
        var document = await Service.Anonymous().GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        foreach (var operation in (string[])["VerifyCertificate", "VerifyCertificatePage", "GetMyLedger", "GetLedger", "ListLedgers", "ListMyCertificates", "RevokeCertificate", "GetCertificateStatistics"])
        {
            document.ShouldContain($"\"operationId\": \"{operation}\"");
        }
    }

    [Fact]
    public async Task The_register_made_anew_while_certificates_are_issued_misses_none()
    {
        var issued = new ConcurrentQueue<string>();
        using var enough = new CancellationTokenSource();
        var issuing = Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                issued.Enqueue((await IssueAsync()).Number);
            }
        }));
        for (var times = 0; times < 30; times++)
        {
            await Service.RebuildAsync("certificates");
        }

        await enough.CancelAsync();
        await issuing;
        await using var session = Service.Store.QuerySession();
        var known = (await session.Query<CertificateView>().Select(c => c.Number).ToListAsync()).ToHashSet();
        issued.Where(number => !known.Contains(number)).ShouldBeEmpty();
    }

    /// <summary>A certificate as the ledger would have it issued.</summary>
    private async Task<CertificateIssued> IssueAsync()
    {
        var (edition, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var ledger = Spec.Given<Ledger>(Samples.Complete).State with { EditionId = edition, PersonId = person };
        var outcome = await Service.Services.GetRequiredService<EventWriter>().DecideAsync<Certificate>(
            Certificate.Stream(Ledger.Id(edition, person)), (certificate, now) => certificate.Issue(ledger, erased: false, CertificateNumber.Draw(), now));
        return outcome.State.Issued!;
    }

    private async Task<HttpResponseMessage> PageAsync(string path, string language)
    {
        var client = Service.Anonymous();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return await client.GetAsync(new Uri(path, UriKind.Relative));
    }

    [GeneratedRegex("<title>(.+)</title>")]
    private static partial Regex Title();

    [GeneratedRegex("<h([1-6])>")]
    private static partial Regex Headings();

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
