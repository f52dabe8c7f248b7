using System.ComponentModel.DataAnnotations;
using HumanRights.EventSourcing;
using HumanRights.Identity.People;

namespace HumanRights.Identity.Accounts;

/// <summary>What somebody says of themself when they register. The organisation is in their own words; its code comes with the verification.</summary>
public sealed record NewRegistration(
    [property: Required, StringLength(254, MinimumLength = 3), EmailAddressOfAPerson] string Email,
    [property: Required, StringLength(200, MinimumLength = 1), Line] string Name,
    [property: Required, StringLength(NewPassword.Longest, MinimumLength = NewPassword.Shortest)] string Password,
    [property: StringLength(200), Line] string? OrganisationName = null,
    [property: StringLength(200), Line] string? JobRole = null,
    [property: Code] string? Region = null,
    [property: Code] string? Sector = null,
    [property: RegularExpression("en|pt-PT")] string Language = "pt-PT",
    [property: StringLength(2000), Lines] string? AccessibilityNeeds = null);

public sealed record Mailbox([property: Required, StringLength(254, MinimumLength = 3), EmailAddressOfAPerson] string Email);

public sealed record PasswordChange(
    [property: Required, StringLength(NewPassword.Longest)] string Current,
    [property: Required, StringLength(NewPassword.Longest, MinimumLength = NewPassword.Shortest)] string New);

/// <summary>Length is what makes a password hard to guess (NIST SP 800-63B, section 5.1.1.2): no rules about signs, but not one's own address either.</summary>
static class NewPassword
{
    public const int Shortest = 12, Longest = 200;
    const int FewestDifferentSigns = 5;

    public static readonly Text TooShort = new(
        "Choose a password of at least 12 characters, for instance four words.", "Escolha uma palavra-passe com pelo menos 12 caracteres, por exemplo quatro palavras.");
    public static readonly Text TooEasy = new(
        "This password is easy to guess. Choose one that has more different characters and does not contain your e-mail address.",
        "Esta palavra-passe é fácil de adivinhar. Escolha uma com caracteres mais variados e que não contenha o seu endereço de e-mail.");

    /// <returns>What is wrong with it, or null.</returns>
    public static Text? Problem(string password, string email = "")
    {
        if (password.Length is < Shortest or > Longest) return TooShort;
        var name = email.Split('@')[0].Trim();
        return password.Distinct().Count() < FewestDifferentSigns || (name.Length > 3 && password.Contains(name, StringComparison.OrdinalIgnoreCase)) ? TooEasy : null;
    }

    public static Refusal Refuse(Text problem) => new(new Rejection("password-refused", problem, Kind: RejectionKind.Invalid));
}
