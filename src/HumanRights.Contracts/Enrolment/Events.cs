namespace HumanRights.Contracts.Enrolment;

/// <summary>A title in the programme's languages.</summary>
public sealed record Title(string En, string Pt);

/// <summary>One module of the programme as the edition froze it.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Title">Its title.</param>
/// <param name="Hours">Planned hours of classes.</param>
/// <param name="Objectives">Letters of the programme's objectives, "a" to "g", it serves.</param>
/// <param name="ContributingEntities">Codes of the partner entities that give it.</param>
public sealed record Module(int Number, Title Title, decimal Hours, IReadOnlyList<string> Objectives, IReadOnlyList<string> ContributingEntities);

/// <summary>What an edition demands of a participant; policy of the programme, frozen when the edition is planned.</summary>
/// <param name="AttendancePercent">Attended minutes over planned minutes, 0 to 100.</param>
/// <param name="InvolvementPoints">Points to be reached.</param>
/// <param name="PassMarkPercent">Of each module test, 0 to 100.</param>
public sealed record Thresholds(int AttendancePercent, int InvolvementPoints, int PassMarkPercent);

/// <summary>An edition exists, with the blueprint it was planned from.</summary>
public sealed record EditionPlanned(
    Guid EditionId, Guid ProgrammeId, int Number, Title Title, decimal Hours, int Capacity, IReadOnlyList<Module> Modules, Thresholds Thresholds);

/// <summary>Registration is open from <paramref name="OpensAt"/> until <paramref name="ClosesAt"/>.</summary>
public sealed record RegistrationOpened(Guid EditionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt);

public sealed record RegistrationClosed(Guid EditionId);

/// <summary>A person has a seat, gained by any route.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person.</param>
/// <param name="RegistrationId">The registration that holds the seat.</param>
/// <param name="Route"><c>registration</c>, <c>promotion</c> from the waiting list, or <c>offer</c> accepted.</param>
public sealed record SeatTaken(Guid EditionId, Guid PersonId, Guid RegistrationId, string Route);

/// <summary>A person who had a seat has none any more: withdrawn, or erased.</summary>
public sealed record SeatGivenUp(Guid EditionId, Guid PersonId, Guid RegistrationId);

/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person.</param>
/// <param name="RegistrationId">The registration that waits.</param>
/// <param name="Position">1-based, at the moment of placing.</param>
public sealed record PlacedOnWaitingList(Guid EditionId, Guid PersonId, Guid RegistrationId, int Position);

/// <summary>A person who waited, or had an open offer, has withdrawn.</summary>
public sealed record WaitingPlaceGivenUp(Guid EditionId, Guid PersonId, Guid RegistrationId);

/// <summary>A seat is kept for the first who waits until <paramref name="ExpiresAt"/>, by the server's clock.</summary>
public sealed record SeatOffered(Guid EditionId, Guid PersonId, Guid RegistrationId, DateTimeOffset ExpiresAt);

/// <summary>The offered seat was declined: the registration has ended and the seat goes on to the next.</summary>
public sealed record OfferDeclined(Guid EditionId, Guid PersonId, Guid RegistrationId);

/// <summary>The offered seat was not accepted in time: the registration has ended and the seat goes on to the next.</summary>
public sealed record OfferExpired(Guid EditionId, Guid PersonId, Guid RegistrationId);

/// <summary>The edition was completed while a seat was offered: it can no longer be accepted, and the person waits again, in the place they had.</summary>
public sealed record OfferEnded(Guid EditionId, Guid PersonId, Guid RegistrationId);

/// <summary>A registration was refused for the reason <paramref name="Code"/>.</summary>
public sealed record RegistrationRefused(Guid EditionId, Guid PersonId, string Code);

/// <summary>The coordination has decided on a person's appeal; its reasons in words are read at Enrolment.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person who appealed.</param>
/// <param name="AppealId">The appeal.</param>
/// <param name="Code">The refusal that was appealed.</param>
/// <param name="Outcome"><c>upheld</c>: the refusal stands; <c>reversed</c>: it does not, and what follows comes as an event of its own.</param>
public sealed record AppealDecided(Guid EditionId, Guid PersonId, Guid AppealId, string Code, string Outcome);

/// <summary>The edition will not take place; every registration for it has ended.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="Notice">What those registered are told, as the coordination published it.</param>
public sealed record EditionCancelled(Guid EditionId, Title Notice);

public sealed record EditionStarted(Guid EditionId);

public sealed record EditionCompleted(Guid EditionId);
