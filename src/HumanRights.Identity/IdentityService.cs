using HumanRights.EventSourcing;
using HumanRights.Identity.Accounts;
using HumanRights.Identity.Database;
using HumanRights.Identity.Development;
using HumanRights.Identity.Keys;
using HumanRights.Identity.People;
using HumanRights.Identity.SignIn;
using HumanRights.Identity.Tokens;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Npgsql;

namespace HumanRights.Identity;

/// <summary>The service's composition.</summary>
static class IdentityService
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var development = builder.Environment.IsDevelopment();
        var issuer = new Uri(builder.Configuration["Authentication:Issuer"] ?? LocalPlatform.Issuer);
        builder.Configuration["Authentication:Issuer"] = issuer.AbsoluteUri;

        builder.AddServiceDefaults();
        builder.AddEventSourcing("identity", Events.Outbound, typeof(IdentityService).Assembly, Events.Register);

        // Every statement and every protocol step is no news.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning);
        var services = builder.Services;
        services.AddValidation();
        services.AddAntiforgery(options => options.Cookie.Name = "hr-form");
        services.AddDbContext<IdentityDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            // Whoever catches the exception knows whether it matters; the first migration of an empty database looks for its own table.
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug))));
        services.AddSingleton(_ => KeyFolder.Open(
            builder.Configuration["Identity:KeyFolder"] ?? (development ? LocalPlatform.KeyFolder : ""), mayCreate: development));
        SessionKeys.Add(services);
        Session.Add(services);
        TokenServer.Add(services, issuer, allowPlainHttp: development);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<KeyFolder>(TrustOwnKeys);
        services.AddSingleton<Links>().AddScoped<Vault>().AddScoped<Registrar>().AddScoped<Passwords>().AddScoped<AccountKeeper>().AddSingleton<PublicServantDomains>().AddSingleton<Retention>().AddSingleton<SyntheticPassword>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());

        var app = builder.Build();
        // People reach this service through the gateway: whatever address a request came by, links and redirects name the issuer's.
        app.Use((http, next) =>
        {
            (http.Request.Scheme, http.Request.Host) = (issuer.Scheme, HostString.FromUriComponent(issuer));
            return next(http);
        });
        app.UseServiceDefaults();
        Connect.Map(app);
        SignInPage.Map(app);
        AccountPages.Map(app);
        var people = app.MapGroup("/api/identity/people").WithTags("People").RequireAuthorization();
        OwnProfile.Map(people);
        Lookup.Map(people);
        Register.Map(people);
        ErasePerson.Map(people);
        AskForLink.Map(app);
        RegisterYourself.Map(app);
        return app;

        // The other services ask for the keys over HTTP; here they are at hand.
        void TrustOwnKeys(JwtBearerOptions options, KeyFolder keys)
        {
            var own = new OpenIdConnectConfiguration { Issuer = issuer.AbsoluteUri };
            foreach (var key in keys.Signing) own.SigningKeys.Add(key);
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(own);
        }
    }
}
