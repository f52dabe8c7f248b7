using System.ComponentModel.DataAnnotations;

namespace HumanRights.Identity.People;

/// <summary>One line of text: no control characters, not blank.</summary>
public sealed class LineAttribute() : RegularExpressionAttribute(@"[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*");

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
    [property: StringLength(2000)] string? AccessibilityNeeds = null);

public sealed record NewPerson(
    [property: Required, StringLength(254, MinimumLength = 3), EmailAddressOfAPerson] string Email,
    [property: Required, StringLength(200, MinimumLength = 1), Line] string Name,
    [property: Code] string? Organisation = null,
    [property: StringLength(200), Line] string? JobRole = null,
    [property: Code] string? Region = null,
    [property: Code] string? Sector = null,
    [property: RegularExpression("en|pt-PT")] string Language = "pt-PT",
    [property: StringLength(2000)] string? AccessibilityNeeds = null,
    bool PublicServant = false,
    [property: MaxLength(7)] string[]? Roles = null);

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

sealed record Profile(
    Guid Id, string Name, string Email, string? Organisation, string? JobRole, string? Region, string? Sector, string Language,
    string? AccessibilityNeeds, IReadOnlyList<string> Roles, bool PublicServant, DateTimeOffset? VerifiedAt, DateTimeOffset CreatedAt)
{
    public static Profile Of(Person p) => new(
        p.Id, p.Name, p.Email, p.Organisation, p.JobRole, p.Region, p.Sector, p.Language,
        p.AccessibilityNeeds, p.Roles, p.PublicServant, p.VerifiedAt, p.CreatedAt);
}

/// <summary>All the platform's vault holds of a person, and who looked at it (the latest thousand accesses).</summary>
sealed record OwnData(Profile Profile, IReadOnlyList<AccessShown> Accesses);

sealed record AccessShown(DateTimeOffset At, string Reader, string Purpose);

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
