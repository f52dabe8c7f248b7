using System.ComponentModel.DataAnnotations;
using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <param name="ClosesAt">Until this instant.</param>
/// <param name="OpensAt">From this instant; absent: now.</param>
public sealed record OpenRegistrationBody(DateTimeOffset ClosesAt, DateTimeOffset? OpensAt = null);

/// <param name="Capacity">Seats, those already taken included.</param>
public sealed record ChangeCapacityBody([Range(1, PlanEdition.HighestCapacity)] int Capacity);

public enum WindowState
{
    /// <summary>No instants are known yet.</summary>
    NotAnnounced,

    /// <summary>It opens by itself at <c>opensAt</c>.</summary>
    Announced,
    Open,
    Closed,

    /// <summary>The edition was cancelled.</summary>
    Cancelled,
}

/// <summary>The window in which people can register.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="State">As of <paramref name="Now"/>.</param>
/// <param name="OpensAt">Absent while nothing is announced.</param>
/// <param name="ClosesAt">Absent while nothing is announced.</param>
/// <param name="Now">The server's time: what a countdown counts from, instead of the reader's clock.</param>
/// <param name="Capacity">Seats.</param>
public sealed record RegistrationWindow(Guid EditionId, WindowState State, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, DateTimeOffset Now, int Capacity);

/// <summary>Registration opens and closes at its instants by itself: decisions compare the clock, and what falls due puts it on record.</summary>
public static class OpenRegistration
{
    public static Decision Announce(this Roster roster, Edition edition, DateTimeOffset? opensAt, DateTimeOffset closesAt, DateTimeOffset now) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Completed => Edition.IsCompleted,
        EditionStage.Cancelled => Roster.Cancelled,
        _ when roster.Ended => Roster.Cancelled,
        _ when roster.Settled => Edition.IsCompleted,
        _ when closesAt <= (opensAt ?? now) => new Rejection(
            "window-ends-before-it-begins",
            new Text("Registration would close before it opens.", "A inscrição fecharia antes de abrir."),
            new Text("Give a closing instant after the opening one.", "Indique um fecho posterior à abertura."), RejectionKind.Invalid),
        _ when closesAt <= now => new Rejection(
            "window-is-past",
            new Text("Registration would be closed already.", "A inscrição já estaria fechada."),
            new Text("Give a closing instant in the future.", "Indique um fecho no futuro."), RejectionKind.Invalid),
        _ when roster.Announced && !roster.Closed && (opensAt is null ? roster.OpensAt <= now : roster.OpensAt == opensAt) && roster.ClosesAt == closesAt => Decision.Nothing,
        _ => Announced(roster, edition, opensAt ?? now, closesAt, now),
    };

    /// <summary>Puts the opening on record once its instant has come.</summary>
    public static Decision OpenWhenDue(this Roster roster, DateTimeOffset now) =>
        roster is { Announced: true, Opened: false, Closed: false } && now >= roster.OpensAt
            ? Decision.Accept(new RegistrationOpened(roster.EditionId, roster.OpensAt, roster.ClosesAt))
            : Decision.Nothing;

    /// <summary>Puts the closing on record once its instant has come.</summary>
    public static Decision CloseWhenDue(this Roster roster, DateTimeOffset now) =>
        roster is { Announced: true, Closed: false } && now >= roster.ClosesAt ? Decision.Accept(new RegistrationClosed(roster.EditionId)) : Decision.Nothing;

    public static Decision Close(this Roster roster) => roster switch
    {
        { Announced: false } => Roster.NotAnnounced,
        { Closed: true } => Decision.Nothing,
        _ => Decision.Accept(new RegistrationClosed(roster.EditionId)),
    };

    /// <summary>Added seats go to those who wait; fewer seats evict nobody, and are fewer once people leave.</summary>
    public static Decision ChangeCapacity(this Roster roster, Edition edition, int capacity, DateTimeOffset now) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Completed => Edition.IsCompleted,
        EditionStage.Cancelled => Roster.Cancelled,
        _ when roster.Ended => Roster.Cancelled,
        _ when roster.Settled => Edition.IsCompleted,
        _ when (roster.Capacity == 0 ? edition.Capacity : roster.Capacity) == capacity => Decision.Nothing,
        _ when edition.Blueprint?.Registration?.Exceeds(capacity) is { } exceeds => exceeds,
        _ => Decision.Accept(roster.FollowedByPromotions(now, new CapacityChanged(edition.Id, capacity))),
    };

    /// <summary>The edition is cancelled: what was registered has ended.</summary>
    public static Decision End(this Roster roster, Guid editionId) =>
        roster.Ended ? Decision.Nothing : Decision.Accept(new RegistrationsEnded(editionId));

    /// <summary>The edition is completed: offers still open end, and no seat freed later goes to anybody.</summary>
    public static Decision Settle(this Roster roster, Guid editionId) => roster.Ended || roster.Settled
        ? Decision.Nothing
        : Decision.Accept(
        [
            .. roster.Offered.Select(person => roster.ByPerson[person]).OrderBy(o => o.Ticket).Select(o => new OfferEnded(editionId, o.Id, o.PersonId)),
            new RosterSettled(editionId),
        ]);

    public static async Task<Results<Ok<RegistrationWindow>, Refusal>> Handle(
        Guid editionId, OpenRegistrationBody body, EventWriter writer, RosterDesk desk, TimeProvider clock, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        return await desk.DecideAsync(editionId, (r, now) => r.Announce(edition, body.OpensAt?.ToUniversalTime(), body.ClosesAt.ToUniversalTime(), now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Window(o.State, edition, clock)));
    }

    public static async Task<Results<Ok<RegistrationWindow>, Refusal>> HandleClose(Guid editionId, EventWriter writer, RosterDesk desk, TimeProvider clock, CancellationToken cancellation) =>
        await desk.DecideAsync(editionId, (r, _) => r.Close(), cancellation: cancellation)
            .OfPlannedAsync(editionId, writer, cancellation).RespondAsync(o => TypedResults.Ok(Window(o.State, Edition.Initial, clock)));

    public static async Task<Results<Ok<RegistrationWindow>, Refusal>> HandleCapacity(
        Guid editionId, ChangeCapacityBody body, EventWriter writer, RosterDesk desk, TimeProvider clock, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        return await desk.DecideAsync(editionId, (r, now) => r.ChangeCapacity(edition, body.Capacity, now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Window(o.State, edition, clock)));
    }

    public static async Task<Results<Ok<RegistrationWindow>, Refusal>> HandleWindow(
        Guid editionId, EventWriter writer, RosterDesk desk, TimeProvider clock, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        if (edition.Stage == EditionStage.Unplanned)
        {
            return new Refusal(Edition.NotPlanned);
        }

        var (roster, _) = await desk.ReadAsync(editionId, cancellation);
        return TypedResults.Ok(Window(roster, edition, clock));
    }

    private static Decision Announced(Roster roster, Edition edition, DateTimeOffset opensAt, DateTimeOffset closesAt, DateTimeOffset now)
    {
        var announced = new RegistrationAnnounced(
            edition.Id, opensAt, closesAt, roster.Capacity == 0 ? edition.Capacity : roster.Capacity, edition.Blueprint?.Registration);
        object[] events = opensAt <= now ? [announced, new RegistrationOpened(edition.Id, opensAt, closesAt)] : [announced];
        return Decision.Accept(roster.FollowedByPromotions(now, events));
    }

    private static RegistrationWindow Window(Roster roster, Edition edition, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var state = roster switch
        {
            _ when roster.Ended || edition.Stage == EditionStage.Cancelled => WindowState.Cancelled,
            { Announced: false } => WindowState.NotAnnounced,
            _ when roster.Closed || now >= roster.ClosesAt => WindowState.Closed,
            _ when now < roster.OpensAt && !roster.Opened => WindowState.Announced,
            _ => WindowState.Open,
        };
        return new RegistrationWindow(
            roster.Announced ? roster.EditionId : edition.Id, state, roster.Announced ? roster.OpensAt : null, roster.Announced ? roster.ClosesAt : null, now,
            roster.Capacity == 0 ? edition.Capacity : roster.Capacity);
    }
}
