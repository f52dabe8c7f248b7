using System.Globalization;
using System.Security.Claims;
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
    const string Generation = "generation";

    public static void Add(IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, options =>
    {
        options.Cookie.Name = "hr-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.LoginPath = SignInPage.Path;
        options.Events.OnValidatePrincipal = EndWhenThePersonIsGone;
    });

    public static Task Begin(HttpContext http, SignedIn who)
    {
        var identity = new ClaimsIdentity(Scheme);
        identity.SetClaim(OpenIddictConstants.Claims.Subject, who.Person.ToString()).SetClaim(Generation, who.Generation);
        return http.SignInAsync(Scheme, new(identity));
    }

    /// <summary>A changed password ends the sessions that began with the old one, on every machine.</summary>
    static async Task EndWhenThePersonIsGone(CookieValidatePrincipalContext context)
    {
        var db = context.HttpContext.RequestServices.GetRequiredService<IdentityDb>();
        var id = Guid.Parse(context.Principal!.GetClaim(OpenIddictConstants.Claims.Subject)!);
        var generation = int.TryParse(context.Principal!.FindFirstValue(Generation), CultureInfo.InvariantCulture, out var begun) ? begun : 0;
        if (await db.Credentials.AnyAsync(c => c.PersonId == id && c.Generation == generation, context.HttpContext.RequestAborted)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}
