using System.Globalization;
using System.Security.Cryptography;

namespace HumanRights.Certification.Certificates;

/// <summary>
/// <c>HR-2026-XXXX-XXXX-XXXX</c>: the year of issue, ten drawn characters (50 bits, so that nobody guesses one) and two check
/// characters, in Crockford's base 32, which has no I, L, O or U to be misread.
/// </summary>
/// <remarks>
/// The check is ISO/IEC 7064's pure system with radix 32 and modulus 1021, the largest prime below 32²: every single wrong
/// character and every swap of two neighbours is found, of all other slips all but one in a thousand.
/// </remarks>
public static class CertificateNumber
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Drawn = 10;
    private const int Length = 4 + Drawn + 2;
    private const int Modulus = 1021;

    /// <summary>The part that chance decides.</summary>
    public static string Draw() => RandomNumberGenerator.GetString(Alphabet, Drawn);

    public static string Format(int year, string drawn)
    {
        var body = year.ToString("0000", CultureInfo.InvariantCulture) + drawn;
        var check = (Modulus + 1 - (Remainder(body) * 1024 % Modulus)) % Modulus;
        return Grouped($"{body}{Alphabet[check / 32]}{Alphabet[check % 32]}");
    }

    /// <summary>Reads what a person typed: case, spaces and dashes do not matter, I and L are 1, O is 0, the prefix may be missing.</summary>
    /// <returns>The number as it is printed, or null when its check characters say that it was mistyped.</returns>
    public static string? Parse(string typed)
    {
        var characters = string.Concat(typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));
        if (characters.StartsWith("HR", StringComparison.Ordinal))
        {
            characters = characters[2..];
        }

        characters = characters.Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return characters.Length == Length && characters.All(Alphabet.Contains) && Remainder(characters) == 1 ? Grouped(characters) : null;
    }

    private static int Remainder(string characters) => characters.Aggregate(0, (remainder, c) => ((remainder * 32) + Alphabet.IndexOf(c, StringComparison.Ordinal)) % Modulus);

    private static string Grouped(string c) => $"HR-{c[..4]}-{c[4..8]}-{c[8..12]}-{c[12..]}";
}
