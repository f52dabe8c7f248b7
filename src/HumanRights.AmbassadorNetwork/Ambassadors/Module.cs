using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Ambassadors;

public static class AmbassadorModule
{
    public static void AddAmbassadors(this StoreOptions store)
    {
        store.Events.MapEventType<AmbassadorInvited>("ambassador-invited");
        store.Events.MapEventType<CertificateAdded>("certificate-added");
        store.Events.MapEventType<CertificateLost>("certificate-lost");
        store.Events.MapEventType<AmbassadorJoined>("ambassador-joined");
        store.Events.MapEventType<ConsentChanged>("consent-changed");
        store.Events.MapEventType<InvitationDeclined>("invitation-declined");
        store.Events.MapEventType<AmbassadorLeft>("ambassador-left");
        store.Events.MapEventType<ErasureNoted>("erasure-noted");
    }

    // Whoever is signed in may ask; whether they may act is in their own stream.
    public static void MapAmbassadors(this RouteGroupBuilder api)
    {
        var membership = api.MapGroup("/membership").RequireAuthorization();
        membership.MapGet("/", Mine)
            .WithName("GetMyMembership").WithSummary("The caller's invitation or membership.");
        membership.MapPost("/accept", AcceptInvitation.Handle)
            .WithName(nameof(AcceptInvitation)).WithSummary("Joins the network, with consent field by field; again with other fields, changes the consent.");
        membership.MapPost("/decline", Leave.HandleDecline)
            .WithName("DeclineInvitation").WithSummary("Declines the invitation; it can still be accepted later.");
        membership.MapPost("/leave", Leave.Handle)
            .WithName("LeaveNetwork").WithSummary("Leaves the network and its directory.");
        api.MapGet("/directory", MemberList.Handle).RequireAuthorization()
            .WithName("ListAmbassadors").WithSummary("Members as they consented to be seen by other members and the coordination.");
    }

    private static async Task<Results<Ok<MembershipAnswer>, Refusal>> Mine(ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (ambassador, _) = await writer.ReadAsync<Ambassador>(Ambassador.Stream(personId), cancellation);
        if (ambassador is { Status: MembershipStatus.NotInvited } or { Erased: true })
        {
            return new Refusal(Ambassador.NotInvited with { Code = "not-found", Kind = RejectionKind.NotFound });
        }

        return TypedResults.Ok(AcceptInvitation.Answer(personId, ambassador));
    }
}
