using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.Identity.SignIn;
using HumanRights.ServiceDefaults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.Identity.Tests.Api;

[Collection(IdentityCollection.Name)]
public sealed class SignInTests(RunningIdentity identity)
{
    [Fact]
    public async Task A_person_signs_in_by_code_and_PKCE_and_gets_a_token_without_personal_data()
    {
        using var browser = identity.NewBrowser();
        var tokens = await browser.Tokens("dev-coordinator@example.invalid");

        tokens.GetProperty("expires_in").GetInt32().ShouldBeInRange(1, 600);
        var access = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        (access.Typ, access.Alg, access.Issuer).ShouldBe(("at+jwt", "RS256", RunningIdentity.Issuer));
        access.Audiences.ShouldBe(["human-rights"]);
        Guid.TryParse(access.Subject, out _).ShouldBeTrue();
        access.Claims.Where(c => c.Type == "role").Select(c => c.Value).ShouldBe([Roles.Coordinator]);
        access.GetClaim("org").Value.ShouldBe("development-office");
        access.GetClaim("region").Value.ShouldBe("PT170");
        access.GetClaim("sector").Value.ShouldBe("central");
        access.GetClaim("public_servant").Value.ShouldBe("true");
        long.Parse(access.GetClaim("verified_at").Value).ShouldBeGreaterThan(0);
        (access.ValidTo - access.IssuedAt).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(10));

        var allTold = string.Join(' ', access.Claims.Select(c => c.Value)) + string.Join(' ', new JsonWebToken(tokens.GetProperty("id_token").GetString()).Claims.Select(c => c.Value));
        allTold.ShouldNotContain("example.invalid");
        allTold.ShouldNotContain("dev-coordinator");
        await ShouldBeSignedByThePublishedKey(tokens.GetProperty("access_token").GetString()!);
    }

    [Fact]
    public async Task Metadata_names_the_issuers_addresses_and_one_way_of_asking_for_a_code()
    {
        using var client = identity.Api(null);
        var metadata = await client.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        metadata.GetProperty("issuer").GetString().ShouldBe(RunningIdentity.Issuer);
        metadata.GetProperty("authorization_endpoint").GetString().ShouldBe(RunningIdentity.Issuer + "connect/authorize");
        metadata.GetProperty("grant_types_supported").EnumerateArray().Select(g => g.GetString())
            .ShouldBe(["authorization_code", "client_credentials", "refresh_token"], ignoreOrder: true);
        metadata.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(g => g.GetString()).ShouldBe(["S256"]);
    }

    [Fact]
    public async Task Userinfo_tells_the_application_the_name_and_the_vault_records_it()
    {
        using var browser = identity.NewBrowser();
        var token = (await browser.Tokens("dev-trainer@example.invalid")).GetProperty("access_token").GetString()!;
        using var client = identity.Api(token);
        var info = await client.GetFromJsonAsync<JsonElement>("/connect/userinfo");
        info.GetProperty("email").GetString().ShouldBe("dev-trainer@example.invalid");
        var recorded = await identity.Query<long>(
            "select count(*) from vault_accesses where person_id = $1 and purpose = 'userinfo'", Guid.Parse(info.GetProperty("sub").GetString()!));
        recorded.ShouldBe(1);
    }

    [Fact]
    public async Task One_session_serves_the_next_application_without_another_sign_in()
    {
        using var browser = identity.NewBrowser();
        await browser.Code("dev-partner@example.invalid");
        (await browser.CodeOfSession()).ShouldNotBeEmpty();
        (await browser.Get(browser.AuthorizePath(more: "&prompt=login"))).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
        (await browser.Get(browser.AuthorizePath(more: "&max_age=0"))).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Without_a_session_an_application_that_may_not_ask_is_told_login_required()
    {
        using var browser = identity.NewBrowser();
        var answer = await browser.Get(browser.AuthorizePath(more: "&prompt=none"));
        answer.Headers.Location!.OriginalString.ShouldStartWith(Browser.Redirect);
        answer.Headers.Location!.Query.ShouldContain("login_required");
    }

    [Fact]
    public async Task A_forged_redirect_is_refused_without_going_there()
    {
        using var browser = identity.NewBrowser();
        var answer = await browser.Get(browser.AuthorizePath(redirect: "http://attacker.example/callback"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
    }

    [Fact]
    public async Task A_code_is_not_given_without_PKCE_and_not_redeemed_with_another_verifier()
    {
        using var browser = identity.NewBrowser();
        var without = await browser.Get(browser.AuthorizePath(pkce: false));
        (without.Headers.Location?.Query ?? await without.Content.ReadAsStringAsync()).ShouldContain("invalid_request");

        var code = await browser.Code("dev-participant@example.invalid");
        var wrong = await browser.Redeem(code, verifier: new string('x', 43));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("invalid_grant");
    }

    [Fact]
    public async Task A_code_works_once_and_the_password_grant_does_not_exist()
    {
        using var browser = identity.NewBrowser();
        var code = await browser.Code("dev-participant@example.invalid");
        (await browser.Redeem(code)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.Redeem(code)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var password = await browser.Token(
            ("grant_type", "password"), ("client_id", "cli"), ("username", "dev-participant@example.invalid"), ("password", "development"));
        (await password.Content.ReadAsStringAsync()).ShouldContain("unsupported_grant_type");
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_a_second_use_ends_what_came_of_the_sign_in()
    {
        using var browser = identity.NewBrowser();
        var first = (await browser.Tokens("dev-participant@example.invalid")).GetProperty("refresh_token").GetString()!;
        var renewed = await browser.Refresh(first);
        renewed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var tokens = await renewed.Content.ReadFromJsonAsync<JsonElement>();
        new JsonWebToken(tokens.GetProperty("access_token").GetString()).GetClaim("role").Value.ShouldBe(Roles.Participant);

        (await browser.Refresh(first)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Refresh(tokens.GetProperty("refresh_token").GetString()!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_changed_role_is_in_the_next_token()
    {
        var id = await identity.Enter("promoted", Roles.Participant);
        using var browser = identity.NewBrowser();
        var refresh = (await browser.Tokens("promoted@example.invalid")).GetProperty("refresh_token").GetString()!;
        using var coordinator = identity.Api(identity.Token(Guid.CreateVersion7(), Roles.Coordinator));
        (await coordinator.PutAsJsonAsync($"/api/identity/people/{id}/roles", new { roles = new[] { Roles.Participant, Roles.Ambassador } }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        var tokens = await (await browser.Refresh(refresh)).Content.ReadFromJsonAsync<JsonElement>();
        new JsonWebToken(tokens.GetProperty("access_token").GetString()).Claims.Where(c => c.Type == "role").Select(c => c.Value)
            .ShouldBe([Roles.Participant, Roles.Ambassador], ignoreOrder: true);
    }

    [Fact]
    public async Task Unknown_address_wrong_password_and_locked_account_get_the_same_answer()
    {
        var id = await identity.Enter("locked", Roles.Participant);
        using var browser = identity.NewBrowser();
        var unknown = await Body(await browser.SignIn("nobody@example.invalid", "wrong"));
        var wrong = "";
        for (var i = 0; i < Passwords.Tries; i++) wrong = await Body(await browser.SignIn("locked@example.invalid", "wrong"));
        var locked = await Body(await browser.SignIn("locked@example.invalid", "development"));

        unknown.ShouldContain("role=\"alert\"");
        wrong.Replace("locked@", "nobody@").ShouldBe(unknown);
        locked.ShouldBe(wrong);

        await identity.Query<object>("update credentials set locked_until = now() - interval '1 second' where person_id = $1", id);
        (await browser.SignIn("locked@example.invalid", "development")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Guesses_sent_at_once_do_not_share_a_try()
    {
        var id = await identity.Enter("rushed", Roles.Participant);
        using var browser = identity.NewBrowser();
        var page = await (await browser.Get("/sign-in")).Content.ReadAsStringAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            browser.Submit("/sign-in", page, ("email", "rushed@example.invalid"), ("password", $"guess-{i}"))));
        (await identity.Query<int>("select failed_tries from credentials where person_id = $1", id)).ShouldBe(Passwords.Tries);
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused_and_the_way_back_stays_here()
    {
        using var browser = identity.NewBrowser();
        var forged = await browser.Submit("/sign-in", "", ("email", "dev-participant@example.invalid"), ("password", "development"));
        forged.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        foreach (var elsewhere in new[] { "https://attacker.example/", "//attacker.example", "/\\attacker.example", "/connect/authorize" })
        {
            var answer = await browser.SignIn("dev-participant@example.invalid", "development", "/sign-in?returnUrl=" + Uri.EscapeDataString(elsewhere));
            answer.Headers.Location!.OriginalString.ShouldBe("/sign-in");
        }
    }

    [Fact]
    public async Task The_page_speaks_the_readers_language_and_names_its_fields()
    {
        using var browser = new Browser(identity.Address, "pt-PT,en;q=0.5");
        var html = await (await browser.Get("/sign-in?returnUrl=%22%3E%3Cscript%3E")).Content.ReadAsStringAsync();
        html.ShouldContain("<html lang=\"pt-PT\">");
        html.ShouldContain("<label for=\"password\">Palavra-passe</label>");
        html.ShouldNotContain("<script");

        var problems = await (await browser.SignIn("", "")).Content.ReadAsStringAsync();
        problems.ShouldContain("<a href=\"#email\">Indique o seu e-mail.</a>");
        problems.ShouldContain("<a href=\"#password\">Indique a sua palavra-passe.</a>");
        problems.ShouldContain("aria-invalid=\"true\"");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var browser = identity.NewBrowser();
        await browser.Code("dev-operator@example.invalid");
        (await browser.Get("/connect/logout")).Headers.Location!.OriginalString.ShouldBe("/sign-out");
        var page = await (await browser.Get("/sign-out")).Content.ReadAsStringAsync();
        (await browser.Submit("/sign-out", page)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.Get(browser.AuthorizePath())).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task An_application_ends_the_session_with_the_id_token()
    {
        using var browser = identity.NewBrowser();
        var idToken = (await browser.Tokens("dev-operator@example.invalid")).GetProperty("id_token").GetString();
        var answer = await browser.Get($"/connect/logout?id_token_hint={idToken}&post_logout_redirect_uri={Uri.EscapeDataString(Browser.Redirect)}");
        answer.Headers.Location!.OriginalString.ShouldStartWith(Browser.Redirect);
        (await browser.Get(browser.AuthorizePath())).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Programs_use_client_credentials()
    {
        using var program = identity.NewBrowser();
        var answer = await program.Token(
            ("grant_type", "client_credentials"), ("client_id", "partner-sample"), ("client_secret", "development-secret-of-partner-sample"));
        var access = new JsonWebToken((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        (access.Typ, access.Alg, access.Subject).ShouldBe(("at+jwt", "RS256", "partner-sample"));
        access.GetClaim("role").Value.ShouldBe(Roles.Partner);
        access.GetClaim("org").Value.ShouldBe("partner-sample");

        (await program.Token(("grant_type", "client_credentials"), ("client_id", "partner-sample"), ("client_secret", "wrong")))
            .StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await program.Token(("grant_type", "client_credentials"), ("client_id", "cli"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Two_replicas_share_keys_sessions_and_codes()
    {
        await using var other = await identity.StartReplica();
        using var here = identity.NewBrowser();
        var code = await here.Code("dev-ambassador@example.invalid");
        using var there = identity.NewBrowser(new(other.Urls.Single()));
        var answer = await there.Redeem(code, here.Verifier);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await ShouldBeSignedByThePublishedKey((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!);
        await other.StopAsync();
    }

    static async Task<string> Body(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await response.Content.ReadAsStringAsync();
        // What differs from one page to the next by design: antiforgery token and style nonce.
        return string.Join('\n', html.Split('\n').Where(line => !line.Contains("RequestVerificationToken") && !line.Contains("nonce=")))
            .Replace("locked@example.invalid", "nobody@example.invalid");
    }

    async Task ShouldBeSignedByThePublishedKey(string token)
    {
        using var client = identity.Api(null);
        var keys = new JsonWebKeySet(await client.GetStringAsync("/.well-known/jwks"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
        {
            ValidIssuer = RunningIdentity.Issuer, ValidAudience = "human-rights", ValidAlgorithms = ["RS256"], ValidTypes = ["at+jwt"],
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
        result.IsValid.ShouldBeTrue(result.Exception?.Message);
    }
}
