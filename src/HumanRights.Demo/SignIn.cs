using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HumanRights.Demo;

/// <summary>An access token and how long it lives, counted from now by a clock that nobody sets.</summary>
sealed record AccessToken(string Value, TimeSpan Life)
{
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    readonly long obtained = Stopwatch.GetTimestamp();

    public bool IsFresh => Stopwatch.GetElapsedTime(obtained) + Margin < Life;
}

/// <summary>The two ways to an access token: a program's by its secret, a person's by the sign-in page, as a browser goes.</summary>
static partial class SignIn
{
    // What Identity offers in Development, and nowhere else.
    const string Password = "development";
    const string PublicClient = "cli";
    const string Callback = "http://127.0.0.1/callback";

    /// <summary>Client credentials (RFC 6749, section 4.4).</summary>
    public static Task<AccessToken> AsProgramAsync(Gateway gateway, string client) => TokenAsync(gateway, new()
    {
        ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = $"development-secret-of-{client}",
    });

    /// <summary>Authorization code with PKCE (RFC 7636).</summary>
    public static async Task<AccessToken> AsPersonAsync(Gateway gateway, string email)
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var browser = new Browser(gateway);
        var page = await browser.OpenAsync(
            $"/connect/authorize?response_type=code&client_id={PublicClient}&redirect_uri={Uri.EscapeDataString(Callback)}"
            + $"&scope=openid&code_challenge={challenge}&code_challenge_method=S256");
        var form = HiddenFields().Matches(page).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        form["email"] = email;
        form["password"] = Password;
        var landed = await browser.OpenAsync("/sign-in", form);
        return Code().Match(landed) is { Success: true } code
            ? await TokenAsync(gateway, new()
            {
                ["grant_type"] = "authorization_code", ["client_id"] = PublicClient, ["redirect_uri"] = Callback,
                ["code"] = Uri.UnescapeDataString(code.Groups[1].Value), ["code_verifier"] = verifier,
            })
            : throw new Refused($"{email} could not sign in; the platform answered: {landed[..Math.Min(landed.Length, 400)]}");
    }

    static async Task<AccessToken> TokenAsync(Gateway gateway, Dictionary<string, string> form)
    {
        using var response = await gateway.SendAsync(() => new(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(gateway.Stop);
        return response.IsSuccessStatusCode
            ? new(answer.GetProperty("access_token").GetString()!, TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()))
            : throw new Refused($"POST /connect/token ({form["grant_type"]}, {form["client_id"]}) -> {(int)response.StatusCode} {answer}");
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
    private static partial Regex HiddenFields();

    [GeneratedRegex("[?&]code=([^&]+)")]
    private static partial Regex Code();

    /// <summary>Keeps cookies and follows redirects within the platform.</summary>
    sealed class Browser(Gateway gateway)
    {
        readonly CookieContainer cookies = new();

        /// <returns>The page, or the address outside the platform it leads to.</returns>
        public async Task<string> OpenAsync(string path, Dictionary<string, string>? form = null)
        {
            while (true)
            {
                using var response = await gateway.SendAsync(() =>
                {
                    var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = form is null ? null : new FormUrlEncodedContent(form) };
                    if (cookies.GetCookieHeader(gateway.Address) is { Length: > 0 } jar) request.Headers.Add("Cookie", jar);
                    return request;
                });
                if (response.Headers.TryGetValues("Set-Cookie", out var baked))
                {
                    foreach (var cookie in baked) cookies.SetCookies(gateway.Address, cookie);
                }

                if (response.Headers.Location is not { } next) return await response.Content.ReadAsStringAsync(gateway.Stop);
                if (next.OriginalString.StartsWith(Callback, StringComparison.Ordinal)) return next.OriginalString;
                (path, form) = (new Uri(gateway.Address, next).PathAndQuery, null);
            }
        }
    }
}
