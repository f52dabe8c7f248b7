using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <summary>
/// An edition as anyone may see it: no person in it. <paramref name="Order"/> is the order of planning, what pages are cut by;
/// <paramref name="FilledAt"/> is when no seat was left for the first time since registration was announced.
/// </summary>
public sealed record EditionView(
    Guid Id, long Order, Guid ProgrammeId, int Number, Text Title, int Capacity, EditionStage Stage,
    DateTimeOffset? RegistrationOpensAt, DateTimeOffset? RegistrationClosesAt, bool RegistrationClosed, int SeatsTaken, int SeatsOffered, int Waiting,
    DateTimeOffset? FilledAt = null);

public sealed partial class EditionViewProjection : MultiStreamProjection<EditionView, Guid>
{
    public EditionViewProjection()
    {
        Name = "editions";
        Identity<EditionPlanned>(e => e.EditionId);
        Identity<EditionStarted>(e => e.EditionId);
        Identity<EditionCompleted>(e => e.EditionId);
        Identity<EditionCancelled>(e => e.EditionId);
        Identity<RegistrationAnnounced>(e => e.EditionId);
        Identity<RegistrationClosed>(e => e.EditionId);
        Identity<CapacityChanged>(e => e.EditionId);
        Identity<SeatTaken>(e => e.EditionId);
        Identity<PlacedOnWaitingList>(e => e.EditionId);
        Identity<SeatOffered>(e => e.EditionId);
        Identity<OfferAccepted>(e => e.EditionId);
        Identity<OfferDeclined>(e => e.EditionId);
        Identity<OfferExpired>(e => e.EditionId);
        Identity<OfferEnded>(e => e.EditionId);
        Identity<RosterSettled>(e => e.EditionId);
        Identity<RegistrationWithdrawn>(e => e.EditionId);
        Identity<CarriedOver>(e => e.EditionId);
    }

    public static EditionView Create(IEvent<EditionPlanned> e) => new(
        e.Data.EditionId, e.Sequence, e.Data.ProgrammeId, e.Data.Number, e.Data.Blueprint.Title, e.Data.Capacity, EditionStage.Planned, null, null, false, 0, 0, 0);

    public static EditionView Apply(EditionStarted e, EditionView view) => view with { Stage = EditionStage.Started };

    public static EditionView Apply(EditionCompleted e, EditionView view) => view with { Stage = EditionStage.Completed };

    public static EditionView Apply(EditionCancelled e, EditionView view) => view with { Stage = EditionStage.Cancelled };

    public static EditionView Apply(IEvent<RegistrationAnnounced> e, EditionView view) => Filled(e.Timestamp, view with
    {
        RegistrationOpensAt = e.Data.OpensAt, RegistrationClosesAt = e.Data.ClosesAt, RegistrationClosed = false, Capacity = e.Data.Capacity, FilledAt = null,
    });

    public static EditionView Apply(RegistrationClosed e, EditionView view) => view with { RegistrationClosed = true };

    public static EditionView Apply(RosterSettled e, EditionView view) => view with { RegistrationClosed = true };

    public static EditionView Apply(IEvent<CapacityChanged> e, EditionView view) => Filled(e.Timestamp, view with { Capacity = e.Data.Capacity });

    public static EditionView Apply(IEvent<SeatTaken> e, EditionView view) => Filled(e.Timestamp, view with
    {
        SeatsTaken = view.SeatsTaken + 1, Waiting = e.Data.Route == SeatRoute.Promotion ? view.Waiting - 1 : view.Waiting,
    });

    public static EditionView Apply(PlacedOnWaitingList e, EditionView view) => view with { Waiting = view.Waiting + 1 };

    public static EditionView Apply(IEvent<SeatOffered> e, EditionView view) =>
        Filled(e.Timestamp, view with { SeatsOffered = view.SeatsOffered + 1, Waiting = view.Waiting - 1 });

    public static EditionView Apply(OfferAccepted e, EditionView view) => view with { SeatsOffered = view.SeatsOffered - 1, SeatsTaken = view.SeatsTaken + 1 };

    public static EditionView Apply(OfferDeclined e, EditionView view) => view with { SeatsOffered = view.SeatsOffered - 1 };

    public static EditionView Apply(OfferExpired e, EditionView view) => view with { SeatsOffered = view.SeatsOffered - 1 };

    public static EditionView Apply(OfferEnded e, EditionView view) => view with { SeatsOffered = view.SeatsOffered - 1, Waiting = view.Waiting + 1 };

    public static EditionView Apply(RegistrationWithdrawn e, EditionView view) => Left(e.Held, view);

    public static EditionView Apply(CarriedOver e, EditionView view) => Left(e.Held, view);

    private static EditionView Left(Standing held, EditionView view) => held switch
    {
        Standing.Seat => view with { SeatsTaken = view.SeatsTaken - 1 },
        Standing.Offered => view with { SeatsOffered = view.SeatsOffered - 1 },
        _ => view with { Waiting = view.Waiting - 1 },
    };

    /// <summary>With whatever leaves no seat for anybody who comes: one taken, one offered, or one that is no more.</summary>
    private static EditionView Filled(DateTimeOffset at, EditionView view) =>
        view.FilledAt is null && view.RegistrationOpensAt is not null && view.SeatsTaken + view.SeatsOffered >= view.Capacity ? view with { FilledAt = at } : view;
}

public static class EditionList
{
    public static async Task<Ok<Page<EditionView>>> Handle(IQuerySession session, long? after, int? limit, CancellationToken cancellation)
    {
        var before = after ?? long.MaxValue;
        return TypedResults.Ok(await session.Query<EditionView>()
            .Where(e => e.Order < before)
            .OrderByDescending(e => e.Order)
            .PageAsync(limit, e => e.Order, cancellation));
    }

    public static async Task<Results<Ok<EditionView>, Refusal>> HandleOne(Guid editionId, IQuerySession session, CancellationToken cancellation)
    {
        if (await session.LoadAsync<EditionView>(editionId, cancellation) is { } view)
        {
            return TypedResults.Ok(view);
        }

        return new Refusal(Edition.NotPlanned);
    }
}
