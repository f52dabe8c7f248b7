using HumanRights.Identity.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace HumanRights.Identity.SignIn;

/// <summary>The browser's session with Identity alone, so that one sign-in serves every application.</summary>
static class Session
{
    public const string Scheme = "session";

    public static void Add(IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, options =>
    {
        options.Cookie.Name = "hr-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.LoginPath = SignInPage.Path;
        options.Events.OnValidatePrincipal = EndWhenThePersonIsGone;
    });

    static async Task EndWhenThePersonIsGone(CookieValidatePrincipalContext context)
    {
        var db = context.HttpContext.RequestServices.GetRequiredService<IdentityDb>();
        var id = Guid.Parse(context.Principal!.GetClaim(OpenIddictConstants.Claims.Subject)!);
        if (await db.Credentials.AnyAsync(c => c.PersonId == id, context.HttpContext.RequestAborted)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}
