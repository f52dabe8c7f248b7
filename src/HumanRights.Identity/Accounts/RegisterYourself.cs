using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Identity.Accounts;

/// <summary>The account's API, for applications that bring their own forms. The links in letters lead to this service's own pages.</summary>
static class RegisterYourself
{
    // What is done for a known address takes longer than for an unknown one: neither is answered sooner.
    static readonly TimeSpan AnswerNotBefore = TimeSpan.FromMilliseconds(300);

    public static void Map(IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("/api/identity").WithTags("Accounts");
        accounts.MapPost("/registrations", Register).AllowAnonymous().WithName("RegisterYourself")
            .WithSummary("Registers the caller; the account opens by the link sent to the e-mail address")
            .WithDescription("The answer is the same whether the address is known or not. A known address gets a letter for a new password instead.");
        accounts.MapPost("/registrations/letters", SendAgain).AllowAnonymous().WithName("SendConfirmationAgain")
            .WithSummary("Sends the confirmation letter again, if there is anything to confirm");
        accounts.MapPost("/password-resets", Forgotten).AllowAnonymous().WithName("ForgotPassword")
            .WithSummary("Sends a letter for a new password, if the address is known");
        accounts.MapPut("/people/me/password", Change).RequireAuthorization().WithName("ChangePassword")
            .WithSummary("Changes the caller's password; ends all their sessions");
    }

    static async Task<Results<Accepted, Refusal>> Register(NewRegistration person, AccountKeeper accounts, TimeProvider time, CancellationToken ct) =>
        NewPassword.Problem(person.Password, person.Email) is { } problem
            ? NewPassword.Refuse(problem)
            : Answer(await Evenly(accounts.Register(person, ct), time, ct));

    static async Task<Results<Accepted, Refusal>> SendAgain(Mailbox mailbox, AccountKeeper accounts, TimeProvider time, CancellationToken ct) =>
        Answer(await Evenly(accounts.SendAgain(mailbox.Email, ct), time, ct));

    static async Task<Results<Accepted, Refusal>> Forgotten(Mailbox mailbox, AccountKeeper accounts, TimeProvider time, CancellationToken ct) =>
        Answer(await Evenly(accounts.Forgotten(mailbox.Email, ct), time, ct));

    static async Task<Results<NoContent, Refusal>> Change(PasswordChange change, ClaimsPrincipal caller, AccountKeeper accounts, CancellationToken ct) =>
        await accounts.Change(caller.PersonId(), change.Current, change.New, ct) switch
        {
            AccountOutcome.Done => TypedResults.NoContent(),
            AccountOutcome.PasswordRefused => NewPassword.Refuse(NewPassword.TooEasy),
            _ => new Refusal(new Rejection(
                "password-wrong",
                new("This is not your current password, or there were too many tries.", "Esta não é a sua palavra-passe atual, ou houve demasiadas tentativas."),
                new("Try again, or wait five minutes; if you have forgotten it, ask for a new one on the sign-in page.",
                    "Tente novamente ou espere cinco minutos; se a esqueceu, peça uma nova na página de início de sessão."),
                RejectionKind.Forbidden)),
        };

    public static async Task<Rejection?> Evenly(Task<Rejection?> work, TimeProvider time, CancellationToken ct)
    {
        await Task.WhenAll(work, Task.Delay(AnswerNotBefore, time, ct));
        return await work;
    }

    static Results<Accepted, Refusal> Answer(Rejection? rejection) => rejection is null ? TypedResults.Accepted((string?)null) : new Refusal(rejection);
}
