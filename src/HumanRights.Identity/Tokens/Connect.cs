using System.Security.Claims;
using HumanRights.Identity.People;
using HumanRights.Identity.SignIn;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HumanRights.Identity.Tokens;

/// <summary>The OAuth 2.0 and OpenID Connect endpoints: OpenIddict checks the request, what stands here decides who it is.</summary>
static class Connect
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static void Map(IEndpointRouteBuilder app)
    {
        var connect = app.MapGroup("/connect").AllowAnonymous().ExcludeFromDescription();
        connect.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], Authorize);
        connect.MapPost("/token", Token);
        connect.MapMethods("/userinfo", [HttpMethods.Get, HttpMethods.Post], UserInfo);
        connect.MapMethods("/logout", [HttpMethods.Get, HttpMethods.Post], (Delegate)EndSession);
    }

    static async Task<IResult> Authorize(HttpContext http, TimeProvider time)
    {
        var request = http.GetOpenIddictServerRequest()!;
        var session = await http.AuthenticateAsync(Session.Scheme);
        var tooOld = request.MaxAge is { } age && !(session.Properties?.IssuedUtc + TimeSpan.FromSeconds(age) > time.GetUtcNow());
        if (session.Principal?.FindFirstValue(Claims.Subject) is not { } person || tooOld || request.HasPromptValue(PromptValues.Login))
            return request.HasPromptValue(PromptValues.None) ? Refuse(Errors.LoginRequired, "Nobody is signed in.") : AskToSignIn(http);

        var identity = Identity();
        identity.SetClaim(Claims.Subject, person).SetScopes(request.GetScopes()).SetResources(AccessTokens.Audience);
        return Results.SignIn(new(identity), authenticationScheme: Scheme);
    }

    static IResult AskToSignIn(HttpContext http)
    {
        // Without `prompt` and `max_age`, or the person would be asked again for ever.
        var parameters = http.Request.HasFormContentType ? http.Request.Form : http.Request.Query.AsEnumerable();
        var again = QueryString.Create(parameters.Where(p => p.Key is not (Parameters.Prompt or Parameters.MaxAge)));
        return Results.Redirect(SignInPage.Path + QueryString.Create(SignInPage.ReturnUrl, "/connect/authorize" + again));
    }

    static async Task<IResult> Token(HttpContext http, Vault vault, IOpenIddictApplicationManager clients)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            var client = Identity();
            var id = request.ClientId!;
            var properties = await clients.GetPropertiesAsync((await clients.FindByClientIdAsync(id, http.RequestAborted))!, http.RequestAborted);
            client.SetClaim(Claims.Subject, id).SetScopes(request.GetScopes()).SetResources(AccessTokens.Audience);
            client.AddClaims(Clients.FactsOf(properties));
            return Issue(client);
        }

        // A code or a refresh token: OpenIddict has validated it; the facts are read anew, so a changed role counts from here on.
        var grant = (await http.AuthenticateAsync(Scheme)).Principal!;
        var subject = Guid.Parse(grant.GetClaim(Claims.Subject)!);
        if (await vault.Read(subject, new(subject.ToString(), "access-token"), http.RequestAborted) is not { } person)
            return Refuse(Errors.InvalidGrant, "This person is no longer known.");

        var identity = Identity();
        identity.AddClaims(grant.Claims.Where(c => !AccessTokens.FactClaims.Contains(c.Type)));
        identity.AddClaims(AccessTokens.FactsOf(person));
        return Issue(identity);
    }

    static async Task<IResult> UserInfo(HttpContext http, Vault vault)
    {
        var token = (await http.AuthenticateAsync(Scheme)).Principal!;
        if (!Guid.TryParse(token.GetClaim(Claims.Subject), out var subject)
            || await vault.Read(subject, new(subject.ToString(), "userinfo"), http.RequestAborted) is not { } person)
            return Refuse(Errors.InvalidToken, "This person is no longer known.");

        var claims = new Dictionary<string, object> { [Claims.Subject] = subject };
        if (token.HasScope(Scopes.Profile))
        {
            claims[Claims.Name] = person.Name;
            claims[Claims.Locale] = person.Language;
            claims[Claims.Role] = person.Roles;
        }

        if (token.HasScope(Scopes.Email)) claims[Claims.Email] = person.Email;
        return Results.Json(claims);
    }

    static async Task<IResult> EndSession(HttpContext http)
    {
        // Without proof of who asks (id_token_hint), another site could sign people out: let the person confirm.
        if (http.GetOpenIddictServerRequest()!.IdTokenHint is null) return Results.Redirect(SignInPage.SignOutPath);
        await http.SignOutAsync(Session.Scheme);
        return Results.SignOut(new() { RedirectUri = SignInPage.Path }, [Scheme]);
    }

    static ClaimsIdentity Identity() => new(Scheme, Claims.Name, Claims.Role);

    static IResult Issue(ClaimsIdentity identity)
    {
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return Results.SignIn(new(identity), authenticationScheme: Scheme);
    }

    static IResult Refuse(string error, string description) => Results.Forbid(new(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }), [Scheme]);
}
