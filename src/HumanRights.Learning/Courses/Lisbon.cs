namespace HumanRights.Learning.Courses;

/// <summary>The programme's clock: schedules are kept and shown in the time of Lisbon, wherever a participant sits.</summary>
public static class Lisbon
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");

    public static readonly TimeOnly MorningEnds = new(13, 30);

    /// <summary>The same instant, with Lisbon's offset; instants that no session can have stay as they are, since no zone reaches the calendar's ends.</summary>
    public static DateTimeOffset InLisbon(this DateTimeOffset instant) =>
        instant.Year is < 2000 or > 2200 ? instant : TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>On one day, and over by half past one.</summary>
    public static bool IsMorning(DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        var (start, end) = (startsAt.InLisbon(), endsAt.InLisbon());
        return start.Date == end.Date && TimeOnly.FromTimeSpan(end.TimeOfDay) <= MorningEnds;
    }
}
