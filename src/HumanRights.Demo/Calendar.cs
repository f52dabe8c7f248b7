namespace HumanRights.Demo;

/// <summary>A session as planned. Times carry Lisbon's offset.</summary>
sealed record SessionPlan(Guid Id, string Kind, Words Title, int? Module, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<string> Contributors)
{
    public int Minutes => (int)(EndsAt - StartsAt).TotalMinutes;
}

/// <summary>
/// The held editions lie in the past, and no rule bends for them: all their dates move by the same whole number of weeks (weekdays
/// stay), so that the last one ended lately. Registration and tests, which only happen now, happen now.
/// </summary>
sealed class Calendar(Facts facts, DateTimeOffset now)
{
    /// <summary>Monday of the opening webinar to Friday of the closing one: a module a week in between, on two mornings.</summary>
    const int DaysOfEdition = 26;
    const int ClosingDay = DaysOfEdition - 1;
    static readonly int[] ClassDays = [1, 3];

    static readonly TimeZoneInfo Lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");
    static readonly TimeOnly WebinarStart = new(10, 0), ClassStart = new(9, 30);
    static readonly TimeSpan WebinarLength = TimeSpan.FromHours(2);

    readonly DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Lisbon).DateTime);

    public int WeeksShifted => (today.DayNumber - 1 - End(facts.Editions.Max(e => e.NominalStart)).DayNumber) / 7;

    public DateOnly Shifted(DateOnly nominal) => nominal.AddDays(7 * WeeksShifted);

    public static DateOnly End(DateOnly start) => start.AddDays(ClosingDay);

    /// <summary>Tests and registration of the past editions: closed by the demo itself long before.</summary>
    public DateTimeOffset WindowsEnd { get; } = now.AddDays(7);

    /// <summary>A Monday at least five weeks from now.</summary>
    public DateOnly NextStart => today.AddDays(35 + ((8 - (int)today.DayOfWeek) % 7));

    public DateTimeOffset NextRegistrationEnds => At(NextStart.AddDays(-7), new(18, 0));

    public IEnumerable<SessionPlan> Sessions(int edition, DateOnly start)
    {
        yield return Plan("opening-webinar", facts.Opening.Title, null, start, WebinarStart, WebinarLength, facts.Opening.Contributors);
        foreach (var (week, module) in facts.Modules.Index())
        {
            foreach (var (part, day) in ClassDays.Index())
            {
                var title = new Words($"{module.Title.En} ({part + 1}/{ClassDays.Length})", $"{module.Title.Pt} ({part + 1}/{ClassDays.Length})");
                yield return Plan(
                    "class", title, module.Number, start.AddDays((7 * week) + day), ClassStart,
                    TimeSpan.FromHours((double)module.Hours / ClassDays.Length), module.ContributingEntities);
            }
        }

        yield return Plan("closing-webinar", facts.Closing.Title, null, End(start), WebinarStart, WebinarLength, facts.Closing.Contributors);

        SessionPlan Plan(string kind, Words title, int? module, DateOnly day, TimeOnly from, TimeSpan length, IReadOnlyList<string> contributors) => new(
            Named.Id($"edition/{edition}/session/{day.DayNumber - start.DayNumber}"), kind, title, module, At(day, from), At(day, from.Add(length)), contributors);
    }

    static DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new(local, Lisbon.GetUtcOffset(local));
    }
}
