using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Ambassadors;

/// <summary>Ways out: declining the invitation, leaving later, being erased.</summary>
public static class Leave
{
    public static Decision Decline(this Ambassador ambassador) => ambassador switch
    {
        { MayJoin: false } => Ambassador.NotInvited,
        { Status: MembershipStatus.Invited } => Decision.Accept(new InvitationDeclined(ambassador.PersonId)),
        { IsMember: true } => AlreadyJoined,
        _ => Decision.Nothing,
    };

    public static Decision LeaveNetwork(this Ambassador ambassador) => ambassador.Status switch
    {
        MembershipStatus.Joined => Decision.Accept(new AmbassadorLeft(ambassador.PersonId, LeavingReason.OwnWish)),
        MembershipStatus.Left => Decision.Nothing,
        _ => Ambassador.NotAMember,
    };

    public static Decision Erase(this Ambassador ambassador, Guid personId) => ambassador switch
    {
        { Erased: true } => Decision.Nothing,
        { IsMember: true } => Decision.Accept(new AmbassadorLeft(personId, LeavingReason.PersonErased), new ErasureNoted(personId)),
        _ => Decision.Accept(new ErasureNoted(personId)),
    };

    public static Task<Results<Ok<MembershipAnswer>, Refusal>> HandleDecline(ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        OnOwnAsync(caller, writer, a => a.Decline(), cancellation);

    public static Task<Results<Ok<MembershipAnswer>, Refusal>> Handle(ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        OnOwnAsync(caller, writer, a => a.LeaveNetwork(), cancellation);

    private static Task<Results<Ok<MembershipAnswer>, Refusal>> OnOwnAsync(
        ClaimsPrincipal caller, EventWriter writer, Func<Ambassador, Decision> decide, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        return writer.DecideAsync<Ambassador>(Ambassador.Stream(personId), (a, _) => decide(a), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(AcceptInvitation.Answer(personId, o.State)));
    }

    private static Rejection AlreadyJoined { get; } = new(
        "already-joined",
        new Text("You accepted the invitation and are a member.", "Aceitou o convite e é membro."),
        new Text("Leave the network instead.", "Em vez disso, saia da rede."));
}
