using HumanRights.Learning.Participations;
using Marten;
using Marten.Events.Projections;

namespace HumanRights.Learning.Views;

/// <summary>Who was ever in which edition. Written with the event itself: a verdict for everybody, or an erasure, must miss nobody.</summary>
/// <param name="Id">The participation's stream.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person.</param>
public sealed record Membership(string Id, Guid EditionId, Guid PersonId);

public sealed partial class MembershipProjection : EventProjection
{
    public MembershipProjection() => Name = "memberships";

    public static void Project(ParticipationBegun e, IDocumentOperations operations) =>
        operations.Store(new Membership(Participation.Stream(e.EditionId, e.PersonId), e.EditionId, e.PersonId));
}
