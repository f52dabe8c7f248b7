using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HumanRights.EventSourcing;
using HumanRights.Identity.SignIn;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;

namespace HumanRights.Identity.Accounts;

/// <summary>The account's pages: register, confirm, forgotten password, new password, change of password. Opening a link changes nothing: mail scanners open links too.</summary>
static class AccountPages
{
    public const string RegisterPath = "/sign-in/register", ConfirmPath = "/sign-in/confirm", SendAgainPath = "/sign-in/send-again",
        ForgottenPath = "/sign-in/forgotten", NewPasswordPath = "/sign-in/new-password", PasswordPath = "/sign-in/password";

    public static readonly Text PasswordTitle = new("Change the password", "Mudar a palavra-passe");

    static readonly Text
        RegisterTitle = new("Register", "Registar-se"),
        ConfirmTitle = new("Confirm your e-mail address", "Confirme o seu endereço de e-mail"),
        ForgottenTitle = new("Ask for a new password", "Pedir uma nova palavra-passe"),
        NewPasswordTitle = new("Choose a new password", "Escolha uma nova palavra-passe"),
        SignIn = new("Sign in", "Iniciar sessão"),
        SendAgain = new("Send the letter again", "Enviar a carta de novo"),
        Ask = new("Send me a letter", "Enviar-me uma carta"),
        Confirm = new("Confirm", "Confirmar"),
        Name = new("Name", "Nome"), Email = new("E-mail", "E-mail"), Password = new("Password", "Palavra-passe"), NewPasswordLabel = new("New password", "Nova palavra-passe"),
        CurrentPassword = new("Current password", "Palavra-passe atual"), YourPassword = new("The password you chose when you registered", "A palavra-passe que escolheu quando se registou"),
        Organisation = new("Organisation", "Organismo"), JobRole = new("Job role", "Função"), Region = new("Region", "Região"),
        Sector = new("Administration", "Administração"), LetterLanguage = new("Language of our letters", "Língua das nossas cartas"), Needs = new("Accessibility needs", "Necessidades de acessibilidade"),
        NeedsHint = new("What should we prepare, so that you can take part fully?", "O que devemos preparar, para que possa participar plenamente?"),
        EmailHint = new("We send a link to this address. Addresses of the public administration are recognised by it.",
            "Enviamos uma ligação para este endereço. Os endereços da administração pública são reconhecidos por ele."),
        EmailWrong = new("Enter an e-mail address such as name@example.org.", "Indique um endereço de e-mail, por exemplo nome@exemplo.org."),
        NameWrong = new("Enter your name in one line, at most 200 characters.", "Indique o seu nome numa linha, no máximo 200 caracteres."),
        LineWrong = new("Use one line of at most 200 characters.", "Use uma linha de, no máximo, 200 caracteres."),
        NeedsWrong = new("Use at most 2000 characters of text.", "Use no máximo 2000 caracteres de texto."),
        ChoiceWrong = new("Choose one of the list.", "Escolha um valor da lista."),
        PasswordWrong = new("This is not the password, or there were too many tries. Try again, or wait five minutes.",
            "Esta não é a palavra-passe, ou houve demasiadas tentativas. Tente novamente ou espere cinco minutos."),
        PasswordHint = new("At least 12 characters, for instance four words.", "Pelo menos 12 caracteres, por exemplo quatro palavras."),
        LetterSent = new(
            "If this address can be used here, a letter is on its way to it. Open the link in the letter; look into the folder for unwanted mail too.",
            "Se este endereço puder ser usado aqui, uma carta está a caminho. Abra a ligação na carta; veja também a pasta de correio indesejado."),
        Again = new("No letter after some minutes? Have it sent again.", "Nenhuma carta ao fim de alguns minutos? Peça que seja enviada de novo."),
        Confirmed = new("Your address is confirmed. You can sign in now.", "O seu endereço está confirmado. Já pode iniciar sessão."),
        LinkSpent = new("This link was used already or has expired. Ask for another letter.", "Esta ligação já foi usada ou expirou. Peça outra carta."),
        Changed = new("Your password is changed. Sign in with it; all other sessions have ended.",
            "A sua palavra-passe foi mudada. Inicie sessão com ela; todas as outras sessões terminaram."),
        TooBusy = new("This did not work just now. Try again.", "Não foi possível neste momento. Tente novamente.");

    // Codes of NUTS 2 (Regulation (EC) 1059/2003); others are possible, by a coordinator.
    static readonly (string, Text)[] Regions =
    [
        ("", new("-", "-")), ("PT11", new("North", "Norte")), ("PT16", new("Centre", "Centro")), ("PT17", new("Lisbon", "Lisboa")),
        ("PT18", new("Alentejo", "Alentejo")), ("PT15", new("Algarve", "Algarve")), ("PT20", new("Azores", "Açores")), ("PT30", new("Madeira", "Madeira")),
    ];

    static readonly (string, Text)[] Sectors =
        [("", new("-", "-")), ("central", new("Central", "Central")), ("regional", new("Regional", "Regional")), ("local", new("Local", "Local"))];

    static readonly (string, Text)[] Languages = [("pt-PT", new("Portuguese", "Português")), ("en", new("English", "Inglês"))];

    public static void Map(IEndpointRouteBuilder app)
    {
        // The antiforgery token is checked below, where the answer can be a page.
        var pages = app.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        pages.MapGet(RegisterPath, (HttpContext http, IAntiforgery antiforgery) => RegisterForm(http, antiforgery, FormCollection.Empty, []));
        pages.MapPost(RegisterPath, Register);
        pages.MapGet(ConfirmPath, ShowConfirm);
        pages.MapPost(ConfirmPath, ConfirmAddress);
        pages.MapPost(SendAgainPath, (HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts, TimeProvider time) =>
            SendLetter(http, antiforgery, time, accounts.SendAgain, (problems, email) => Sent(http, antiforgery, problems, email)));
        pages.MapGet(ForgottenPath, (HttpContext http, IAntiforgery antiforgery) => ForgottenForm(http, antiforgery, [], ""));
        pages.MapPost(ForgottenPath, (HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts, TimeProvider time) =>
            SendLetter(http, antiforgery, time, accounts.Forgotten, (problems, email) => ForgottenForm(http, antiforgery, problems, email)));
        pages.MapGet(NewPasswordPath, ShowNewPassword);
        pages.MapPost(NewPasswordPath, SetNewPassword);
        pages.MapGet(PasswordPath, ShowPassword);
        pages.MapPost(PasswordPath, ChangePassword);
    }

    static async Task<IResult> Register(HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts, TimeProvider time)
    {
        var form = await FormPage.Sent(http);
        string? Given(string name) => form[name].ToString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        // Browsers send line breaks as two characters and count them as one.
        var person = new NewRegistration(
            (Given("email") ?? "").Trim(), Given("name") ?? "", form["password"].ToString(), Given("organisationName"), Given("jobRole"), Given("region"), Given("sector"),
            Given("language") ?? "pt-PT", Given("accessibilityNeeds")?.ReplaceLineEndings("\n"));

        List<FormProblem> problems = [];
        if (!await antiforgery.IsRequestValidAsync(http)) problems.Add(new("name", FormPage.Expired));
        List<ValidationResult> wrong = [];
        Validator.TryValidateObject(person, new(person), wrong, validateAllProperties: true);
        problems.AddRange(wrong.SelectMany(w => w.MemberNames).Distinct().Select(member => new FormProblem(JsonNamingPolicy.CamelCase.ConvertName(member), member switch
        {
            nameof(person.Email) => EmailWrong,
            nameof(person.Name) => NameWrong,
            nameof(person.Password) => NewPassword.TooShort,
            nameof(person.AccessibilityNeeds) => NeedsWrong,
            nameof(person.OrganisationName) or nameof(person.JobRole) => LineWrong,
            _ => ChoiceWrong,
        })));
        if (problems.Count == 0 && NewPassword.Problem(person.Password, person.Email) is { } easy) problems.Add(new("password", easy));
        if (problems.Count > 0) return RegisterForm(http, antiforgery, form, problems);

        return await RegisterYourself.Evenly(accounts.Register(person, http.RequestAborted), time, http.RequestAborted) is null
            ? Sent(http, antiforgery, [], "")
            : RegisterForm(http, antiforgery, form, [new("name", TooBusy)]);
    }

    static IResult RegisterForm(HttpContext http, IAntiforgery antiforgery, IFormCollection form, IReadOnlyList<FormProblem> problems) => Page(http, RegisterTitle, problems,
        FormPage.Form(http, antiforgery, RegisterPath, RegisterTitle,
        [
            new("name", Name, Autocomplete: "name") { Required = true, Value = form["name"].ToString() },
            new("email", Email, "email", "email") { Required = true, Value = form["email"].ToString(), Longest = 254, Hint = EmailHint },
            new("password", Password, "password", "new-password") { Required = true, Hint = PasswordHint },
            new("organisationName", Organisation, Autocomplete: "organization") { Value = form["organisationName"].ToString() },
            new("jobRole", JobRole, Autocomplete: "organization-title") { Value = form["jobRole"].ToString() },
            new("region", Region, "choice") { Value = form["region"].ToString(), Choices = Regions },
            new("sector", Sector, "choice") { Value = form["sector"].ToString(), Choices = Sectors },
            new("language", LetterLanguage, "choice") { Required = true, Choices = Languages, Value = form["language"].ToString() is { Length: > 0 } language ? language : Language.Current },
            new("accessibilityNeeds", Needs, "lines") { Value = form["accessibilityNeeds"].ToString(), Longest = 2000, Hint = NeedsHint },
        ], problems) + FormPage.Link(SignInPage.Path, SignIn));

    static IResult Sent(HttpContext http, IAntiforgery antiforgery, IReadOnlyList<FormProblem> problems, string email) => Page(http, ConfirmTitle, problems,
        FormPage.Paragraph(LetterSent, " role=\"status\"") + FormPage.Paragraph(Again) + MailboxForm(http, antiforgery, SendAgainPath, SendAgain, problems, email));

    static IResult ShowConfirm(HttpContext http, IAntiforgery antiforgery) =>
        Letter(http.Request.Query["letter"], http.Request.Query["key"]) is { } link ? ConfirmForm(http, antiforgery, link, []) : Sent(http, antiforgery, [], "");

    static async Task<IResult> ConfirmAddress(HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts)
    {
        var form = await FormPage.Sent(http);
        if (Letter(form["letter"], form["key"]) is not { } link) return Sent(http, antiforgery, [new("email", LinkSpent)], "");
        if (!await antiforgery.IsRequestValidAsync(http)) return ConfirmForm(http, antiforgery, link, [new("password", FormPage.Expired)]);
        return await accounts.Confirm(link.Id, link.Key, form["password"].ToString(), http.RequestAborted) switch
        {
            AccountOutcome.Done => Page(http, ConfirmTitle, [], FormPage.Paragraph(Confirmed, " role=\"status\"") + FormPage.Link(SignInPage.Path, SignIn)),
            AccountOutcome.WrongPassword => ConfirmForm(http, antiforgery, link, [new("password", PasswordWrong)]),
            _ => Sent(http, antiforgery, [new("email", LinkSpent)], ""),
        };
    }

    static IResult ConfirmForm(HttpContext http, IAntiforgery antiforgery, (Guid Id, string Key) link, IReadOnlyList<FormProblem> problems) => Page(http, ConfirmTitle, problems,
        FormPage.Form(http, antiforgery, ConfirmPath, Confirm,
            [new("password", YourPassword, "password", "current-password") { Required = true }], problems, HiddenLink(link)));

    static async Task<IResult> SendLetter(
        HttpContext http, IAntiforgery antiforgery, TimeProvider time, Func<string, CancellationToken, Task<Rejection?>> send, Func<IReadOnlyList<FormProblem>, string, IResult> again)
    {
        var email = (await FormPage.Sent(http))["email"].ToString();
        if (!await antiforgery.IsRequestValidAsync(http)) return again([new("email", FormPage.Expired)], email);
        if (!People.EmailAddress.IsValid(email)) return again([new("email", EmailWrong)], email);
        return await RegisterYourself.Evenly(send(email, http.RequestAborted), time, http.RequestAborted) is null
            ? Sent(http, antiforgery, [], "")
            : again([new("email", TooBusy)], email);
    }

    static IResult ForgottenForm(HttpContext http, IAntiforgery antiforgery, IReadOnlyList<FormProblem> problems, string email) =>
        Page(http, ForgottenTitle, problems, MailboxForm(http, antiforgery, ForgottenPath, Ask, problems, email) + FormPage.Link(SignInPage.Path, SignIn));

    static async Task<IResult> ShowNewPassword(HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts) =>
        Letter(http.Request.Query["letter"], http.Request.Query["key"]) is { } link
        && await accounts.IsOpen(link.Id, link.Key, People.Letter.PasswordReset, http.RequestAborted)
            ? NewPasswordForm(http, antiforgery, link, [])
            : ForgottenForm(http, antiforgery, [new("email", LinkSpent)], "");

    static async Task<IResult> SetNewPassword(HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts)
    {
        var form = await FormPage.Sent(http);
        var password = form["password"].ToString();
        if (Letter(form["letter"], form["key"]) is not { } link) return ForgottenForm(http, antiforgery, [new("email", LinkSpent)], "");
        if (!await antiforgery.IsRequestValidAsync(http)) return NewPasswordForm(http, antiforgery, link, [new("password", FormPage.Expired)]);
        if (NewPassword.Problem(password) is { } problem) return NewPasswordForm(http, antiforgery, link, [new("password", problem)]);
        return await accounts.Reset(link.Id, link.Key, password, http.RequestAborted) switch
        {
            AccountOutcome.Done => PasswordChanged(http, NewPasswordTitle),
            AccountOutcome.PasswordRefused => NewPasswordForm(http, antiforgery, link, [new("password", NewPassword.TooEasy)]),
            _ => ForgottenForm(http, antiforgery, [new("email", LinkSpent)], ""),
        };
    }

    static IResult NewPasswordForm(HttpContext http, IAntiforgery antiforgery, (Guid Id, string Key) link, IReadOnlyList<FormProblem> problems) => Page(http, NewPasswordTitle, problems,
        FormPage.Form(http, antiforgery, NewPasswordPath, NewPasswordTitle,
            [new("password", NewPasswordLabel, "password", "new-password") { Required = true, Hint = PasswordHint }], problems, HiddenLink(link)));

    static async Task<IResult> ShowPassword(HttpContext http, IAntiforgery antiforgery) =>
        (await http.AuthenticateAsync(Session.Scheme)).Succeeded ? PasswordForm(http, antiforgery, []) : Results.Redirect(SignInPage.Path);

    static async Task<IResult> ChangePassword(HttpContext http, IAntiforgery antiforgery, AccountKeeper accounts)
    {
        if ((await http.AuthenticateAsync(Session.Scheme)).Principal?.GetClaim(OpenIddictConstants.Claims.Subject) is not { } person) return Results.Redirect(SignInPage.Path);
        var form = await FormPage.Sent(http);
        var password = form["password"].ToString();
        if (!await antiforgery.IsRequestValidAsync(http)) return PasswordForm(http, antiforgery, [new("current", FormPage.Expired)]);
        if (NewPassword.Problem(password) is { } problem) return PasswordForm(http, antiforgery, [new("password", problem)]);
        return await accounts.Change(Guid.Parse(person), form["current"].ToString(), password, http.RequestAborted) switch
        {
            AccountOutcome.Done => PasswordChanged(http, PasswordTitle),
            AccountOutcome.PasswordRefused => PasswordForm(http, antiforgery, [new("password", NewPassword.TooEasy)]),
            _ => PasswordForm(http, antiforgery, [new("current", PasswordWrong)]),
        };
    }

    static IResult PasswordForm(HttpContext http, IAntiforgery antiforgery, IReadOnlyList<FormProblem> problems) => Page(http, PasswordTitle, problems,
        FormPage.Form(http, antiforgery, PasswordPath, PasswordTitle,
        [
            new("current", CurrentPassword, "password", "current-password") { Required = true },
            new("password", NewPasswordLabel, "password", "new-password") { Required = true, Hint = PasswordHint },
        ], problems));

    static IResult PasswordChanged(HttpContext http, Text title) =>
        Page(http, title, [], FormPage.Paragraph(Changed, " role=\"status\"") + FormPage.Link(SignInPage.Path, SignIn));

    static string MailboxForm(HttpContext http, IAntiforgery antiforgery, string action, Text button, IReadOnlyList<FormProblem> problems, string email) =>
        FormPage.Form(http, antiforgery, action, button, [new("email", Email, "email", "email") { Required = true, Value = email, Longest = 254 }], problems);

    static IResult Page(HttpContext http, Text title, IReadOnlyList<FormProblem> problems, string body) =>
        FormPage.Page(http, title, body, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static (Guid Id, string Key)? Letter(string? id, string? key) => Guid.TryParse(id, out var letter) && key is { Length: > 0 and < 100 } ? (letter, key) : null;

    static string HiddenLink((Guid Id, string Key) link) => FormPage.Hidden("letter", link.Id.ToString()) + FormPage.Hidden("key", link.Key);
}
