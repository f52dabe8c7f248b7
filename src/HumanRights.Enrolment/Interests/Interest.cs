using System.Collections.Immutable;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Interests;

/// <param name="ProgrammeId">The programme.</param>
/// <param name="PersonId">Who would like to take part.</param>
/// <param name="PublicServant">As their account said at that moment.</param>
/// <param name="Facts">Codes of the person.</param>
public sealed record InterestShown(Guid ProgrammeId, Guid PersonId, bool PublicServant, Facts Facts);

public sealed record InterestWithdrawn(Guid ProgrammeId, Guid PersonId);

/// <summary>Everybody interested until now was entered into an edition's waiting list, in order.</summary>
public sealed record InterestCarried(Guid ProgrammeId, Guid EditionId, long UpTo);

/// <summary>One person's interest; the lower ticket came first.</summary>
public sealed record Interested(Guid PersonId, long Ticket, bool PublicServant, Facts Facts);

/// <summary>Who would like to take part in a programme that has no dates yet, in the order they said so.</summary>
public sealed record Interest(Guid ProgrammeId, long NextTicket, ImmutableDictionary<Guid, Interested> People) : IState<Interest>
{
    public static Interest Initial { get; } = new(default, 1, ImmutableDictionary<Guid, Interested>.Empty);

    public static string Stream(Guid programmeId) => $"interest-{programmeId:N}";

    public IEnumerable<Interested> InOrder => People.Values.OrderBy(p => p.Ticket);

    public Interest Apply(object @event) => @event switch
    {
        InterestShown e => new Interest(e.ProgrammeId, NextTicket + 1, People.SetItem(e.PersonId, new Interested(e.PersonId, NextTicket, e.PublicServant, e.Facts))),
        InterestWithdrawn e => this with { People = People.Remove(e.PersonId) },
        InterestCarried e => this with { People = People.RemoveRange(People.Values.Where(p => p.Ticket <= e.UpTo).Select(p => p.PersonId)) },
        _ => this,
    };
}
