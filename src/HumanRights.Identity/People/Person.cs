using System.Globalization;
using System.Text;

namespace HumanRights.Identity.People;

/// <summary>
/// A row of the vault: everything the platform knows of a person as a person. Elsewhere a person is <see cref="Id"/>.
/// Read it through <see cref="Vault"/>, which records who looked.
/// </summary>
sealed class Person
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Email { get; set; }
    /// <summary>The organisation in the person's own words; shown to coordinators, never given to a rule.</summary>
    public string? OrganisationName { get; set; }
    /// <summary>Organisation, region and sector are codes: the facts that a rule may use.</summary>
    public string? Organisation { get; set; }
    public string? JobRole { get; set; }
    public string? Region { get; set; }
    public string? Sector { get; set; }
    /// <summary>en or pt-PT.</summary>
    public string Language { get; set; } = "pt-PT";
    public string? AccessibilityNeeds { get; set; }
    public string[] Roles { get; set; } = [];
    public bool PublicServant { get; set; }
    /// <summary>When a coordinator last confirmed the facts; null while they are the person's word alone.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>
    /// Until when somebody who registered themself must have shown that the e-mail address is theirs; null once they have, and for people whom
    /// a coordinator entered. Until then nobody but the letter's writer sees the row, and afterwards it is removed.
    /// </summary>
    public DateTimeOffset? ConfirmBy { get; set; }
    /// <summary>Another one after every change of the row; the caller of a stale edit is told so.</summary>
    public uint Version { get; private set; }

    /// <summary>What makes two addresses the same one: an e-mail address names a single person.</summary>
    public string EmailKey { get => KeyOf(Email); private set { } }

    /// <summary>The name without case or accents, so that "jose" finds "José".</summary>
    public string SearchName { get => Fold(Name); private set { } }

    public static string KeyOf(string email) => EmailAddress.KeyOf(email);

    public static string Fold(string name) => string.Concat(name.Trim().Normalize(NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();
}

/// <summary>What a sign-in needs, and nothing about the person. A person without one cannot sign in.</summary>
sealed class Credential
{
    public Guid PersonId { get; init; }
    public required string PasswordHash { get; set; }
    public int FailedTries { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    /// <summary>Counts the passwords this person has had. A browser's session holds for one of them.</summary>
    public int Generation { get; set; }
}

/// <summary>Who looked at whose row, when and why. It holds ids only, so it outlives the row.</summary>
sealed class VaultAccess
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Reader { get; init; }
    public required Guid PersonId { get; init; }
    public required string Purpose { get; init; }
}
