using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace HumanRights.ServiceDefaults;

/// <summary>What a rule may know of a person: codes out of the token, never a name or an address.</summary>
public sealed record CallerFacts(
    string? Organisation, string? Region, string? Sector, bool PublicServant, DateTimeOffset? VerifiedAt);

/// <summary>Reads the caller out of a validated access token.</summary>
public static class Caller
{
    public const string Subject = "sub";
    public const string Role = "role";
    public const string Organisation = "org";
    public const string Region = "region";
    public const string Sector = "sector";
    public const string PublicServant = "public_servant";
    public const string VerifiedAt = "verified_at";

    /// <summary>The calling person's id.</summary>
    /// <exception cref="BadHttpRequestException">403: the caller is a client, not a person.</exception>
    public static Guid PersonId(this ClaimsPrincipal caller) =>
        caller.TryGetPersonId() ?? throw new BadHttpRequestException("The caller is not a person.", StatusCodes.Status403Forbidden);

    public static Guid? TryGetPersonId(this ClaimsPrincipal caller) =>
        Guid.TryParse(caller.SubjectId(), out var id) ? id : null;

    /// <summary>The token's subject: a person's id, or a client's id for services and partner entities.</summary>
    public static string SubjectId(this ClaimsPrincipal caller) => caller.FindFirstValue(Subject) ?? "";

    public static CallerFacts Facts(this ClaimsPrincipal caller) => new(
        caller.FindFirstValue(Organisation),
        caller.FindFirstValue(Region),
        caller.FindFirstValue(Sector),
        caller.FindFirstValue(PublicServant) == "true",
        caller.FindFirstValue(VerifiedAt) is { } at ? Instant(at) : null);

    // OpenID Connect writes instants as seconds since 1970 (updated_at); ISO 8601 is what a person writes into a test.
    static DateTimeOffset? Instant(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : null;
}
