using System.Globalization;

namespace HumanRights.EventSourcing;

/// <summary>Instants as people read them: what clocks in Lisbon show, wherever the reader sits.</summary>
public static class LisbonClock
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");

    private static readonly string[] English =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Portuguese =
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"];

    /// <summary>Day and time in words; an instant that is not known, or beyond what zones are defined for, is "the given time".</summary>
    public static Text Words(DateTimeOffset? instant)
    {
        if (instant is not { Year: >= 1900 and <= 9000 } known)
        {
            return new("the given time", "à hora indicada");
        }

        var at = TimeZoneInfo.ConvertTime(known, Zone);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{at.Day} {English[at.Month - 1]} {at.Year} at {at:HH:mm} (Lisbon time)"),
            string.Create(CultureInfo.InvariantCulture, $"{at.Day} de {Portuguese[at.Month - 1]} de {at.Year} às {at:HH:mm} (hora de Lisboa)"));
    }
}
