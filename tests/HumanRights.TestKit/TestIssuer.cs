using System.Security.Cryptography;
using System.Text;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.TestKit;

/// <summary>What a test says of the person it calls as, beyond id and roles.</summary>
public sealed record TestFacts(
    string? Organisation = null, string? Region = null, string? Sector = null, bool PublicServant = true, DateTimeOffset? VerifiedAt = null);

/// <summary>
/// An OpenID Connect issuer on a loopback port: real metadata and keys over real HTTP, and tokens as Identity makes them; also
/// every kind of token that must be refused.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    const string Audience = "human-rights";

    readonly WebApplication app;
    readonly RsaSecurityKey key;

    TestIssuer(WebApplication app, RsaSecurityKey key, string issuer) => (this.app, this.key, Issuer) = (app, key, issuer);

    /// <summary>The issuer, without trailing slash.</summary>
    public string Issuer { get; }

    public string MetadataAddress => Issuer + "/.well-known/openid-configuration";

    /// <summary>Configuration for a service or gateway under test: <c>builder.Configuration.AddInMemoryCollection(issuer.Settings)</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Authentication:Issuer"] = Issuer,
        ["Authentication:MetadataAddress"] = MetadataAddress,
    };

    /// <summary>The same for a process: environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Environment => Settings.ToDictionary(s => s.Key.Replace(":", "__"), s => s.Value);

    public static async Task<TestIssuer> StartAsync()
    {
        var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test-issuer" };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.ClearProviders();
        var app = builder.Build();

        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        app.UseRouting();
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = app.Urls.Single(),
            ["jwks_uri"] = app.Urls.Single() + "/.well-known/jwks",
        });
        app.MapGet("/.well-known/jwks", () => new Dictionary<string, object>
        {
            ["keys"] = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = jwk.Kid, n = jwk.N, e = jwk.E } },
        });
        await app.StartAsync();
        return new TestIssuer(app, key, app.Urls.Single());
    }

    /// <summary>A person's access token, valid for ten minutes.</summary>
    public string Token(Guid person, params string[] roles) => Token(person, new TestFacts(), roles);

    public string Token(Guid person, TestFacts facts, params string[] roles) => Sign(Describe(person.ToString(), facts, roles));

    /// <summary>A client's access token, as by client credentials: its subject is the client's id.</summary>
    public string ClientToken(string clientId, params string[] roles) => Sign(Describe(clientId, new(PublicServant: false), roles));

    /// <summary>Tokens that every service must answer with 401, by what is wrong with them.</summary>
    public IReadOnlyDictionary<string, string> BadTokens(Guid person, params string[] roles)
    {
        SecurityTokenDescriptor Good() => Describe(person.ToString(), new(), roles);
        string Bad(Action<SecurityTokenDescriptor> spoil)
        {
            var token = Good();
            spoil(token);
            return Sign(token);
        }

        var good = Sign(Good());
        var parts = good.Split('.');
        return new Dictionary<string, string>
        {
            ["expired"] = Bad(t => (t.NotBefore, t.IssuedAt, t.Expires) = (InMinutes(-30), InMinutes(-30), InMinutes(-20))),
            ["not yet valid"] = Bad(t => (t.NotBefore, t.Expires) = (InMinutes(20), InMinutes(30))),
            ["never expiring"] = WithoutExpiry(Good()),
            ["wrong audience"] = Bad(t => t.Audience = "another-platform"),
            ["wrong issuer"] = Bad(t => t.Issuer = "https://issuer.example"),
            ["another type"] = Bad(t => t.TokenType = "JWT"),
            ["unsigned"] = $"{Encoded("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.",
            ["signature removed"] = $"{parts[0]}.{parts[1]}.",
            ["signed with the public key as a secret"] = Bad(t => t.SigningCredentials = new(
                new SymmetricSecurityKey(Encoding.ASCII.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = key.KeyId },
                SecurityAlgorithms.HmacSha256)),
            ["signed with another key"] = Bad(t => t.SigningCredentials = new(
                new RsaSecurityKey(RSA.Create(2048)) { KeyId = key.KeyId }, SecurityAlgorithms.RsaSha256)),
            ["another algorithm"] = Bad(t => t.SigningCredentials = new(key, SecurityAlgorithms.RsaSha512)),
            ["claims changed after signing"] = $"{parts[0]}.{Encoded(
                Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("\"sub\":\"", "\"sub\":\"0", StringComparison.Ordinal))}.{parts[2]}",
            ["not a token"] = "not-a-token",
        };
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Rsa.Dispose();
    }

    SecurityTokenDescriptor Describe(string subject, TestFacts facts, string[] roles)
    {
        var claims = new Dictionary<string, object> { [Caller.Subject] = subject, [Caller.Role] = roles };
        if (facts.Organisation is { } organisation) claims[Caller.Organisation] = organisation;
        if (facts.Region is { } region) claims[Caller.Region] = region;
        if (facts.Sector is { } sector) claims[Caller.Sector] = sector;
        if (facts.PublicServant) claims[Caller.PublicServant] = "true";
        if (facts.VerifiedAt is { } at) claims[Caller.VerifiedAt] = at.ToUnixTimeSeconds();
        return new()
        {
            Issuer = Issuer,
            Audience = Audience,
            TokenType = "at+jwt",
            Claims = claims,
            NotBefore = InMinutes(0),
            IssuedAt = InMinutes(0),
            Expires = InMinutes(10),
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        };
    }

    static string WithoutExpiry(SecurityTokenDescriptor token)
    {
        (token.NotBefore, token.IssuedAt, token.Expires) = (null, null, null);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    static string Sign(SecurityTokenDescriptor token) => new JsonWebTokenHandler().CreateToken(token);

    static string Encoded(string json) => Base64UrlEncoder.Encode(json);

    static DateTime InMinutes(int minutes) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);
}
