using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;

namespace HumanRights.Identity.People;

/// <summary>
/// An e-mail address that a letter can be sent to: at most 254 characters (RFC 5321, section 4.5.3.1.3), a dot-atom (RFC 5322, section 3.2.3,
/// with the letters of any script: RFC 6531) and a domain name of two labels or more. Nothing in it can end a header line.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmailAddressOfAPersonAttribute() : ValidationAttribute("The {0} field is not a valid e-mail address.")
{
    public override bool IsValid(object? value) => value is null || (value is string text && EmailAddress.IsValid(text));
}

static class EmailAddress
{
    public const int Longest = 254;
    const int LongestLocalPart = 64;
    const string AtomSigns = "!#$%&'*+-/=?^_`{|}~";

    static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    public static bool IsValid(string text)
    {
        // Spaces around it are a slip of the hand; a line break there is none.
        var (local, domain) = Split(text.Trim(' '));
        return text.Length <= Longest
            && local.Length is > 0 and <= LongestLocalPart
            && local.Split('.').All(atom => atom.Length > 0 && atom.EnumerateRunes().All(IsAtomText))
            && Ascii(domain) is { } name && name.Contains('.') && local.Length + 1 + name.Length <= Longest;
    }

    /// <summary>What makes two addresses the same one: no case, and a domain name in one spelling (xn--...).</summary>
    public static string KeyOf(string email)
    {
        var text = email.Trim();
        var (local, domain) = Split(text);
        return Ascii(domain) is { } name ? $"{Composed(local)}@{name}".ToLowerInvariant() : text.ToLowerInvariant();
    }

    /// <summary>The domain name in ASCII, or null when there is none.</summary>
    public static string? DomainOf(string email) => Ascii(Split(email.Trim()).Domain);

    static (string Local, string Domain) Split(string text) =>
        text.LastIndexOf('@') is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");

    static bool IsAtomText(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || AtomSigns.Contains((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.DecimalDigitNumber;

    static string? Ascii(string domain)
    {
        try
        {
            return domain.Length == 0 || domain.EndsWith('.') ? null : Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A lone surrogate cannot be normalised; JSON and forms let none in, a lookup may still bring one.
    static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
