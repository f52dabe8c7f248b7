using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.EventSourcing;
using HumanRights.Identity.People;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Certification = HumanRights.Contracts.Certification;
using Contract = HumanRights.Contracts.Identity;

namespace HumanRights.Identity.Tests.Api;

/// <summary>People who register themselves, and what they do with their accounts.</summary>
[Collection(IdentityCollection.Name)]
public sealed class AccountTests(RunningIdentity identity)
{
    const string People = "/api/identity/people", Registrations = "/api/identity/registrations", Password = "four words in a row", Another = "another four words here";

    [Fact]
    public async Task Somebody_registers_confirms_by_the_link_and_the_password_and_signs_in_as_a_public_servant()
    {
        await using var heard = await Listener.Start(identity.Amqp, Messaging.ExchangeName(typeof(Contract.EmailConfirmationRequested)));
        const string Email = "nova@cm-exemplo.example.invalid";
        await Register(Email, name: "  نور الهدى ");
        var id = await IdOf(Email);
        var message = (await heard.About(id)).RootElement.GetProperty("message");
        message.EnumerateObject().Select(p => p.Name).ShouldBe(["personId", "letterId"]);
        (await identity.Query<string>("select name from people where id = $1", id)).ShouldBe("نور الهدى");

        using var browser = identity.NewBrowser();
        (await browser.SignIn(Email, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var (link, expires) = await Link(message.GetProperty("letterId").GetGuid());
        expires.ShouldBeInRange(TimeProvider.System.GetUtcNow().AddHours(47), TimeProvider.System.GetUtcNow().AddHours(49));
        (await Link(message.GetProperty("letterId").GetGuid())).ShouldBe((link, expires), "whoever writes the letter again writes the same");

        // A mail scanner opens the link first; then the person comes, mistypes, and gets it right.
        foreach (var page in (string[])[await Page(browser, link), await Page(browser, link)])
        {
            page.ShouldContain("<form");
        }

        (await Submit(browser, link, Another)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Submit(browser, link, Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Submit(browser, link, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "it worked once");
        (await AskLink(message.GetProperty("letterId").GetGuid())).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var token = new JsonWebToken((await browser.Tokens(Email, Password)).GetProperty("access_token").GetString());
        (token.Subject, token.GetClaim("public_servant").Value, token.GetClaim("org").Value).ShouldBe((id.ToString(), "true", "cm-exemplo.example.invalid"));
        token.Claims.Where(c => c.Type == "role").Select(c => c.Value).ShouldBe([Roles.Participant]);
        long.Parse(token.GetClaim("verified_at").Value).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_address_of_another_domain_makes_no_public_servant()
    {
        await Register("nova@somewhere.example");
        await Confirm("nova@somewhere.example");
        using var browser = identity.NewBrowser();
        var token = new JsonWebToken((await browser.Tokens("nova@somewhere.example", Password)).GetProperty("access_token").GetString());
        token.GetClaim("public_servant").Value.ShouldBe("false");
        token.Claims.ShouldNotContain(c => c.Type == "verified_at" || c.Type == "org");
    }

    [Fact]
    public async Task Until_it_is_confirmed_an_account_is_seen_by_the_letters_writer_alone()
    {
        const string Email = "unseen@example.invalid";
        await Register(Email, name: "Unseen Person");
        var id = await IdOf(Email);
        using var staff = As(Roles.Coordinator);
        using var service = As(Roles.Service);
        (await staff.GetAsync($"{People}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await staff.GetFromJsonAsync<JsonElement>(People + "?search=unseen")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await Json(await staff.PostAsJsonAsync(People + "/find", new { emails = new[] { Email } }))).GetArrayLength().ShouldBe(0);
        (await Json(await service.PostAsJsonAsync(People + "/names", new { people = new[] { id } }))).GetArrayLength().ShouldBe(0);
        (await Json(await service.PostAsJsonAsync(People + "/facts", new { people = new[] { id } }))).GetArrayLength().ShouldBe(0);
        (await Json(await service.PostAsJsonAsync(People + "/addresses", new { people = new[] { id } })))[0].GetProperty("name").GetString().ShouldBe("Unseen Person");
    }

    [Fact]
    public async Task The_answer_does_not_tell_whether_an_address_is_known()
    {
        await identity.Enter("already-known", Roles.Participant);
        var answers = new List<(int, string)>();
        foreach (var (path, body) in ((string, object)[])
        [
            (Registrations, Said("ALREADY-known@example.invalid")), (Registrations, Said("not-known@example.invalid")),
            ("/api/identity/password-resets", new { email = "already-known@example.invalid" }), ("/api/identity/password-resets", new { email = "nobody-at-all@example.invalid" }),
            (Registrations + "/letters", new { email = "already-known@example.invalid" }), (Registrations + "/letters", new { email = "nobody-at-all@example.invalid" }),
        ])
        {
            using var anyone = identity.Api(null);
            var answer = await anyone.PostAsJsonAsync(path, body);
            answers.Add(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        answers.Distinct().ShouldBe([(202, "")]);
        (await identity.Query<long>("select count(*) from people where email_key = 'already-known@example.invalid'")).ShouldBe(1);
        (await Letters("already-known@example.invalid")).ShouldBe(["password-reset", "password-reset", "password-reset"]);
        (await identity.Query<string>("select name from people where email_key = 'already-known@example.invalid'")).ShouldBe("already-known");
    }

    [Fact]
    public async Task Registering_again_before_the_confirmation_replaces_what_was_said()
    {
        const string Email = "changed-mind@example.invalid";
        await Register(Email, name: "First", password: Another);
        var id = await IdOf(Email);
        await Register("Changed-Mind@example.invalid", name: "Second");
        (await IdOf(Email)).ShouldBe(id);
        await Confirm(Email);
        using var browser = identity.NewBrowser();
        (await browser.SignIn(Email, Another)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await browser.Tokens(Email, Password);
        (await identity.Query<string>("select name from people where id = $1", id)).ShouldBe("Second");
    }

    [Fact]
    public async Task Of_many_who_register_one_address_at_once_one_person_comes()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Register("crowd@example.invalid")));
        (await identity.Query<long>("select count(*) from people where email_key = 'crowd@example.invalid'")).ShouldBe(1);
        (await identity.Query<long>("select count(*) from credentials c join people p on p.id = c.person_id where email_key = 'crowd@example.invalid'")).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_has_a_strangers_mailbox_filled()
    {
        await Register("flooded@example.invalid");
        using var anyone = identity.Api(null);
        for (var i = 0; i < 8; i++)
        {
            (await anyone.PostAsJsonAsync(Registrations + "/letters", new { email = "flooded@example.invalid" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        (await Letters("flooded@example.invalid")).Count.ShouldBe(LetterRequest.HighestAnHour);
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_and_all_sessions_end()
    {
        var id = await identity.Enter("forgetful", Roles.Participant);
        using var before = identity.NewBrowser();
        var refresh = (await before.Tokens("forgetful@example.invalid")).GetProperty("refresh_token").GetString()!;

        using var browser = identity.NewBrowser();
        var asked = await browser.Submit("/sign-in/forgotten", await Page(browser, "/sign-in/forgotten"), ("email", "forgetful@example.invalid"));
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (link, expires) = await LastLink(id);
        expires.ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow().AddMinutes(61));

        (await Submit(browser, link, "short")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Submit(browser, link, "forgetful forgetful")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "it contains the address");
        var html = await Page(browser, link);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => browser.Submit("/sign-in/new-password", html, ("password", $"{Password} {i}"))));
        var won = Array.FindIndex(answers, a => a.StatusCode == HttpStatusCode.OK);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await Page(browser, link, 422)).ShouldContain("was used already");

        (await before.Refresh(refresh)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await before.Get(before.AuthorizePath())).Headers.Location!.OriginalString.ShouldStartWith("/sign-in", customMessage: "the browser's session has ended");
        (await browser.SignIn("forgetful@example.invalid", "development")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await browser.Tokens("forgetful@example.invalid", $"{Password} {won}");
    }

    [Fact]
    public async Task Who_was_entered_by_a_coordinator_gets_their_first_password_by_letter()
    {
        using var staff = As(Roles.Coordinator);
        var id = (await Json(await staff.PostAsJsonAsync(People, new { email = "entered@ministry.example", name = "Entered" }))).GetProperty("id").GetGuid();
        using var browser = identity.NewBrowser();
        await browser.Submit("/sign-in/forgotten", await Page(browser, "/sign-in/forgotten"), ("email", "entered@ministry.example"));
        (await Submit(browser, (await LastLink(id)).Url, Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await browser.Tokens("entered@ministry.example", Password);
    }

    [Fact]
    public async Task Links_expire_and_none_opens_with_anothers_key_or_for_another_purpose()
    {
        await Register("late@example.invalid");
        await Register("other@example.invalid");
        var (late, other) = ((await LastLink(await IdOf("late@example.invalid"))).Url, (await LastLink(await IdOf("other@example.invalid"))).Url);
        using var browser = identity.NewBrowser();
        foreach (var forged in (string[])[late.Split("&key=")[0] + "&key=" + other.Split("&key=")[1], late.Replace("/confirm", "/new-password"), late + "x", "/sign-in/confirm?letter=1&key=2"])
        {
            var page = await (await browser.Get(forged)).Content.ReadAsStringAsync();
            var path = forged.Split('?')[0];
            (await browser.Submit(path, page, ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, forged);
        }

        await identity.Query<object>("update letters set expires_at = now() - interval '1 minute' where person_id = $1", await IdOf("late@example.invalid"));
        (await Submit(browser, late, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AskLink(await identity.Query<Guid>("select id from letters where person_id = $1", await IdOf("late@example.invalid")))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await identity.Query<bool>("select confirm_by is not null from people where email_key = 'late@example.invalid'")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_coordinators_word_replaces_an_unconfirmed_strangers()
    {
        const string Email = "victim@example.org";
        await Register(Email, name: "Somebody Else");
        var (id, link) = (await IdOf(Email), (await LastLink(await IdOf(Email))).Url);
        using var staff = As(Roles.Coordinator);
        var added = await Json(await staff.PostAsJsonAsync(People, new { email = Email, name = "Real Name", organisation = "office-7" }));
        (added.GetProperty("id").GetGuid(), added.GetProperty("created").GetBoolean()).ShouldBe((id, true));
        using var browser = identity.NewBrowser();
        (await Submit(browser, link, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await browser.SignIn(Email, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json(await staff.GetAsync($"{People}/{id}"))).GetProperty("name").GetString().ShouldBe("Real Name");
    }

    [Fact]
    public async Task What_nobody_confirms_and_old_records_are_removed_by_any_number_of_replicas()
    {
        await Register("never@example.invalid");
        await Register("in-time@example.invalid");
        var (never, inTime) = (await IdOf("never@example.invalid"), await IdOf("in-time@example.invalid"));
        (await identity.Query<TimeSpan>("select confirm_by - now() from people where id = $1", never)).ShouldBeInRange(TimeSpan.FromDays(6.9), TimeSpan.FromDays(7.1));
        await identity.Query<object>("update people set confirm_by = now() - interval '1 minute' where id = $1", never);
        await identity.Query<object>("update letters set expires_at = now() - interval '1 minute' where person_id = $1", inTime);
        await identity.Query<object>("insert into vault_accesses (at, reader, person_id, purpose) values (now() - interval '731 days', 'old', $1, 'old'), (now() - interval '729 days', 'newer', $1, 'newer')", inTime);

        var retention = identity.Services.GetRequiredService<Retention>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => retention.Tidy(CancellationToken.None)));

        (await identity.Query<long>("select (select count(*) from people where id = $1) + (select count(*) from credentials where person_id = $1) + (select count(*) from letters where person_id = $1)", never)).ShouldBe(0);
        (await identity.Query<long>("select count(*) from people where id = $1", inTime)).ShouldBe(1);
        (await identity.Query<long>("select count(*) from letters where person_id = $1", inTime)).ShouldBe(0);
        (await identity.Query<string>("select string_agg(reader, ',') from vault_accesses where person_id = $1 and reader in ('old', 'newer')", inTime)).ShouldBe("newer");
        await Register("never@example.invalid");
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_it_in_the_page_and_in_the_api()
    {
        var id = await identity.Enter("careful", Roles.Participant);
        using var own = identity.Api(identity.Token(id, Roles.Participant));
        (await own.PutAsJsonAsync(People + "/me/password", new { current = "wrong", @new = Password })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await own.PutAsJsonAsync(People + "/me/password", new { current = "development", @new = "aaaaaaaaaaaaaaa" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await own.PutAsJsonAsync(People + "/me/password", new { current = "development", @new = Password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var browser = identity.BrowserIn("pt-PT");
        (await browser.Get("/sign-in/password")).Headers.Location!.OriginalString.ShouldBe("/sign-in");
        await browser.Tokens("careful@example.invalid", Password);
        var html = await Page(browser, "/sign-in/password");
        html.ShouldContain("<html lang=\"pt-PT\">");
        (await browser.Submit("/sign-in/password", html, ("current", "wrong"), ("password", Another))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await browser.Submit("/sign-in/password", html, ("current", Password), ("password", Another))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await browser.Tokens("careful@example.invalid", Another);
    }

    [Fact]
    public async Task The_form_says_what_is_wrong_keeps_what_was_typed_and_never_the_password()
    {
        using var browser = identity.NewBrowser();
        var html = await Page(browser, "/sign-in/register");
        var answer = await browser.Submit("/sign-in/register", html, ("name", "\"><script>"), ("email", "x@y\r\nBcc: z@example.invalid"), ("password", "short-secret"[..8]),
            ("organisationName", new string('o', 201)), ("jobRole", "a\ab"), ("region", "no code"), ("language", "tlh"), ("accessibilityNeeds", "a\ab"));
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        foreach (var field in (string[])["email", "password", "organisationName", "jobRole", "region", "language", "accessibilityNeeds"])
        {
            page.ShouldContain($"<a href=\"#{field}\">");
        }

        page.ShouldContain("&quot;&gt;&lt;script&gt;");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("short-se");

        foreach (var path in (string[])["/sign-in/register", "/sign-in", "/connect/token"])
        {
            (await browser.Submit(path, html, ("email", "a\0b"), ("password", "x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }

        (await browser.Submit("/sign-in/register", "", ("name", "x"), ("email", "unproven@example.invalid"), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "no antiforgery token");
        (await identity.Query<long>("select count(*) from people where email_key = 'unproven@example.invalid'")).ShouldBe(0);

        (await browser.Submit("/sign-in/register", html, ("name", "Zoë 李"), ("email", "by-form@example.invalid"), ("password", Password), ("organisationName", "Câmara Municipal"),
            ("jobRole", ""), ("region", "PT11"), ("sector", ""), ("language", "en"), ("accessibilityNeeds", "one\r\ntwo"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.Query<string>("select concat_ws('|', name, organisation_name, job_role, region, sector, language, accessibility_needs) from people where email_key = 'by-form@example.invalid'"))
            .ShouldBe("Zoë 李|Câmara Municipal|PT11|en|one\ntwo");
    }

    [Theory]
    [InlineData("""{}""", 400)]
    [InlineData("""{"email":"a@example.invalid","name":"a\u0000b","password":"four words in a row"}""", 400)]
    [InlineData("""{"email":"a@example.invalid\r\nBcc: b@example.invalid","name":"x","password":"four words in a row"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x\ny","password":"four words in a row"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x\u202ey","password":"four words in a row"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x","password":"short"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x","password":"aaaaaaaaaaaaaaaaa"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x","password":"four words in a row","accessibilityNeeds":"\u0007"}""", 422)]
    [InlineData("""{"email":"a@example.invalid","name":"x","password":"four words in a row","roles":["operator"]}""", 400)]
    public async Task Bad_values_are_refused(string body, int status)
    {
        using var anyone = identity.Api(null);
        var answer = await anyone.PostAsync(Registrations, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Too_long_is_told_field_by_field()
    {
        using var anyone = identity.Api(null);
        var answer = await Json(await anyone.PostAsJsonAsync(Registrations, new
        {
            email = new string('a', 300) + "@example.invalid", name = new string('ن', 5000), password = new string('p', 300), organisationName = new string(' ', 500_000), accessibilityNeeds = new string('n', 2001),
        }), 422);
        answer.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["email", "name", "password", "organisationName", "accessibilityNeeds"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_stale_edit_is_refused_and_a_domains_proof_outlives_a_correction()
    {
        var id = await identity.Enter("twice-open", Roles.Participant);
        using var own = identity.Api(identity.Token(id, Roles.Participant));
        var version = (await Json(await own.GetAsync(People + "/me"))).GetProperty("version").GetInt64();
        var first = await Edit(own, version, "First");
        (await Json(first)).GetProperty("version").GetInt64().ShouldNotBe(version);
        (await Edit(own, version, "Second")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var profile = await Json(await own.GetAsync(People + "/me"));
        (profile.GetProperty("name").GetString(), profile.GetProperty("organisationName").GetString()).ShouldBe(("First", "In my words"));
        (profile.GetProperty("publicServant").GetBoolean(), profile.GetProperty("verifiedAt").ValueKind).ShouldBe((true, JsonValueKind.Null));

        // Without a version the last word counts, and no two are mixed up or end in a failure of ours.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Edit(own, null, $"Name {i}")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK || a.StatusCode == HttpStatusCode.PreconditionFailed);
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_record_of_accesses_is_paged_for_staff_and_itself_recorded()
    {
        var id = await identity.Enter("much-read", Roles.Participant);
        using var staff = As(Roles.Operator);
        for (var i = 0; i < 3; i++)
        {
            await staff.GetAsync($"{People}/{id}");
        }

        var seen = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = await Json(await staff.GetAsync($"{People}/{id}/accesses?limit=2{next}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("purpose").GetString()!));
            next = page.GetProperty("next").ValueKind == JsonValueKind.Number ? $"&after={page.GetProperty("next").GetInt64()}" : null;
        }

        seen.ShouldBe(["accesses", "profile", "profile", "profile", "entered"]);
    }

    [Fact]
    public async Task The_name_on_a_certificate_is_frozen_at_issue_and_goes_with_the_person()
    {
        var (id, certificate) = (await identity.Enter("certified", Roles.Participant), Guid.CreateVersion7());
        var bus = identity.Services.GetRequiredService<IBus>();
        var issued = new Certification.CertificateIssued(Guid.CreateVersion7(), id, certificate, "HR-1", TimeProvider.System.GetUtcNow());
        await bus.Publish(issued);
        using var service = As(Roles.Service);
        async Task<string?> Frozen() => (await Json(await service.PostAsJsonAsync(People + "/certificate-names", new { certificates = new[] { certificate } })))
            .EnumerateArray().Select(n => n.GetProperty("name").GetString()).SingleOrDefault();
        (await Eventually.GetAsync(Frozen)).ShouldBe("certified");

        using var own = identity.Api(identity.Token(id, Roles.Participant));
        await Edit(own, null, "Married Name");
        await bus.Publish(issued);
        var other = issued with { CertificateId = Guid.CreateVersion7() };
        await bus.Publish(other);
        await Eventually.TrueAsync(async () => await identity.Query<long>("select count(*) from certificate_names where person_id = $1", id) == 2);
        (await Frozen()).ShouldBe("certified");
        var data = await Json(await own.GetAsync(People + "/me/data"));
        data.GetProperty("certificateNames").EnumerateArray().Select(n => n.GetProperty("name").GetString()).ShouldBe(["certified", "Married Name"]);

        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Frozen()).ShouldBeNull();
    }

    [Fact]
    public async Task The_export_holds_all_that_is_kept()
    {
        const string Email = "curious@example.invalid";
        await Register(Email, name: "Curious");
        await Confirm(Email);
        using var browser = identity.NewBrowser();
        var token = (await browser.Tokens(Email, Password)).GetProperty("access_token").GetString()!;
        using var anyone = identity.Api(null);
        await anyone.PostAsJsonAsync("/api/identity/password-resets", new { email = Email });

        using var own = identity.Api(token);
        var text = await (await own.GetAsync(People + "/me/data")).Content.ReadAsStringAsync();
        var data = JsonDocument.Parse(text).RootElement;
        data.GetProperty("profile").GetProperty("organisationName").GetString().ShouldBe("Câmara Municipal de Exemplo");
        data.GetProperty("profile").GetProperty("accessibilityNeeds").GetString().ShouldBe("captions");
        data.GetProperty("signIn").GetProperty("failedTries").GetInt32().ShouldBe(0);
        data.GetProperty("letters")[0].GetProperty("purpose").GetString().ShouldBe("password-reset");
        data.GetProperty("sessions")[0].GetProperty("client").GetString().ShouldBe("cli");
        data.GetProperty("accesses").EnumerateArray().Select(a => a.GetProperty("purpose").GetString()).ShouldContain("registered");
        text.ShouldNotContain("hash", Case.Insensitive);
    }

    [Fact]
    public async Task Erasure_takes_the_unconfirmed_and_letters_that_are_out()
    {
        const string Email = "gone-before@example.invalid";
        await Register(Email);
        var (id, link) = (await IdOf(Email), (await LastLink(await IdOf(Email))).Url);
        using var staff = As(Roles.Coordinator);
        (await staff.DeleteAsync($"{People}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await identity.Query<long>("select (select count(*) from people where id = $1) + (select count(*) from credentials where person_id = $1) + (select count(*) from letters where person_id = $1)", id)).ShouldBe(0);
        using var browser = identity.NewBrowser();
        (await Submit(browser, link, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await Register(Email);
        (await IdOf(Email)).ShouldNotBe(id);
    }

    static object Said(string email, string name = "Nova Pessoa", string password = Password) => new
    {
        email, name, password, organisationName = "Câmara Municipal de Exemplo", jobRole = "technician", region = "PT11", sector = "local", language = "en", accessibilityNeeds = "captions",
    };

    async Task Register(string email, string name = "Nova Pessoa", string password = Password)
    {
        using var anyone = identity.Api(null);
        var answer = await anyone.PostAsJsonAsync(Registrations, Said(email, name, password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    async Task Confirm(string email)
    {
        using var browser = identity.NewBrowser();
        (await Submit(browser, (await LastLink(await IdOf(email))).Url, Password)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    Task<Guid> IdOf(string email) => identity.Query<Guid>("select id from people where email_key = $1", email);

    async Task<List<string>> Letters(string email) =>
        [.. (await identity.Query<string[]>("select array_agg(purpose order by created_at) from letters where person_id = $1", await IdOf(email)))];

    async Task<(string Url, DateTimeOffset ExpiresAt)> LastLink(Guid person) =>
        await Link(await identity.Query<Guid>("select id from letters where person_id = $1 order by created_at desc limit 1", person));

    /// <summary>As Notifications asks for it; the path at the issuer's address.</summary>
    async Task<(string Url, DateTimeOffset ExpiresAt)> Link(Guid letter)
    {
        var answer = await Json(await AskLink(letter));
        var url = answer.GetProperty("url").GetString()!;
        url.ShouldStartWith(RunningIdentity.Issuer);
        return (new Uri(url).PathAndQuery, answer.GetProperty("expiresAt").GetDateTimeOffset());
    }

    async Task<HttpResponseMessage> AskLink(Guid letter)
    {
        using var service = As(Roles.Service);
        return await service.PostAsync($"/api/identity/letters/{letter}/link", null);
    }

    static async Task<HttpResponseMessage> Submit(Browser browser, string link, string password) =>
        await browser.Submit(link.Split('?')[0], await (await browser.Get(link)).Content.ReadAsStringAsync(), ("password", password));

    static async Task<string> Page(Browser browser, string path, int status = 200)
    {
        var answer = await browser.Get(path);
        ((int)answer.StatusCode).ShouldBe(status);
        return await answer.Content.ReadAsStringAsync();
    }

    static async Task<HttpResponseMessage> Edit(HttpClient own, long? version, string name)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, People + "/me") { Content = JsonContent.Create(new { name, organisation = "elsewhere", organisationName = "In my words" }) };
        if (version is { } seen)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"{seen}");
        }

        return await own.SendAsync(request);
    }

    HttpClient As(string role) => identity.Api(identity.Token(Guid.CreateVersion7(), role));

    static Task<JsonElement> Json(HttpResponseMessage response, int status = 200) => VaultTests.Json(response, status);
}
