using System.Globalization;
using System.Security.Claims;
using HumanRights.Identity.People;
using HumanRights.ServiceDefaults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.Identity.Tokens;

/// <summary>What an access token says (RFC 9068): an id, roles and codes. Never a name or an address.</summary>
static class AccessTokens
{
    public const string Audience = "human-rights";
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    public static readonly IReadOnlySet<string> FactClaims = new HashSet<string>
    {
        Caller.Role, Caller.Organisation, Caller.Region, Caller.Sector, Caller.PublicServant, Caller.VerifiedAt,
    };

    public static IEnumerable<Claim> FactsOf(Person person)
    {
        foreach (var role in person.Roles) yield return new(Caller.Role, role);
        if (person.Organisation is { } organisation) yield return new(Caller.Organisation, organisation);
        if (person.Region is { } region) yield return new(Caller.Region, region);
        if (person.Sector is { } sector) yield return new(Caller.Sector, sector);
        yield return new(Caller.PublicServant, person.PublicServant ? "true" : "false");
        if (person.VerifiedAt is { } at)
            yield return new(Caller.VerifiedAt, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64);
    }

    /// <summary>A token as the token endpoint would give it, for tools that cannot sign in twenty thousand times.</summary>
    public static string Sign(Person person, Uri issuer, SigningCredentials key, DateTimeOffset now, TimeSpan life) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = issuer.AbsoluteUri,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            Subject = new ClaimsIdentity(FactsOf(person)
                .Prepend(new(Caller.Subject, person.Id.ToString()))
                .Append(new("client_id", "development-tokens"))
                .Append(new("jti", Guid.CreateVersion7(now).ToString()))),
            SigningCredentials = key,
        });
}
