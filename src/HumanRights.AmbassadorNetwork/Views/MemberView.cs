using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Views;

/// <summary>A member as they consented to be seen. <paramref name="Order"/> is the order of joining, what pages are cut by.</summary>
/// <param name="Id">The person.</param>
/// <param name="Order">The event's sequence.</param>
/// <param name="Organisation">Code, when shown.</param>
/// <param name="Topics">Codes, when shown.</param>
/// <param name="ContactByColleagues">Whether other members may ask for contact.</param>
/// <param name="Since">When they joined.</param>
public sealed record MemberView(Guid Id, long Order, string? Organisation, IReadOnlyList<string> Topics, bool ContactByColleagues, DateTimeOffset Since);

public sealed partial class MemberViewProjection : MultiStreamProjection<MemberView, Guid>
{
    public MemberViewProjection()
    {
        Name = "members";
        Identity<AmbassadorJoined>(e => e.PersonId);
        Identity<ConsentChanged>(e => e.PersonId);
        Identity<AmbassadorLeft>(e => e.PersonId);
        DeleteEvent<AmbassadorLeft>();
    }

    public static MemberView Create(IEvent<AmbassadorJoined> e) => new(
        e.Data.PersonId, e.Sequence, e.Data.Profile.Organisation, e.Data.Profile.Topics, e.Data.Profile.Consent.ContactByColleagues, e.Timestamp);

    public static MemberView Apply(ConsentChanged e, MemberView view) => view with
    {
        Organisation = e.Profile.Organisation, Topics = e.Profile.Topics, ContactByColleagues = e.Profile.Consent.ContactByColleagues,
    };
}

public static class MemberList
{
    public static async Task<Results<Ok<Page<MemberView>>, Refusal>> Handle(
        long? after, int? limit, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        if (!caller.IsInRole(Roles.Coordinator) && !(await writer.CallerAsync(caller, cancellation)).IsMember)
        {
            return new Refusal(Ambassador.NotAMember);
        }

        var cursor = after ?? 0;
        return TypedResults.Ok(await session.Query<MemberView>().Where(m => m.Order > cursor).OrderBy(m => m.Order).PageAsync(limit, m => m.Order, cancellation));
    }
}
