using HumanRights.Identity.Database;
using HumanRights.Identity.Keys;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HumanRights.Identity.Tokens;

/// <summary>OpenIddict's composition: which flows exist, how long what it issues lives, and with which keys.</summary>
static class TokenServer
{
    public static void Add(IServiceCollection services, Uri issuer, bool allowPlainHttp)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDb>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server.SetIssuer(issuer)
                    .SetAuthorizationEndpointUris("connect/authorize")
                    .SetTokenEndpointUris("connect/token")
                    .SetUserInfoEndpointUris("connect/userinfo")
                    .SetEndSessionEndpointUris("connect/logout")
                    .SetRevocationEndpointUris("connect/revoke");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                    .AllowClientCredentialsFlow()
                    .AllowRefreshTokenFlow();
                server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
                server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess);
                server.DisableAccessTokenEncryption()
                    .SetAccessTokenLifetime(AccessTokens.LongestLife)
                    .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(2))
                    .SetRefreshTokenLifetime(TimeSpan.FromHours(8))
                    // A refresh token works once. Whoever brings it a second time ends all that came of that sign-in.
                    .SetRefreshTokenReuseLeeway(TimeSpan.Zero);

                var host = server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough();
                if (allowPlainHttp) host.DisableTransportSecurityRequirement();
            });
        // Keys are read when the server is built, not while services are being listed: a command such as `migrate` needs none.
        services.AddOptions<OpenIddictServerOptions>().Configure<KeyFolder>((options, keys) =>
        {
            options.SigningCredentials.AddRange(keys.Signing.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
            options.EncryptionCredentials.Add(new(keys.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });
        services.AddHostedService<TokenPruning>();
    }
}

/// <summary>Removes what has expired: a token's row has no use after the token.</summary>
sealed partial class TokenPruning(IServiceScopeFactory scopes, TimeProvider time, ILogger<TokenPruning> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            var before = time.GetUtcNow() - KeptAfterExpiry;
            try
            {
                await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, stoppingToken);
                await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expired tokens were not removed; the next round tries again.")]
    static partial void LogFailed(ILogger log, Exception failure);
}
