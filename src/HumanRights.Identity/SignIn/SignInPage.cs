using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;

namespace HumanRights.Identity.SignIn;

/// <summary>Sign-in and sign-out as plain forms: no script, readable by any assistive technology, in the reader's language.</summary>
static class SignInPage
{
    public const string Path = "/sign-in", SignOutPath = "/sign-out", ReturnUrl = "returnUrl";

    static readonly Text
        SignInTitle = new("Sign in", "Iniciar sessão"),
        SignOutTitle = new("Sign out", "Terminar sessão"),
        SignedIn = new("You are signed in.", "Tem a sessão iniciada."),
        SignedOut = new("You are signed out.", "A sessão foi terminada."),
        Email = new("E-mail", "E-mail"),
        Password = new("Password", "Palavra-passe"),
        ErrorTitle = new("There is a problem", "Há um problema"),
        Wrong = new(
            "The e-mail and password do not match, or there were too many tries. Check both, or wait five minutes.",
            "O e-mail e a palavra-passe não correspondem, ou houve demasiadas tentativas. Verifique ambos ou espere cinco minutos."),
        EmailMissing = new("Enter your e-mail.", "Indique o seu e-mail."),
        PasswordMissing = new("Enter your password.", "Indique a sua palavra-passe."),
        Expired = new("This page was open for too long. Try again.", "Esta página esteve aberta demasiado tempo. Tente de novo.");

    sealed record Problem(string Field, Text Message);

    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        pages.MapGet(Path, ShowSignIn);
        pages.MapPost(Path, SignIn).DisableAntiforgery(); // checked below, where the answer can be a page
        pages.MapGet(SignOutPath, ShowSignOut);
        pages.MapPost(SignOutPath, SignOut).DisableAntiforgery();
    }

    static async Task<IResult> ShowSignIn(HttpContext http, IAntiforgery antiforgery) =>
        http.Request.Query[ReturnUrl].ToString() is "" && (await http.AuthenticateAsync(Session.Scheme)).Succeeded
            ? SignOutForm(http, antiforgery, SignedIn)
            : SignInForm(http, antiforgery, http.Request.Query[ReturnUrl].ToString(), "", []);

    static async Task<IResult> SignIn(HttpContext http, IAntiforgery antiforgery, Passwords passwords)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        var (email, password, returnUrl) = (form["email"].ToString(), form["password"].ToString(), form[ReturnUrl].ToString());

        List<Problem> problems = [];
        if (!await antiforgery.IsRequestValidAsync(http)) problems.Add(new("email", Expired));
        if (string.IsNullOrWhiteSpace(email)) problems.Add(new("email", EmailMissing));
        if (password.Length == 0) problems.Add(new("password", PasswordMissing));
        if (problems.Count > 0) return SignInForm(http, antiforgery, returnUrl, email, problems);

        if (email.Contains('\0') || await passwords.Check(email, password, http.RequestAborted) is not { } person)
            return SignInForm(http, antiforgery, returnUrl, email, [new("email", Wrong)]);

        var identity = new ClaimsIdentity(Session.Scheme);
        identity.SetClaim(OpenIddictConstants.Claims.Subject, person.ToString());
        await http.SignInAsync(Session.Scheme, new(identity));
        return Results.Redirect(Local(returnUrl));
    }

    static IResult ShowSignOut(HttpContext http, IAntiforgery antiforgery) => SignOutForm(http, antiforgery, null);

    static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return SignOutForm(http, antiforgery, Expired);
        await http.SignOutAsync(Session.Scheme);
        return Page(http, SignOutTitle, $"<p role=\"status\">{Words(SignedOut)}</p>");
    }

    /// <summary>Only back into a pending authorization: anything else could send the person to a stranger's page.</summary>
    static string Local(string returnUrl) => returnUrl.StartsWith("/connect/authorize?", StringComparison.Ordinal) ? returnUrl : Path;

    static IResult SignInForm(HttpContext http, IAntiforgery antiforgery, string returnUrl, string email, IReadOnlyList<Problem> problems)
    {
        string Described(string field) => problems.Any(p => p.Field == field) ? """aria-invalid="true" aria-describedby="problems" """ : "";
        var summary = problems.Count == 0 ? "" : $"""
            <div class="problems" id="problems" role="alert" tabindex="-1" autofocus>
              <h2>{Words(ErrorTitle)}</h2>
              <ul>{string.Concat(problems.Select(p => $"<li><a href=\"#{p.Field}\">{Words(p.Message)}</a></li>"))}</ul>
            </div>
            """;
        return Page(http, SignInTitle, $"""
            {summary}
            <form method="post" action="{Path}" novalidate>
              {HiddenToken(http, antiforgery)}
              <input type="hidden" name="{ReturnUrl}" value="{WebUtility.HtmlEncode(returnUrl)}">
              <label for="email">{Words(Email)}</label>
              <input id="email" name="email" type="email" autocomplete="username" required {Described("email")}value="{WebUtility.HtmlEncode(email)}">
              <label for="password">{Words(Password)}</label>
              <input id="password" name="password" type="password" autocomplete="current-password" required {Described("password")}>
              <button type="submit">{Words(SignInTitle)}</button>
            </form>
            """, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static IResult SignOutForm(HttpContext http, IAntiforgery antiforgery, Text? message) => Page(http, SignOutTitle, $"""
        {(message is null ? "" : $"<p role=\"status\">{Words(message)}</p>")}
        <form method="post" action="{SignOutPath}">
          {HiddenToken(http, antiforgery)}
          <button type="submit">{Words(SignOutTitle)}</button>
        </form>
        """);

    static string HiddenToken(HttpContext http, IAntiforgery antiforgery)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        return $"""<input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">""";
    }

    static string Words(Text text) => WebUtility.HtmlEncode(text.ForReader());

    static IResult Page(HttpContext http, Text title, string body, int status = StatusCodes.Status200OK)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var heading = Words(title);
        // No form-action here: browsers apply it to the redirect that takes the person back to the application.
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Content($$"""
            <!doctype html>
            <html lang="{{Language.Current}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{heading}}</title>
            <style nonce="{{nonce}}">
              body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
              label { display: block; margin-top: 1rem; font-weight: 600 }
              input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 2px solid #595959 }
              button { font: inherit; font-weight: 600; margin-top: 1.5rem; padding: .6rem 1.2rem; color: #fff; background: #10418f; border: 2px solid #10418f }
              :focus-visible { outline: 3px solid #b35900; outline-offset: 2px }
              .problems { border: 3px solid #b3001b; padding: 0 1rem } .problems a { color: #b3001b }
            </style>
            </head>
            <body><main><h1>{{heading}}</h1>
            {{body}}
            </main></body>
            </html>
            """, "text/html; charset=utf-8", statusCode: status);
    }
}
