using HumanRights.EventSourcing;

namespace HumanRights.Learning.Participations;

/// <summary>
/// What the roster says of a person comes in any order: each message carries the roster's version, and only what is
/// later than all that was heard before has an effect.
/// </summary>
public static class JoinAndLeave
{
    public static Decision Join(this Participation participation, Guid editionId, Guid personId, Guid registrationId, long rosterVersion) =>
        participation.Erased || rosterVersion <= participation.RosterVersion
            ? Decision.Nothing
            : Decision.Accept(new ParticipationBegun(editionId, personId, registrationId, rosterVersion));

    public static Decision Leave(this Participation participation, Guid editionId, Guid personId, long rosterVersion) =>
        participation.Erased || rosterVersion <= participation.RosterVersion
            ? Decision.Nothing
            : Decision.Accept(new ParticipationEnded(editionId, personId, Ending.SeatGivenUp, rosterVersion));

    /// <summary>Ends it for good, whatever the roster says later.</summary>
    public static Decision Erase(this Participation participation, Guid editionId, Guid personId) => participation.Erased
        ? Decision.Nothing
        : Decision.Accept(new ParticipationEnded(editionId, personId, Ending.PersonErased, participation.RosterVersion));
}
