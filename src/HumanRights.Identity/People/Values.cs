using System.ComponentModel.DataAnnotations;

namespace HumanRights.Identity.People;

/// <summary>
/// One line of text in any script: not blank, no control characters, no line breaks, and none of the signs that turn the direction of
/// what stands after it (a name could then be shown as another).
/// </summary>
public sealed class LineAttribute() : RegularExpressionAttribute(@"[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*")
{
    // By hand: the expression, kept for the API's description, would take long to see that a long line of spaces is blank.
    public override bool IsValid(object? value) => value is not string text || (!string.IsNullOrWhiteSpace(text) && !text.Any(IsNoPartOfALine));

    static bool IsNoPartOfALine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

/// <summary>Text of several lines: no control characters besides line breaks and tabs.</summary>
public sealed class LinesAttribute() : RegularExpressionAttribute(@"(?:[^\p{Cc}]|[\r\n\t])*")
{
    public override bool IsValid(object? value) => value is not string text || !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));
}

/// <summary>A code as rules and figures use it: letters, digits, dot, hyphen, underscore; at most 64.</summary>
public sealed class CodeAttribute() : RegularExpressionAttribute("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

/// <summary>What a person says of themself. Organisation, region and sector are codes.</summary>
public sealed record ProfileEdit(
    [property: Required, StringLength(200, MinimumLength = 1), Line] string Name,
    [property: Code] string? Organisation = null,
    [property: StringLength(200), Line] string? JobRole = null,
    [property: Code] string? Region = null,
    [property: Code] string? Sector = null,
    [property: RegularExpression("en|pt-PT")] string Language = "pt-PT",
    [property: StringLength(2000), Lines] string? AccessibilityNeeds = null,
    [property: StringLength(200), Line] string? OrganisationName = null);

public sealed record NewPerson(
    [property: Required, StringLength(254, MinimumLength = 3), EmailAddressOfAPerson] string Email,
    [property: Required, StringLength(200, MinimumLength = 1), Line] string Name,
    [property: Code] string? Organisation = null,
    [property: StringLength(200), Line] string? JobRole = null,
    [property: Code] string? Region = null,
    [property: Code] string? Sector = null,
    [property: RegularExpression("en|pt-PT")] string Language = "pt-PT",
    [property: StringLength(2000), Lines] string? AccessibilityNeeds = null,
    bool PublicServant = false,
    [property: MaxLength(7)] string[]? Roles = null,
    [property: StringLength(200), Line] string? OrganisationName = null);

public sealed record NewPeople([property: Required, MinLength(1), MaxLength(500)] NewPerson[] People);

/// <summary>Created is false when a person with this e-mail was there already and was left as it is.</summary>
sealed record PersonAdded(Guid Id, bool Created);

sealed record PeopleAdded(IReadOnlyList<PersonAdded> People);

/// <summary>The facts as a coordinator confirms them.</summary>
public sealed record Verification(
    bool PublicServant,
    [property: Code] string? Organisation = null,
    [property: Code] string? Region = null,
    [property: Code] string? Sector = null);

public sealed record RolesEdit([property: Required, MaxLength(7)] string[] Roles);

public sealed record Ids([property: Required, MinLength(1), MaxLength(1000)] Guid[] People);

public sealed record PeopleSought([property: Required, MinLength(1), MaxLength(1000)] string[] Emails);

/// <summary>A row of the vault as its person and a coordinator see it. Version is for If-Match.</summary>
sealed record Profile(
    Guid Id, string Name, string Email, string? Organisation, string? JobRole, string? Region, string? Sector, string Language,
    string? AccessibilityNeeds, string? OrganisationName, IReadOnlyList<string> Roles, bool PublicServant, DateTimeOffset? VerifiedAt,
    DateTimeOffset CreatedAt, long Version)
{
    public static Profile Of(Person p) => new(
        p.Id, p.Name, p.Email, p.Organisation, p.JobRole, p.Region, p.Sector, p.Language,
        p.AccessibilityNeeds, p.OrganisationName, p.Roles, p.PublicServant, p.VerifiedAt, p.CreatedAt, p.Version);
}

/// <summary>
/// All that Identity keeps about a person: the row, the sign-in (never the password, of which only a hash is kept), letters out, names on certificates, the
/// applications signed in to, every recorded reading of their data, and how often they read somebody else's.
/// </summary>
sealed record OwnData(
    Profile Profile, SignInShown? SignIn, IReadOnlyList<LetterShown> Letters, IReadOnlyList<CertificateNameShown> CertificateNames,
    IReadOnlyList<SessionShown> Sessions, IReadOnlyList<AccessShown> Accesses, long ReadingsOfOthers);

sealed record SignInShown(int FailedTries, DateTimeOffset? LockedUntil);

sealed record LetterShown(string Purpose, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

sealed record CertificateNameShown(Guid CertificateId, string Name, DateTimeOffset FrozenAt);

sealed record SessionShown(string? Client, DateTime? Since, string? Status);

sealed record AccessShown(DateTimeOffset At, string Reader, string Purpose);

/// <summary>Give Next as <c>after</c> for the next page; it is null on the last.</summary>
sealed record AccessPage(IReadOnlyList<AccessShown> Items, long? Next);

public sealed record CertificateIds([property: Required, MinLength(1), MaxLength(1000)] Guid[] Certificates);

sealed record PersonListed(Guid Id, string Name, string Email, string? Organisation, IReadOnlyList<string> Roles);

/// <summary>Give Next as <c>after</c> for the next page; it is null on the last.</summary>
sealed record PeoplePage(IReadOnlyList<PersonListed> Items, Guid? Next);

sealed record PersonFacts(
    Guid Id, string? Organisation, string? Region, string? Sector, bool PublicServant, DateTimeOffset? VerifiedAt);

sealed record PersonName(Guid Id, string Name);

/// <summary>What a letter needs: where to, to whom, in which language.</summary>
sealed record PersonAddress(Guid PersonId, string Name, string Email, string Language);

/// <summary>Email is as it was asked for.</summary>
sealed record PersonFound(string Email, Guid PersonId);
