using HumanRights.EventSourcing;
using HumanRights.Identity.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

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
        Wrong = new(
            "The e-mail and password do not match, the address is not confirmed yet, or there were too many tries. Check both, open the link in our letter, or wait five minutes.",
            "O e-mail e a palavra-passe não correspondem, o endereço ainda não foi confirmado, ou houve demasiadas tentativas. Verifique ambos, abra a ligação na nossa carta, ou espere cinco minutos."),
        Register = new("Register", "Registar-se"),
        Forgotten = new("I have forgotten my password, or have none yet", "Esqueci-me da palavra-passe, ou ainda não tenho"),
        EmailMissing = new("Enter your e-mail.", "Indique o seu e-mail."),
        PasswordMissing = new("Enter your password.", "Indique a sua palavra-passe.");

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
        var form = await FormPage.Sent(http);
        var (email, password, returnUrl) = (form["email"].ToString(), form["password"].ToString(), form[ReturnUrl].ToString());

        List<FormProblem> problems = [];
        if (!await antiforgery.IsRequestValidAsync(http)) problems.Add(new("email", FormPage.Expired));
        if (string.IsNullOrWhiteSpace(email)) problems.Add(new("email", EmailMissing));
        if (password.Length == 0) problems.Add(new("password", PasswordMissing));
        if (problems.Count > 0) return SignInForm(http, antiforgery, returnUrl, email, problems);

        if (email.Contains('\0') || await passwords.Check(email, password, http.RequestAborted) is not { } person)
            return SignInForm(http, antiforgery, returnUrl, email, [new("email", Wrong)]);

        await Session.Begin(http, person);
        return Results.Redirect(Local(returnUrl));
    }

    static IResult ShowSignOut(HttpContext http, IAntiforgery antiforgery) => SignOutForm(http, antiforgery, null);

    static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return SignOutForm(http, antiforgery, FormPage.Expired);
        await http.SignOutAsync(Session.Scheme);
        return FormPage.Page(http, SignOutTitle, FormPage.Paragraph(SignedOut, " role=\"status\""));
    }

    /// <summary>Only back into a pending authorization: anything else could send the person to a stranger's page.</summary>
    static string Local(string returnUrl) => returnUrl.StartsWith("/connect/authorize?", StringComparison.Ordinal) ? returnUrl : Path;

    static IResult SignInForm(HttpContext http, IAntiforgery antiforgery, string returnUrl, string email, IReadOnlyList<FormProblem> problems) =>
        FormPage.Page(http, SignInTitle, FormPage.Form(http, antiforgery, Path, SignInTitle,
        [
            new("email", Email, "email", "username") { Required = true, Value = email, Longest = 254 },
            new("password", Password, "password", "current-password") { Required = true },
        ], problems, FormPage.Hidden(ReturnUrl, returnUrl))
            + FormPage.Link(AccountPages.RegisterPath, Register) + FormPage.Link(AccountPages.ForgottenPath, Forgotten),
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static IResult SignOutForm(HttpContext http, IAntiforgery antiforgery, Text? message) => FormPage.Page(http, SignOutTitle,
        (message is null ? "" : FormPage.Paragraph(message, " role=\"status\""))
        + FormPage.Form(http, antiforgery, SignOutPath, SignOutTitle, [], [])
        + FormPage.Link(AccountPages.PasswordPath, AccountPages.PasswordTitle));
}
