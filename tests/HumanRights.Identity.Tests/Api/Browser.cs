using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.Identity.Tests.Api;

/// <summary>What a person's browser and the application behind it do: cookies, forms, redirects by hand, PKCE (RFC 7636).</summary>
public sealed partial class Browser : IDisposable
{
    public const string Redirect = "http://127.0.0.1:49152/callback";

    readonly HttpClient http;

    public Browser(Uri address, string language = "en")
    {
        http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = address };
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public string Verifier { get; } = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path);

    public string AuthorizePath(string redirect = Redirect, bool pkce = true, string scope = "openid profile email offline_access", string more = "") =>
        $"/connect/authorize?client_id=cli&response_type=code&redirect_uri={Uri.EscapeDataString(redirect)}&scope={Uri.EscapeDataString(scope)}&state=s1{more}"
        + (pkce ? $"&code_challenge_method=S256&code_challenge={Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Verifier)))}" : "");

    /// <summary>Opens the sign-in page, fills in the form as found there, and sends it.</summary>
    public async Task<HttpResponseMessage> SignIn(string email, string password, string? page = null)
    {
        var html = await http.GetStringAsync(page ?? "/sign-in");
        return await Submit("/sign-in", html, ("email", email), ("password", password));
    }

    public Task<HttpResponseMessage> Submit(string path, string html, params (string Name, string Value)[] fields)
    {
        var hidden = HiddenField().Matches(html).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        return http.PostAsync(path, new FormUrlEncodedContent(hidden.Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))));
    }

    /// <summary>The whole way: authorize, sign in, come back with a code.</summary>
    public async Task<string> Code(string email, string password = "development")
    {
        var toSignIn = await http.GetAsync(AuthorizePath());
        toSignIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var signedIn = await SignIn(email, password, toSignIn.Headers.Location!.OriginalString);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, await signedIn.Content.ReadAsStringAsync());
        return await CodeOfSession(signedIn.Headers.Location!.OriginalString);
    }

    public async Task<string> CodeOfSession(string? path = null)
    {
        var back = await http.GetAsync(path ?? AuthorizePath());
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync());
        back.Headers.Location!.GetLeftPart(UriPartial.Path).ShouldBe(Redirect);
        return HttpUtility.ParseQueryString(back.Headers.Location.Query)["code"].ShouldNotBeNull();
    }

    public Task<HttpResponseMessage> Redeem(string code, string? verifier = null) => Token(
        ("grant_type", "authorization_code"), ("client_id", "cli"), ("redirect_uri", Redirect), ("code", code), ("code_verifier", verifier ?? Verifier));

    public Task<HttpResponseMessage> Refresh(string token) => Token(("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", token));

    public Task<HttpResponseMessage> Token(params (string Name, string Value)[] fields) =>
        http.PostAsync("/connect/token", new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    public async Task<JsonElement> Tokens(string email, string password = "development")
    {
        var response = await Redeem(await Code(email, password));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
    private static partial Regex HiddenField();
}
