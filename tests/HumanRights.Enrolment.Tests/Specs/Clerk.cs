using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

/// <summary>
/// Keeps a roster on paper, without regard to speed: one sheet for each person registered, in order of arrival, and what is remembered of the others.
/// Each command is answered with the code of its refusal, or nothing.
/// </summary>
internal sealed class Clerk(RegistrationPolicy policy, int capacity)
{
    private readonly List<Sheet> sheets = [];
    private readonly Dictionary<int, string> lapsed = [];
    private readonly HashSet<(int Person, string Code)> onRecord = [];
    private readonly HashSet<(int Person, string Code)> waived = [];
    private readonly HashSet<int> brought = [];
    private readonly Dictionary<int, bool> appeals = [];
    private DateTimeOffset closes = Closes;
    private int seats = capacity;
    private int arrivals;
    private bool closed, cancelled, settled;

    private sealed record Sheet(int Person, int Arrived)
    {
        public Standing Standing { get; set; } = Standing.Waiting;
        public string? Reserve { get; set; }
        public DateTimeOffset? Until { get; set; }
    }

    public string? Register(int person, DateTimeOffset now)
    {
        if (Of(person) is not null && !cancelled)
        {
            return null;
        }

        if ((Gone() ?? (closed || now >= closes ? "registration-closed" : null) ?? Barred(person)) is { } code)
        {
            return Refuse(person, code);
        }

        Enter(person);
        return null;
    }

    public void Leave(int person, DateTimeOffset now)
    {
        if (!cancelled && Of(person) is { } sheet)
        {
            Strike(sheet);
            GiveAway(now);
        }
    }

    public string? Accept(int person, DateTimeOffset now)
    {
        switch (Of(person))
        {
            case var _ when cancelled: return "edition-cancelled";
            case null: return lapsed.GetValueOrDefault(person) == "offer-expired" ? "offer-expired" : "not-found";
            case { Standing: Standing.Seat }: return null;
            case var _ when settled: return "edition-completed";
            case { Standing: Standing.Waiting }: return "no-open-offer";
            case var late when late.Until <= now:
                Expire(now);
                return "offer-expired";
            case var offered:
                (offered.Standing, offered.Until) = (Standing.Seat, null);
                return null;
        }
    }

    public string? Decline(int person, DateTimeOffset now)
    {
        switch (Of(person))
        {
            case var _ when cancelled: return "edition-cancelled";
            case null: return lapsed.ContainsKey(person) ? null : "not-found";
            case { Standing: Standing.Seat }: return "offer-already-accepted";
            case var _ when settled: return "edition-completed";
            case { Standing: Standing.Waiting }: return "no-open-offer";
            case var offered:
                Lapse(offered, "offer-declined");
                GiveAway(now);
                return null;
        }
    }

    public void Expire(DateTimeOffset now)
    {
        if (!cancelled)
        {
            sheets.Where(s => s.Until <= now).ToList().ForEach(s => Lapse(s, "offer-expired"));
            GiveAway(now);
        }
    }

    public string? Capacity(int wanted, DateTimeOffset now)
    {
        if (Gone() is { } gone)
        {
            return gone;
        }

        if (wanted != seats && wanted < ReservedSeats)
        {
            return "more-seats-reserved-than-there-are";
        }

        seats = wanted;
        GiveAway(now);
        return null;
    }

    public string? Approve(int person)
    {
        if (Gone() is null)
        {
            waived.Add((person, "not-a-public-servant"));
        }

        return Gone();
    }

    public string? Appeal(int person, DateTimeOffset now)
    {
        var known = appeals.TryGetValue(person, out var open);
        if (known && open)
        {
            return null;
        }

        var wouldBe = Of(person) is null && Gone() is null && !closed && now < closes && Barred(person) == "not-a-public-servant";
        if (onRecord.Contains((person, "not-a-public-servant")) || (wouldBe && !known))
        {
            appeals[person] = true;
            return null;
        }

        return known ? "appeal-already-decided" : "nothing-to-appeal";
    }

    public void Decide(int person, bool reversed)
    {
        if (!appeals.GetValueOrDefault(person))
        {
            return;
        }

        appeals[person] = false;
        onRecord.Remove((person, "not-a-public-servant"));
        waived.UnionWith(reversed ? [(person, "not-a-public-servant")] : []);
        if (reversed && Gone() is null && Of(person) is null)
        {
            TakeIn(person, Enter);
        }
    }

    public string? Carry(IEnumerable<int> people, DateTimeOffset now)
    {
        if (Gone() is { } gone)
        {
            return gone;
        }

        foreach (var person in people.Where(p => Of(p) is null && !brought.Contains(p)))
        {
            TakeIn(person, Wait);
            brought.UnionWith(Of(person) is null ? [] : [person]);
        }

        GiveAway(now);
        return null;
    }

    public void LetGo() => sheets.Where(s => closed && (cancelled || s.Standing == Standing.Waiting)).ToList().ForEach(Strike);

    public void Close() => closed = true;
    public string? Announce(DateTimeOffset until, DateTimeOffset now)
    {
        if (Gone() is null)
        {
            (closes, closed) = (until, false);
            GiveAway(now);
        }

        return Gone();
    }

    public void Cancel() => (cancelled, closed) = (!settled, true);

    public void Settle()
    {
        (settled, closed) = (!cancelled, true);
        foreach (var offered in sheets.Where(s => settled && s.Standing == Standing.Offered))
        {
            (offered.Standing, offered.Until, offered.Reserve) = (Standing.Waiting, null, null);
        }
    }

    public void ShouldAgree(Roster roster, string told)
    {
        foreach (var standing in (Standing[])[Standing.Seat, Standing.Offered])
        {
            roster.ByPerson.Values.Where(r => r.Standing == standing).Select(r => (r.PersonId, r.Reserve, r.OfferExpiresAt)).Order()
                .ShouldBe(sheets.Where(s => s.Standing == standing).Select(s => (Person(s.Person), s.Reserve, s.Until)).Order(), told);
        }

        var waiting = InOrder.Select(s => Person(s.Person)).ToList();
        roster.Waiting.Select(p => p.PersonId).ShouldBe(waiting, told);
        waiting.Select(person => roster.PositionOf(roster.ByPerson[person])).ShouldBe(Enumerable.Range(1, waiting.Count), told);
        (roster.Capacity, roster.Closed, roster.Ended, roster.Settled).ShouldBe((seats, closed, cancelled, settled), told);
    }

    private IEnumerable<Sheet> InOrder => sheets.Where(s => s.Standing == Standing.Waiting).OrderBy(s => s.Arrived);

    private int ReservedSeats => policy.ReservedSeats.Sum(r => r.Seats);

    private Sheet? Of(int person) => sheets.Find(s => s.Person == person);

    private string? Gone() => cancelled ? "edition-cancelled" : settled ? "edition-completed" : null;

    /// <summary>Why this person may not, at whatever time.</summary>
    private string? Barred(int person) =>
        !RosterProperties.PublicServant(person) && !waived.Contains((person, "not-a-public-servant")) ? "not-a-public-servant"
        : sheets.Count(s => RosterProperties.FactsOf(s.Person).Organisation == RosterProperties.FactsOf(person).Organisation) >= (policy.OrganisationCeiling ?? int.MaxValue) ? "organisation-ceiling-reached"
        : null;

    private void TakeIn(int person, Action<int> enter)
    {
        if (Barred(person) is { } code)
        {
            Refuse(person, code);
        }
        else
        {
            enter(person);
        }
    }

    private string Refuse(int person, string code)
    {
        if ((code is "not-a-public-servant" or "organisation-ceiling-reached") && onRecord.Add((person, code)))
        {
            lapsed.Remove(person);
        }

        return code;
    }

    private void Strike(Sheet sheet)
    {
        sheets.Remove(sheet);
        lapsed.Remove(sheet.Person);
    }

    private void Lapse(Sheet sheet, string how)
    {
        sheets.Remove(sheet);
        lapsed[sheet.Person] = how;
    }

    private void Wait(int person)
    {
        lapsed.Remove(person);
        sheets.Add(new Sheet(person, ++arrivals));
    }

    /// <summary>A seat that is there when somebody comes is theirs, also where offers are made: then nobody who waits may have it.</summary>
    private void Enter(int person)
    {
        Wait(person);
        var sheet = Of(person)!;
        if (SeatFor(person) is { } seat)
        {
            (sheet.Standing, sheet.Reserve) = (Standing.Seat, seat.Reserve);
        }
    }

    private void GiveAway(DateTimeOffset now)
    {
        while (Gone() is null && InOrder.Select(s => (Sheet: s, Seat: SeatFor(s.Person))).FirstOrDefault(s => s.Seat is not null) is { Sheet: { } first, Seat: { } seat })
        {
            first.Reserve = seat.Reserve;
            (first.Standing, first.Until) = policy.OfferMinutes is { } minutes ? (Standing.Offered, now.AddMinutes((double)minutes)) : (Standing.Seat, (DateTimeOffset?)null);
        }
    }

    /// <summary>A seat of their region's, or one for anybody.</summary>
    private (bool Free, string? Reserve)? SeatFor(int person)
    {
        var held = sheets.Where(s => s.Standing != Standing.Waiting).ToList();
        var own = policy.ReservedSeats.FirstOrDefault(r => r.Region == RosterProperties.FactsOf(person).Region);
        return held.Count >= seats ? null
            : own is not null && held.Count(s => s.Reserve == own.Region) < own.Seats ? (true, own.Region)
            : held.Count(s => s.Reserve is null) < seats - ReservedSeats ? (true, null)
            : null;
    }
}
