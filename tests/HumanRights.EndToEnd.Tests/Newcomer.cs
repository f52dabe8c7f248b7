using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Somebody who registers themself, opens the link of the letter, and signs in: through the gateway, as a browser would.</summary>
public sealed partial class Newcomer(Platform platform) : IDisposable
{
    const string Redirect = "http://127.0.0.1/callback";

    readonly HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new() }) { BaseAddress = platform.Gateway };

    public async Task<Guid> RegisterAsync(string email, string password, object said)
    {
        (await platform.Anyone.PostAsync("/api/identity/registrations", said)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await SignInAsync(email, password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "the address is not confirmed");

        var id = (await platform.QueryAsync<Guid>("identity", "select id from people where email = $1", email)).ShouldHaveSingleItem();
        var letter = (await platform.QueryAsync<Guid>("identity", "select id from letters where person_id = $1", id)).ShouldHaveSingleItem();
        var link = (await platform.As(Roles.Service).PostAsync($"/api/identity/letters/{letter}/link").ReadAsync<JsonElement>()).GetProperty("url").GetString()!;
        link.ShouldStartWith(platform.Gateway.ToString());
        (await SubmitAsync("/sign-in/confirm", await browser.GetStringAsync(link), ("password", password))).StatusCode.ShouldBe(HttpStatusCode.OK);
        return id;
    }

    public async Task<HttpResponseMessage> SignInAsync(string email, string password, string page = "/sign-in") =>
        await SubmitAsync("/sign-in", await browser.GetStringAsync(page), ("email", email), ("password", password));

    /// <summary>Authorization code with PKCE (RFC 7636).</summary>
    public async Task<string> TokenAsync(string email, string password)
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var asked = await browser.GetAsync(
            $"/connect/authorize?client_id=cli&response_type=code&scope=openid&redirect_uri={Uri.EscapeDataString(Redirect)}&code_challenge={challenge}&code_challenge_method=S256");
        var signedIn = await SignInAsync(email, password, asked.Headers.Location!.OriginalString);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var back = await browser.GetAsync(signedIn.Headers.Location);
        var code = HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]!;
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "cli", ["code"] = code, ["code_verifier"] = verifier, ["redirect_uri"] = Redirect,
        });
        return (await browser.PostAsync("/connect/token", form).ReadAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    public void Dispose() => browser.Dispose();

    Task<HttpResponseMessage> SubmitAsync(string path, string html, params (string Name, string Value)[] fields)
    {
        var hidden = HiddenField().Matches(html).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        return browser.PostAsync(path, new FormUrlEncodedContent(hidden.Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))));
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
    private static partial Regex HiddenField();
}
