using System.Text.Json.Serialization;

namespace HumanRights.Enrolment.Rosters;

/// <summary>The codes a rule or a statistic may know of a person at the moment of registering; the person is in the vault.</summary>
public sealed record Facts(string? Organisation, string? Region, string? Sector);

/// <summary>What a registration holds: a seat, a seat kept for it for a while, or a place on the waiting list.</summary>
public enum Standing
{
    Seat,
    Offered,
    Waiting,
}

/// <summary>By which way a seat was gained.</summary>
public enum SeatRoute
{
    Registration,
    Promotion,
}

/// <summary>By which way a person came onto the waiting list.</summary>
public enum WaitingRoute
{
    Registration,

    /// <summary>Waited in vain for an earlier edition.</summary>
    CarriedOver,

    /// <summary>Had shown interest before there were dates.</summary>
    Interest,
}

public enum AppealOutcome
{
    Upheld,
    Reversed,
}

/// <summary>The window in which people can register, known from now on; announced again, it replaces the one before.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="OpensAt">From this instant.</param>
/// <param name="ClosesAt">Until this instant, itself excluded.</param>
/// <param name="Capacity">Seats.</param>
/// <param name="Policy">The edition's registration policy; absent: none of its rules applies.</param>
public sealed record RegistrationAnnounced(
    Guid EditionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int Capacity, Programmes.RegistrationPolicy? Policy = null);

/// <summary>The opening instant has come. Decisions do not wait for this event: they compare the clock.</summary>
public sealed record RegistrationOpened(Guid EditionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt);

/// <summary>The closing instant has come, or the coordination closed before it.</summary>
public sealed record RegistrationClosed(Guid EditionId);

/// <summary>The edition is cancelled: nobody registers any more, and what was registered has ended.</summary>
public sealed record RegistrationsEnded(Guid EditionId);

/// <summary>The edition is completed: what each person holds now stays as it is, and nobody gains a seat any more.</summary>
public sealed record RosterSettled(Guid EditionId);

public sealed record CapacityChanged(Guid EditionId, int Capacity);

/// <param name="EditionId">The edition.</param>
/// <param name="RegistrationId">The registration that holds the seat.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Route">How it was gained.</param>
/// <param name="Facts">Codes of the person, where the seat came with the registration itself.</param>
/// <param name="Reserve">The region whose reserved seat it is; absent: a seat for anybody.</param>
public sealed record SeatTaken(Guid EditionId, Guid RegistrationId, Guid PersonId, SeatRoute Route, Facts? Facts = null, string? Reserve = null);

/// <param name="EditionId">The edition.</param>
/// <param name="RegistrationId">The registration that waits.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Position">1-based, at the moment of placing.</param>
/// <param name="Facts">Codes of the person.</param>
/// <param name="Route">How they came here.</param>
/// <param name="FromEditionId">The edition they were carried over from.</param>
public sealed record PlacedOnWaitingList(
    Guid EditionId, Guid RegistrationId, Guid PersonId, int Position, Facts? Facts = null, WaitingRoute Route = WaitingRoute.Registration,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? FromEditionId = null);

/// <summary>A seat is kept for a waiting person until <paramref name="ExpiresAt"/>; accepted, declined or expired, it is settled once.</summary>
public sealed record SeatOffered(Guid EditionId, Guid RegistrationId, Guid PersonId, DateTimeOffset ExpiresAt, string? Reserve = null);

public sealed record OfferAccepted(Guid EditionId, Guid RegistrationId, Guid PersonId);

/// <summary>The registration ends with it.</summary>
public sealed record OfferDeclined(Guid EditionId, Guid RegistrationId, Guid PersonId);

/// <summary>The registration ends with it.</summary>
public sealed record OfferExpired(Guid EditionId, Guid RegistrationId, Guid PersonId);

/// <summary>The edition was completed while the offer was open: the person waits again, in the place they had, and can be carried over.</summary>
public sealed record OfferEnded(Guid EditionId, Guid RegistrationId, Guid PersonId);

/// <param name="EditionId">The edition.</param>
/// <param name="RegistrationId">The registration that has ended.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Held">What was given up.</param>
public sealed record RegistrationWithdrawn(Guid EditionId, Guid RegistrationId, Guid PersonId, Standing Held);

/// <summary>The registration has ended here, because the person goes on to another edition's waiting list; told to them by that list.</summary>
/// <param name="EditionId">The edition that leaves them unserved.</param>
/// <param name="RegistrationId">The registration that has ended.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Held">What they had; more than a waiting place only where the edition was cancelled.</param>
/// <param name="ToEditionId">The edition they are carried over to.</param>
/// <param name="ToNumber">Its number.</param>
public sealed record CarriedOver(Guid EditionId, Guid RegistrationId, Guid PersonId, Standing Held, Guid ToEditionId, int ToNumber);

/// <summary>A decision about a person, on record because it can be appealed. Recorded once for each person and code, and again after an appeal against it was decided.</summary>
public sealed record RegistrationRefused(Guid EditionId, Guid PersonId, string Code, Facts? Facts = null);

/// <summary>The coordination vouches that the person is a public servant, whatever their account claims.</summary>
public sealed record PersonApproved(Guid EditionId, Guid PersonId);

/// <summary>A person asks that the refusal <paramref name="Code"/> be looked at again.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="AppealId">The appeal; the person's words are an erasable row of this id.</param>
/// <param name="PersonId">Who appeals.</param>
/// <param name="Code">The refusal.</param>
/// <param name="Facts">Codes of the person, for a registration that may follow.</param>
public sealed record AppealLodged(Guid EditionId, Guid AppealId, Guid PersonId, string Code, Facts? Facts = null);

/// <summary>The coordination's answer; its reasons are in the appeal's row. A reversal's effect follows as events of its own.</summary>
public sealed record AppealDecided(Guid EditionId, Guid AppealId, Guid PersonId, string Code, AppealOutcome Outcome);
