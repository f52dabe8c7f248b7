using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <summary>One registration as the coordination sees it. People are ids; names are asked of the vault, a page at a time.</summary>
/// <param name="Id">The registration.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Order">Place in the order of arrival (the event's sequence): what pages are cut by.</param>
/// <param name="Status"><c>seat</c>, <c>waiting</c> or <c>withdrawn</c>.</param>
/// <param name="Since">When it came to that.</param>
public sealed record RegistrationView(Guid Id, Guid EditionId, Guid PersonId, long Order, string Status, DateTimeOffset Since);

public sealed partial class RegistrationViewProjection : MultiStreamProjection<RegistrationView, Guid>
{
    public RegistrationViewProjection()
    {
        Name = "registrations";
        Identity<SeatTaken>(e => e.RegistrationId);
        Identity<PlacedOnWaitingList>(e => e.RegistrationId);
        Identity<RegistrationWithdrawn>(e => e.RegistrationId);
    }

    public static RegistrationView Create(IEvent<SeatTaken> e) =>
        new(e.Data.RegistrationId, e.Data.EditionId, e.Data.PersonId, e.Sequence, "seat", e.Timestamp);

    public static RegistrationView Create(IEvent<PlacedOnWaitingList> e) =>
        new(e.Data.RegistrationId, e.Data.EditionId, e.Data.PersonId, e.Sequence, "waiting", e.Timestamp);

    public static RegistrationView Apply(IEvent<SeatTaken> e, RegistrationView view) => view with { Status = "seat", Since = e.Timestamp };

    public static RegistrationView Apply(IEvent<RegistrationWithdrawn> e, RegistrationView view) => view with { Status = "withdrawn", Since = e.Timestamp };
}

public static class RegistrationList
{
    public static async Task<Ok<Page<RegistrationView>>> Handle(
        Guid editionId, string? status, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? 0;
        var found = session.Query<RegistrationView>().Where(r => r.EditionId == editionId && r.Order > cursor);
        if (status is not null)
        {
            found = found.Where(r => r.Status == status);
        }

        return TypedResults.Ok(await found.OrderBy(r => r.Order).PageAsync(limit, r => r.Order, cancellation));
    }
}
