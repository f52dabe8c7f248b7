namespace HumanRights.Enrolment.Rosters;

/// <summary>
/// What a free seat does: it goes to the first who waits and may have it, or is offered to them, as the policy says. So it is until the edition is
/// completed, also after its start: whether somebody can still make up for what they missed is theirs and Learning's to see, not the list's.
/// </summary>
public static class Promotions
{
    /// <summary>An event together with everything that follows from it at the same instant.</summary>
    public static IEnumerable<object> FollowedByPromotions(this Roster roster, DateTimeOffset now, params IEnumerable<object> events)
    {
        foreach (var e in events)
        {
            roster = roster.Apply(e);
            yield return e;
        }

        while (roster.Next(now) is { } promotion)
        {
            roster = roster.Apply(promotion);
            yield return promotion;
        }
    }

    private static object? Next(this Roster roster, DateTimeOffset now)
    {
        if (roster.Ended || roster.Settled || roster.Occupied >= roster.Capacity || roster.Waiting.IsEmpty)
        {
            return null;
        }

        // Whoever comes first passes over nobody: those before them may not have what is left, a seat of another region.
        foreach (var place in roster.Waiting)
        {
            var first = roster.ByPerson[place.PersonId];
            if (roster.HasSeatFor(first.Facts?.Region, out var reserve))
            {
                return roster.Policy.OfferPeriod() is { } period
                    ? new SeatOffered(roster.EditionId, first.Id, first.PersonId, now + period, reserve)
                    : new SeatTaken(roster.EditionId, first.Id, first.PersonId, SeatRoute.Promotion, null, reserve);
            }
        }

        return null;
    }
}
