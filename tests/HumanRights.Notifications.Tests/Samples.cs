using HumanRights.Notifications.Letters;

namespace HumanRights.Notifications.Tests;

/// <summary>Fixed, readable values.</summary>
public static class Samples
{
    public const string Platform = "https://programme.example.org/";

    public static readonly EditionWords Edition = new(5, "Human Rights Programme", "Programa de Direitos Humanos", "The rooms are flooded.\nWe are sorry.", "As salas estão inundadas.\nLamentamos.");

    /// <summary>Nine in the morning in Lisbon, where it is summer.</summary>
    public static readonly DateTimeOffset Summer = new(2026, 7, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Nine in the morning in Lisbon, where it is winter.</summary>
    public static readonly DateTimeOffset Winter = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Recipient Ana(string language = "pt-PT", string name = "Ana Conceição", string email = "ana@example.org") => new(Id(1), name, email, language);

    public static Subject About(LetterKind kind, Facts? facts = null, bool editionKnown = true) => new(
        kind, facts ?? new() { Route = "registration", Position = 4, ExpiresAt = Summer, Outcome = "upheld" }, Winter, editionKnown ? Edition : null,
        kind is LetterKind.EmailConfirmation or LetterKind.PasswordReset ? new("https://programme.example.org/sign-in/confirm?letter=1&key=a%2Bb", Summer) : null, Platform);
}
