using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.ServiceDefaults;

/// <summary>Every service validates access tokens itself (RFC 9068), whoever stands in front of it.</summary>
static class TokenValidation
{
    const string Backchannel = "token-metadata";

    public static void AddTokenValidation(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Authentication");
        var issuer = settings["Issuer"]?.TrimEnd('/');
        var metadata = settings["MetadataAddress"] ?? "http://identity/.well-known/openid-configuration";

        // First of the handlers: the address it writes is still to be resolved by service discovery.
        builder.Services.AddHttpClient(Backchannel).ConfigureAdditionalHttpMessageHandlers(
            (handlers, _) => handlers.Insert(0, new KeysBesideMetadata(issuer, new Uri(metadata))));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MetadataAddress = metadata;
            options.RequireHttpsMetadata = false;
            options.RefreshInterval = TimeSpan.FromSeconds(30); // how soon a new key is looked for, and how often unknown ones can make us look
            options.MapInboundClaims = false;
            options.IncludeErrorDetails = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuers = issuer is null ? null : [issuer, issuer + "/"],
                ValidAudience = settings["Audience"] ?? "human-rights",
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                ValidTypes = ["at+jwt"],
                ClockSkew = TimeSpan.FromSeconds(5),
                NameClaimType = Caller.Subject,
                RoleClaimType = Caller.Role,
            };
            options.Events = new JwtBearerEvents { OnAuthenticationFailed = TellAnOutageFromABadToken };
        });
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IHttpClientFactory>((options, clients) => options.Backchannel = clients.CreateClient(Backchannel));

        var authorization = builder.Services.AddAuthorizationBuilder();
        var authenticated = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        authorization.SetDefaultPolicy(authenticated).SetFallbackPolicy(authenticated);
        foreach (var role in Roles.All) authorization.AddPolicy(role, policy => policy.RequireRole(role));
    }

    // While the keys have never been read, every token looks forged: that is our outage (503), not the caller's fault (401).
    static async Task TellAnOutageFromABadToken(AuthenticationFailedContext context)
    {
        if (context.Exception is not SecurityTokenSignatureKeyNotFoundException) return;
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException e)
        {
            throw new HttpRequestException("The identity provider's keys cannot be read.", e);
        }
    }

    /// <summary>
    /// The issuer is the gateway's public URL, which a service need not be able to reach: keys announced under it are read from
    /// where the metadata was read.
    /// </summary>
    sealed class KeysBesideMetadata(string? issuer, Uri metadata) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (issuer is not null && request.RequestUri is { } uri && uri.AbsoluteUri.StartsWith(issuer + "/", StringComparison.Ordinal))
                request.RequestUri = new Uri(metadata, uri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
