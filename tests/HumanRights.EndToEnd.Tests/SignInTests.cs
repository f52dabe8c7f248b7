using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using HumanRights.LocalServers;
using HumanRights.TestKit;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Playwright;

namespace HumanRights.EndToEnd.Tests;

/// <summary>A person signs in in a real browser, without a mouse, and an application gets a token for it (RFC 8252, RFC 7636).</summary>
public sealed class SignInTests(Platform platform)
{
    [Theory]
    [InlineData("en", "Sign in")]
    [InlineData("pt-PT", "Iniciar sessão")]
    public async Task Someone_signs_in_by_keyboard_and_the_application_may_act_for_them(string language, string title)
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(language);
        using var application = new HttpListener();
        var redirect = $"http://127.0.0.1:{Ports.Free()}/callback";
        application.Prefixes.Add(redirect + "/");
        application.Start();

        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var ask = $"/connect/authorize?client_id=cli&response_type=code&scope=openid&state=there-and-back&redirect_uri={Uri.EscapeDataString(redirect)}"
            + $"&code_challenge={challenge}&code_challenge_method=S256";
        await page.GotoAsync(new Uri(platform.Gateway, ask).ToString());
        (await page.TitleAsync()).ShouldBe(title);
        (await page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe(language);
        (await page.MissingAsync()).ShouldBeEmpty();

        // A wrong password first: the page says so, in words that are read out, and keeps the address.
        await ByKeyboardAsync(page, "dev-participant@example.invalid", "wrong");
        await page.Locator("[role=alert]").WaitForAsync();
        (await page.InputValueAsync("#email")).ShouldBe("dev-participant@example.invalid");
        (await page.MissingAsync()).ShouldBeEmpty();
        await Browser.PictureAsync(page, $"sign-in-{language}");

        var called = application.GetContextAsync();
        await ByKeyboardAsync(page, null, "development");
        var answer = await called.WaitAsync(TimeSpan.FromSeconds(30));
        await ThankAsync(answer);
        var back = HttpUtility.ParseQueryString(answer.Request.Url!.Query);
        back["state"].ShouldBe("there-and-back");

        var token = await TokenAsync(back["code"]!, verifier, redirect);
        var profile = await platform.WithToken(token).GetAsync("/api/identity/people/me").ReadAsync<JsonElement>();
        profile.GetProperty("name").GetString().ShouldBe("dev-participant");
    }

    [Theory]
    [InlineData("/", "front-page")]
    [InlineData("/guide", "guide")]
    [InlineData("/verify", "verify")]
    [InlineData("/sign-in/register", "register")]
    [InlineData("/sign-in/confirm", "confirm")]
    [InlineData("/sign-in/forgotten", "forgotten")]
    public async Task Public_pages_can_be_heard_as_well_as_seen(string path, string picture)
    {
        await using var browser = await Browser.StartAsync();
        foreach (var language in (string[])["en", "pt-PT"])
        {
            var page = await browser.OpenAsync(language);
            (await page.GotoAsync(new Uri(platform.Gateway, path).ToString()))!.Status.ShouldBe(200);
            (await page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe(language);
            (await page.MissingAsync()).ShouldBeEmpty();
            await Browser.PictureAsync(page, $"{picture}-{language}");
        }
    }

    static async Task ByKeyboardAsync(IPage page, string? email, string password)
    {
        await page.EvaluateAsync("document.activeElement?.blur()");
        // Tab by tab to the fields, as someone without a mouse would.
        await TabToAsync(page, "email");
        if (email is not null)
        {
            await page.Keyboard.TypeAsync(email);
        }

        await TabToAsync(page, "password");
        await page.Keyboard.TypeAsync(password);
        await page.Keyboard.PressAsync("Enter");
    }

    static async Task TabToAsync(IPage page, string id)
    {
        for (var tabs = 0; await page.EvaluateAsync<string>("document.activeElement?.id ?? ''") != id; tabs++)
        {
            tabs.ShouldBeLessThan(10, $"no way by keyboard to {id}");
            await page.Keyboard.PressAsync("Tab");
        }
    }

    static async Task ThankAsync(HttpListenerContext context)
    {
        await context.Response.OutputStream.WriteAsync("You may close this window."u8.ToArray());
        context.Response.Close();
    }

    async Task<string> TokenAsync(string code, string verifier, string redirect)
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "cli", ["code"] = code, ["code_verifier"] = verifier, ["redirect_uri"] = redirect,
        });
        var answer = await platform.Anyone.SendAsync(new(HttpMethod.Post, "/connect/token") { Content = form }).ReadAsync<JsonElement>();
        return answer.GetProperty("access_token").GetString()!;
    }
}
