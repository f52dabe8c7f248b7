using System.Globalization;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>
/// Instants as people name them: with an offset, or as a clock on the wall shows them, in Lisbon unless another of the country's zones is
/// named. What a wall shows twice, or never, on the days the clocks change is refused: a deadline an hour off is no detail.
/// </summary>
public static class WallTime
{
    /// <summary>ISO 8601; seconds and offset may be left out.</summary>
    public const string Pattern = @"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?$";

    public const string Zones = "^(Europe/Lisbon|Atlantic/Madeira|Atlantic/Azores)$";

    private const string Programme = "Europe/Lisbon";

    private static readonly TimeZoneInfo Lisbon = TimeZoneInfo.FindSystemTimeZoneById(Programme);

    /// <summary>What a clock in Lisbon shows at this instant, without offset.</summary>
    public static string InLisbon(this DateTimeOffset instant) => Shown(TimeZoneInfo.ConvertTime(instant, Lisbon).DateTime);

    /// <summary>Both ends of a window.</summary>
    public static Rejection? Read(string? opens, string? closes, string? zone, out DateTimeOffset? opensAt, out DateTimeOffset? closesAt)
    {
        var refused = Read(opens, zone, out opensAt);
        return Read(closes, zone, out closesAt) is { } other ? refused ?? other : refused;
    }

    /// <param name="text">In the form of <see cref="Pattern"/>; absent: no instant.</param>
    /// <param name="zone">Of a wall time; absent: Lisbon's.</param>
    /// <param name="instant">In UTC.</param>
    /// <returns>Why it is no instant.</returns>
    public static Rejection? Read(string? text, string? zone, out DateTimeOffset? instant)
    {
        instant = null;
        if (text is null)
        {
            return null;
        }

        if (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) || !IsNear(exact.DateTime))
            {
                return NoTime(text);
            }

            instant = exact.ToUniversalTime();
            return null;
        }

        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || !IsNear(local))
        {
            return NoTime(text);
        }

        var place = TimeZoneInfo.FindSystemTimeZoneById(zone ?? Programme);
        if (place.IsInvalidTime(local))
        {
            var (before, after) = (place.GetUtcOffset(local.AddDays(-1)), place.GetUtcOffset(local.AddDays(1)));
            return Missing(text, place, [new DateTimeOffset(local, after).ToOffset(before), new DateTimeOffset(local, before).ToOffset(after)]);
        }

        if (place.IsAmbiguousTime(local))
        {
            return Twice(text, place, [.. place.GetAmbiguousTimeOffsets(local).OrderDescending().Select(o => new DateTimeOffset(local, o))]);
        }

        instant = new DateTimeOffset(local, place.GetUtcOffset(local)).ToUniversalTime();
        return null;
    }

    private static bool IsNear(DateTime time) => time.Year is >= 2000 and < 2200;

    private static string Shown(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Shown(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static Rejection NoTime(string text) => new(
        "no-such-time",
        new Text($"{text} is not an instant between the years 2000 and 2199.", $"{text} não é um instante entre os anos 2000 e 2199."),
        new Text("Give a day and time of the calendar.", "Indique um dia e hora do calendário."), RejectionKind.Invalid);

    private static Rejection Missing(string text, TimeZoneInfo place, DateTimeOffset[] readings) => new(
        "local-time-skipped",
        new Text($"On that day the clocks of {place.Id} go forward past {text}: they never show it.", $"Nesse dia os relógios de {place.Id} adiantam-se e nunca mostram {text}."),
        EitherOf(readings), RejectionKind.Invalid)
    { Facts = Readings(place, readings) };

    private static Rejection Twice(string text, TimeZoneInfo place, DateTimeOffset[] readings) => new(
        "local-time-twice",
        new Text($"On that day the clocks of {place.Id} go back and show {text} twice.", $"Nesse dia os relógios de {place.Id} atrasam-se e mostram {text} duas vezes."),
        EitherOf(readings), RejectionKind.Invalid)
    { Facts = Readings(place, readings) };

    private static Text EitherOf(DateTimeOffset[] readings) => new(
        $"Say which, with its offset: {Shown(readings[0])} or {Shown(readings[1])}.", $"Indique qual, com a diferença horária: {Shown(readings[0])} ou {Shown(readings[1])}.");

    private static Dictionary<string, object?> Readings(TimeZoneInfo place, DateTimeOffset[] readings) =>
        new() { ["zone"] = place.Id, ["readings"] = readings.Select(Shown).ToArray() };
}
