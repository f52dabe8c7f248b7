using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HumanRights.Enrolment.Import;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

/// <summary>The coordination registers people: one at a time, or many from a file.</summary>
public sealed class ImportTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    private const string Bom = "\uFEFF";

    [Fact]
    public async Task One_person_is_registered_on_behalf_by_the_vaults_facts()
    {
        var edition = await OpenEditionAsync(1);
        var person = Enrolment.Identity.Add("Ana", "org-7", "PT20");
        var answer = await OnBehalfAsync(edition, person.Id).ReadAsync<RegistrationAnswer>();
        answer.Status.ShouldBe(RegistrationStatus.Seat);
        (await OnBehalfAsync(edition, person.Id).ReadAsync<RegistrationAnswer>()).ShouldBe(answer);
        ((SeatTaken)(await Service.EventsAsync(Roster.Stream(edition)))[^1].Data).Facts.ShouldBe(new Facts("org-7", "PT20", "central"));

        var withdrawn = $"{Edition(edition)}/registrations/people/{person.Id}";
        (await AsCoordinator.DeleteAsync(withdrawn)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await AsCoordinator.DeleteAsync(withdrawn)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StoryAsync(edition)).Count(e => e == nameof(RegistrationWithdrawn)).ShouldBe(1);
    }

    [Fact]
    public async Task On_behalf_the_same_rules_refuse()
    {
        var edition = await OpenEditionAsync(1);
        await OnBehalfAsync(edition, Guid.CreateVersion7()).ShouldRefuseAsync(404, "not-found");
        await OnBehalfAsync(edition, Enrolment.Identity.Add("Rui", publicServant: false).Id).ShouldRefuseAsync(409, "not-a-public-servant");
        await OnBehalfAsync(await OpenEditionAsync(1, opensIn: TimeSpan.FromHours(1)), Enrolment.Identity.Add("Eva").Id).ShouldRefuseAsync(409, "registration-not-open");
        var problem = await OnBehalfAsync(edition, IdentityStandIn.Unreachable).ShouldRefuseAsync(503, "vault-unavailable");
        problem.GetProperty("wayOut").GetString()!.ShouldStartWith("Nothing was changed");
        (await StoryAsync(edition)).ShouldNotContain(nameof(SeatTaken));
    }

    [Fact]
    public async Task A_file_is_decided_line_by_line_in_its_order()
    {
        var edition = await OpenEditionAsync(2, policy: new RegistrationPolicy(null, OrganisationCeiling: 2, []));
        var seated = Enumerable.Range(0, 2).Select(i => Enrolment.Identity.Add($"Seated {i}", "org-1")).ToList();
        var ceiling = Enrolment.Identity.Add("One too many", "org-1");
        var waits = Enrolment.Identity.Add("Waits", "org-2");
        var stranger = Enrolment.Identity.Add("No servant", "org-3", publicServant: false);
        await OnBehalfAsync(edition, seated[0].Id).ReadAsync<RegistrationAnswer>();
        string[] lines =
        [
            "email", seated[0].Email, seated[1].Email.ToUpperInvariant(), ceiling.Email, "", waits.Email, stranger.Email, seated[1].Email, "nobody@example.invalid", "no address", "=1+1", "",
        ];

        var report = await ImportAsync(edition, string.Join("\r\n", lines));
        report.Lines.Select(l => (l.Line, l.Outcome, l.Code)).ShouldBe(
        [
            (2, "already-registered", null), (3, "seat", null), (4, "refused", "organisation-ceiling-reached"), (6, "waiting", null),
            (7, "refused", "not-a-public-servant"), (8, "duplicate-in-file", null), (9, "unknown-person", null), (10, "malformed", null), (11, "malformed", null),
        ]);
        report.Lines[3].Position.ShouldBe(1);
        report.Lines.Where(l => l.Outcome is not ("seat" or "waiting" or "already-registered")).ShouldAllBe(l => l.Because!.Length > 10);
        report.Lines[4].WayOut.ShouldNotBeNullOrEmpty();
        report.Summary.ShouldSatisfyAllConditions(
            s => (s.DryRun, s.Complete, s.Lines, s.Blank).ShouldBe((false, true, 9, 1)),
            s => s.Outcomes["refused"].ShouldBe(2), s => s.Refusals["not-a-public-servant"].ShouldBe(1), s => s.IgnoredColumns.ShouldBeEmpty());

        // Again: who is registered stays so, refusals are on record once.
        var events = (await StoryAsync(edition)).Count;
        var again = await ImportAsync(edition, string.Join("\n", lines));
        again.Lines.Select(l => l.Outcome).ShouldBe(
            ["already-registered", "already-registered", "refused", "already-registered", "refused", "duplicate-in-file", "unknown-person", "malformed", "malformed"]);
        (await StoryAsync(edition)).Count.ShouldBe(events);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_changes_nothing()
    {
        var edition = await OpenEditionAsync(1, policy: new RegistrationPolicy(null, OrganisationCeiling: 2, []));
        var people = Enumerable.Range(0, 3).Select(i => Enrolment.Identity.Add($"Person {i}", "org-1")).ToList();
        var file = "person_id\n" + string.Join('\n', people.Select(p => p.Id));
        var before = (await StoryAsync(edition)).Count;
        var rehearsed = await ImportAsync(edition, file, "?dryRun=true");
        (rehearsed.Summary.DryRun, (await StoryAsync(edition)).Count).ShouldBe((true, before));
        rehearsed.Lines.Select(l => l.Outcome).ShouldBe(["seat", "waiting", "refused"]);
        (await ImportAsync(edition, file, "?dryRun=false")).Lines.ShouldBe(rehearsed.Lines);
    }

    [Fact]
    public async Task Spreadsheets_of_every_kind_are_read()
    {
        var edition = await OpenEditionAsync(10);
        var people = Enumerable.Range(0, 4).Select(i => Enrolment.Identity.Add($"Sheet {i}")).ToList();
        var report = await ImportAsync(edition, $"{Bom}Nome;\"E\"\"?\"; Email ;Notas\r\n" +
            $"\"Zoë; \"\"Ångström\"\" 田中 مريم {new string('x', 5000)}\";1;\"{people[0].Email}\";\r\n" +
            $"=HYPERLINK(1);2;  {people[1].Email}  ;-1+1\r\n" +
            $"\"never closed;3;{people[2].Email};\r\n" +
            $"cells;{people[2].Email}\r\n" +
            $"\u202Eright to left;4;{people[2].Email};@x");
        report.Lines.Select(l => (l.Line, l.Outcome)).ShouldBe([(2, "seat"), (3, "seat"), (4, "malformed"), (5, "malformed"), (6, "seat")]);
        report.Summary.IgnoredColumns.ShouldBe(["nome", "e\"?", "notas"]);

        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes($"EMAIL\r{people[3].Email}\r")), "file", "pessoas.csv" } };
        (await ReadAsync(await SendAsync(edition, form))).Lines.Select(l => (l.Line, l.Outcome)).ShouldBe([(2, "seat")]);
    }

    [Theory]
    [InlineData("", "wrong-columns")]
    [InlineData("\n\n", "wrong-columns")]
    [InlineData("ana@example.invalid\nrui@example.invalid", "wrong-columns")]
    [InlineData("mail,name\na@example.invalid,Ana", "wrong-columns")]
    [InlineData("email,Email\na@example.invalid,b@example.invalid", "wrong-columns")]
    [InlineData("email,name,name\na@example.invalid,Ana,Ana", "wrong-columns")]
    [InlineData("email;person_id\na@example.invalid;", "wrong-columns")]
    [InlineData("\"email\nx", "wrong-columns")]
    public async Task Columns_that_cannot_be_understood_are_named(string file, string code)
    {
        var problem = await SendAsync(await OpenEditionAsync(1), Csv(file)).ShouldRefuseAsync(422, code);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("wayOut").GetString()!.ShouldContain("person_id");
    }

    [Fact]
    public async Task What_is_no_file_of_text_is_refused()
    {
        var edition = await OpenEditionAsync(1);
        await SendAsync(edition, Bytes([.. "email\n"u8, 0xE9, .. "@example.invalid"u8])).ShouldRefuseAsync(422, "not-utf-8");
        await SendAsync(edition, Bytes(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("email\na@example.invalid")).ToArray())).ShouldRefuseAsync(422, "not-utf-8");
        await SendAsync(edition, new StringContent("{}", Encoding.UTF8, "application/json")).ShouldRefuseAsync(415, "unsupported-media-type");
        await SendAsync(edition, null).ShouldRefuseAsync(415, "unsupported-media-type");
        await SendAsync(edition, new MultipartFormDataContent { { new StringContent("email"), "words" } }).ShouldRefuseAsync(400, "malformed-request");
        await SendAsync(edition, Csv("email\n" + string.Concat(Enumerable.Repeat("\n", 100_001)))).ShouldRefuseAsync(422, "too-many-lines");
        (await ImportAsync(edition, "email")).Summary.Lines.ShouldBe(0);
        (await ImportAsync(edition, "email\na\0b@example.invalid\n\"a@example.invalid\r\nBcc: b@example.invalid\"")).Lines.ShouldAllBe(l => l.Outcome == "malformed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_over_sixteen_megabytes_is_refused(bool form)
    {
        HttpContent file = Bytes([.. "email\n"u8, .. new byte[17 * 1024 * 1024]]);
        if (form)
        {
            file = new MultipartFormDataContent { { file, "file", "people.csv" } };
        }

        // As clients with large bodies do: the answer is waited for first, and not lost in what is still being sent.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Service.Address };
        client.DefaultRequestHeaders.Authorization = AsCoordinator.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.ExpectContinue = true;
        await client.PostAsync($"{Edition(await OpenEditionAsync(1))}/registrations/import", file).ShouldRefuseAsync(413, "body-too-large");
    }

    [Fact]
    public async Task Into_an_edition_that_is_not_announced_or_is_cancelled_nothing_is_imported()
    {
        await SendAsync((await PlanEditionAsync(1)).EditionId, Csv("email")).ShouldRefuseAsync(409, "registration-not-open");
        var edition = await OpenEditionAsync(1);
        using (await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/cancel", new { Notice = new { En = "No.", Pt = "Não." } }))
        {
        }

        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Contains(nameof(RegistrationsEnded)));
        await SendAsync(edition, Csv("email")).ShouldRefuseAsync(409, "edition-cancelled");
    }

    [Fact]
    public async Task With_the_vault_away_it_is_refused_or_stops_where_it_was_and_goes_on_when_sent_again()
    {
        var edition = await OpenEditionAsync(5000);
        await SendAsync(edition, Csv($"person_id\n{IdentityStandIn.Unreachable}")).ShouldRefuseAsync(503, "vault-unavailable");

        var people = Enumerable.Range(0, 1500).Select(i => Enrolment.Identity.Add($"Many {i}")).ToList();
        var lines = people.Select(p => p.Id.ToString()).ToList();
        var broken = await ImportAsync(edition, "person_id\n" + string.Join('\n', lines.Append(IdentityStandIn.Unreachable.ToString())));
        broken.Lines.Count.ShouldBe(1501);
        broken.Lines.Take(1000).ShouldAllBe(l => l.Outcome == "seat");
        broken.Lines.Skip(1000).ShouldAllBe(l => l.Outcome == "not-decided");
        (broken.Summary.Complete, broken.Summary.WayOut).ShouldBe((false, "Send the same file again: who is registered already stays so."));

        var whole = await ImportAsync(edition, "person_id\n" + string.Join('\n', lines));
        whole.Summary.Complete.ShouldBeTrue();
        whole.Summary.Outcomes.ShouldBe(new Dictionary<string, int> { ["already-registered"] = 1000, ["seat"] = 500 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_hundred_thousand_lines_are_reported_each()
    {
        var edition = await OpenEditionAsync(30);
        var people = Enumerable.Range(0, 200).Select(i => Enrolment.Identity.Add($"One of many {i}")).ToList();
        // Those whom somebody knows stand at the beginning, across a part's end, and on the very last line.
        var lines = Enumerable.Range(0, 100_000).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var (i, person) in people.Index())
        {
            lines[i < 50 ? i : i < 199 ? i + 900 : ^1] = person.Id;
        }

        var report = await ImportAsync(edition, "name;person_id\r\n" + string.Join("\r\n", lines.Select(l => $"=1+1;\"{l}\"")), "?dryRun=true");
        report.Lines.Select(l => (l.Line, l.PersonId!.Value)).ShouldBe(lines.Select((l, i) => (i + 2, l)));
        report.Summary.Outcomes.ShouldBe(new Dictionary<string, int> { ["seat"] = 30, ["waiting"] = 170, ["unknown-person"] = 99_800 }, ignoreOrder: true);
        report.Lines[^1].Position.ShouldBe(170);
    }

    [Fact]
    public async Task No_address_is_stored()
    {
        var edition = await OpenEditionAsync(1);
        var person = Enrolment.Identity.Add("Kept nowhere");
        await ImportAsync(edition, $"email\n{person.Email}");
        (await Service.EventsAsync(Roster.Stream(edition))).ShouldAllBe(e => !JsonSerializer.Serialize(e.Data, e.Data.GetType()).Contains('@'));
    }

    [Fact]
    public async Task The_export_is_safe_to_open_in_a_spreadsheet()
    {
        var edition = await OpenEditionAsync(2);
        string[] names = ["=HYPERLINK(\"http://example.invalid\")", "+351 Ana", "-1+1", "@cmd", "Zoë \"Z\" Ångström; 田中, مريم\u202E", new('é', 5000)];
        var people = names.Select(n => Enrolment.Identity.Add(n, "org-1")).ToList();
        foreach (var person in people)
        {
            await OnBehalfAsync(edition, person.Id).ReadAsync<RegistrationAnswer>();
        }

        await RegisterAsync(edition, IdentityStandIn.Unreachable);
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "")).Items.Count == 7);
        var away = Encoding.UTF8.GetString(await ExportAsync(edition, "en"));
        away.ShouldContain($"\"{people[0].Id}\",\"(name not available)\",\"seat\"");

        await WithdrawAsync(edition, IdentityStandIn.Unreachable);
        var other = await OpenEditionAsync(2);
        foreach (var person in people)
        {
            await OnBehalfAsync(other, person.Id).ReadAsync<RegistrationAnswer>();
        }

        await Eventually.TrueAsync(async () => (await ListAsync(other, "")).Items.Count == 6);
        var bytes = await ExportAsync(other, "pt-PT");
        bytes.Take(3).ShouldBe(Encoding.UTF8.GetPreamble());
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split("\r\n");
        lines[0].ShouldBe("\"person_id\",\"nome\",\"estado\",\"desde\",\"posição\",\"oferta_expira_em\",\"organização\",\"região\",\"setor\"");
        lines.Length.ShouldBe(8);
        lines[7].ShouldBeEmpty();
        lines[1].ShouldStartWith($"\"{people[0].Id}\",\"'=HYPERLINK(\"\"http://example.invalid\"\")\",\"com lugar\",");
        lines[2].ShouldContain("\"'+351 Ana\"");
        lines[3].ShouldContain("\"'-1+1\",\"em espera\"");
        lines[4].ShouldContain("\"'@cmd\"");
        lines[5].ShouldContain("\"Zoë \"\"Z\"\" Ångström; 田中, مريم\u202E\"");
        lines[6].ShouldContain(names[5]);

        // What is exported can be imported again.
        (await ReadAsync(await SendAsync(other, Bytes(bytes)))).Lines.ShouldAllBe(l => l.Outcome == "already-registered");
        await AsCoordinator.GetAsync($"{Edition(Guid.CreateVersion7())}/registrations/export").ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Statistics_count_what_happened()
    {
        var edition = await OpenEditionAsync(2, policy: new RegistrationPolicy(OfferMinutes: 60, null, []));
        foreach (var (organisation, region) in new[] { ("a", "PT11"), ("a", "PT11"), ("b", "PT20"), ("b", "PT11"), ("c", null) })
        {
            await OnBehalfAsync(edition, Enrolment.Identity.Add("Someone", organisation, region).Id).ReadAsync<RegistrationAnswer>();
        }

        await OnBehalfAsync(edition, Enrolment.Identity.Add("Not one", publicServant: false).Id).ShouldRefuseAsync(409, "not-a-public-servant");
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "")).Items.Count == 6);
        var seated = (await ListAsync(edition, "?status=seat")).Items;
        await WithdrawAsync(edition, seated[0].PersonId);
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "?status=offered")).Items.Count == 1);
        using (await AnswerOfferAsync(edition, (await ListAsync(edition, "?status=offered")).Items[0].PersonId, "decline"))
        {
        }

        await Eventually.TrueAsync(async () => (await StatisticsAsync(edition)) is { Offers: { Made: 2, Declined: 1 }, FilledAt: not null });
        var figures = await StatisticsAsync(edition);
        figures.ByStatus.ShouldBe(new Dictionary<string, int> { ["seat"] = 1, ["offered"] = 1, ["waiting"] = 1, ["withdrawn"] = 1, ["declined"] = 1, ["refused"] = 1 }, ignoreOrder: true);
        (figures.People, figures.WaitingListLength, figures.Capacity).ShouldBe((6, 1, 2));
        figures.ByRegion.Select(r => (r.Code, r.People)).ShouldBe([("PT11", 4), ((string?)null, 1), ("PT20", 1)]);
        figures.ByOrganisation.Select(r => (r.Code, r.People)).ShouldBe([("a", 2), ("b", 2), ("c", 1), ("org-1", 1)]);
        figures.BySector.Single().ByStatus["seat"].ShouldBe(1);
        figures.Refusals.ShouldBe(new Dictionary<string, int> { ["not-a-public-servant"] = 1 });
        figures.SecondsToFill!.Value.ShouldBe((figures.FilledAt!.Value - figures.OpensAt!.Value).TotalSeconds);
        figures.FilledAt.ShouldBe((await Service.EventsAsync(Roster.Stream(edition))).Where(e => e.Data is SeatTaken).ElementAt(1).Timestamp);
        await AsCoordinator.GetAsync($"{Edition(Guid.CreateVersion7())}/statistics").ShouldRefuseAsync(404, "not-found");
    }

    private Task<EditionStatistics> StatisticsAsync(Guid edition) => AsCoordinator.GetAsync($"{Edition(edition)}/statistics").ReadAsync<EditionStatistics>();

    private Task<HttpResponseMessage> OnBehalfAsync(Guid edition, Guid person) =>
        AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/registrations/on-behalf", new { PersonId = person });

    private async Task<Report> ImportAsync(Guid edition, string file, string query = "") => await ReadAsync(await SendAsync(edition, Csv(file), query));

    private static async Task<Report> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        return new(
            [.. lines.SkipLast(1).Select(l => JsonSerializer.Deserialize<ImportLine>(l, JsonSerializerOptions.Web)!)],
            JsonSerializer.Deserialize<ImportSummary>(lines[^1], JsonSerializerOptions.Web)!);
    }

    private Task<HttpResponseMessage> SendAsync(Guid edition, HttpContent? file, string query = "") =>
        AsCoordinator.PostAsync($"{Edition(edition)}/registrations/import{query}", file);

    private async Task<byte[]> ExportAsync(Guid edition, string language)
    {
        var client = AsCoordinator;
        client.DefaultRequestHeaders.AcceptLanguage.Add(new(language));
        using var answer = await client.GetAsync($"{Edition(edition)}/registrations/export");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"registrations-{edition:N}.csv");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static ByteArrayContent Csv(string file) => Bytes(Encoding.UTF8.GetBytes(file));

    private static ByteArrayContent Bytes(byte[] file) => new(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/csv") } };

    private sealed record Report(IReadOnlyList<ImportLine> Lines, ImportSummary Summary);
}
