using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Candidates;

/// <summary>The person has a seat in the edition as of version <paramref name="RosterVersion"/> of its roster.</summary>
public sealed record CandidateAdmitted(Guid EditionId, Guid PersonId, long RosterVersion);

/// <summary>The person has no seat any more as of version <paramref name="RosterVersion"/> of the roster.</summary>
public sealed record CandidateDismissed(Guid EditionId, Guid PersonId, long RosterVersion);

/// <summary>Whether one person may take one edition's tests.</summary>
public sealed record Candidate(bool HasSeat, long RosterVersion) : IState<Candidate>
{
    public static Candidate Initial { get; } = new(false, 0);

    public static string Stream(Guid editionId, Guid personId) => $"candidate-{editionId:N}-{personId:N}";

    public Candidate Apply(object @event) => @event switch
    {
        CandidateAdmitted e => new Candidate(true, e.RosterVersion),
        CandidateDismissed e => new Candidate(false, e.RosterVersion),
        _ => this,
    };
}

/// <summary>Seats taken and given up arrive in any order; the one the roster recorded last is what holds.</summary>
public static class Seats
{
    public static Decision Take(this Candidate candidate, Guid editionId, Guid personId, long rosterVersion) =>
        rosterVersion <= candidate.RosterVersion ? Decision.Nothing : Decision.Accept(new CandidateAdmitted(editionId, personId, rosterVersion));

    public static Decision GiveUp(this Candidate candidate, Guid editionId, Guid personId, long rosterVersion) =>
        rosterVersion <= candidate.RosterVersion ? Decision.Nothing : Decision.Accept(new CandidateDismissed(editionId, personId, rosterVersion));
}
