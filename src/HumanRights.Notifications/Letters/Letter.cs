using System.Text.Json;
using System.Text.Json.Serialization;

namespace HumanRights.Notifications.Letters;

/// <summary>What a letter is about.</summary>
public enum LetterKind
{
    Seat,
    WaitingPlace,
    Offer,
    OfferDeclined,
    OfferExpired,
    OfferEnded,
    SeatGivenUp,
    WaitingPlaceGivenUp,
    EditionCancelled,
    AppealDecided,
    ResultReleased,
    ResultAppealDecided,
    EmailConfirmation,
    PasswordReset,
}

/// <summary>Where a letter stands.</summary>
public enum LetterState
{
    /// <summary>To be sent, now or at its next try.</summary>
    Waiting,

    /// <summary>Taken by the mail server, or lying in the folder.</summary>
    Sent,

    /// <summary>Refused for good; an operator may have it tried again.</summary>
    Failed,

    /// <summary>Nobody is there to receive it any more.</summary>
    Dropped,
}

/// <summary>What the words of a letter need besides its person and edition: codes, numbers, instants and ids; never personal data.</summary>
public sealed record Facts
{
    /// <summary>Of a seat: registration, promotion or offer.</summary>
    public string? Route { get; init; }

    /// <summary>On the waiting list, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>Until when an offer can be accepted.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Of an appeal: upheld or reversed.</summary>
    public string? Outcome { get; init; }

    /// <summary>Of the test whose result the letter is about.</summary>
    public int? ModuleNumber { get; init; }

    /// <summary>What Identity gives the link for.</summary>
    public Guid? LetterId { get; init; }
}

public static class Stored
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The kind's or state's name in the database: <c>waiting-place</c>.</summary>
    public static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => Names<TEnum>.Of[value];

    public static TEnum Parse<TEnum>(string name) where TEnum : struct, Enum => Names<TEnum>.Of.First(n => n.Value == name).Key;

    public static string ToJson(Facts facts) => JsonSerializer.Serialize(facts, Format);

    public static Facts Facts(string json) => JsonSerializer.Deserialize<Facts>(json, Format)!;

    /// <summary>PostgreSQL stores no U+0000: one in a message from elsewhere must not hold up those beside it.</summary>
    public static string Text(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static class Names<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Of = Enum.GetValues<TEnum>().ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));
    }
}
