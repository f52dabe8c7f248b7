using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Ambassadors;

public sealed record ConsentBody(bool ShowOrganisation, bool ShowTopics, bool ContactByColleagues)
{
    public Consent Consent => new(ShowOrganisation, ShowTopics, ContactByColleagues);
}

/// <param name="Consent">What other members may see; nothing is assumed, so every field is given.</param>
/// <param name="Topics">Codes of the topics the member works on.</param>
public sealed record AcceptInvitationBody([Required] ConsentBody Consent, [MaxLength(9)] IReadOnlyList<string>? Topics = null);

/// <param name="PersonId">The caller.</param>
/// <param name="Status">Where they stand.</param>
/// <param name="Consent">What they let the others see.</param>
/// <param name="Organisation">Code, when shown.</param>
/// <param name="Topics">Codes, when shown.</param>
public sealed record MembershipAnswer(Guid PersonId, MembershipStatus Status, Consent Consent, string? Organisation, IReadOnlyList<string> Topics);

/// <summary>Joins the network, or changes what its directory shows.</summary>
public static class AcceptInvitation
{
    public static Decision Accept(this Ambassador ambassador, Profile profile) => ambassador switch
    {
        { MayJoin: false } => Ambassador.NotInvited,
        _ when Themes.Unlisted(profile.Topics, []) is { } unlisted => unlisted,
        { IsMember: false } => Decision.Accept(new AmbassadorJoined(ambassador.PersonId, ambassador.Certificates[0], profile)),
        _ when ambassador.Profile.SameAs(profile) => Decision.Nothing,
        _ => Decision.Accept(new ConsentChanged(ambassador.PersonId, profile)),
    };

    public static Task<Results<Ok<MembershipAnswer>, Refusal>> Handle(
        AcceptInvitationBody body, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var (personId, organisation) = (caller.PersonId(), caller.Facts().Organisation);
        var profile = Profile.Of(body.Consent.Consent, organisation, body.Topics ?? []);
        return writer.DecideAsync<Ambassador>(Ambassador.Stream(personId), (a, _) => a.Accept(profile), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Answer(personId, o.State)));
    }

    internal static MembershipAnswer Answer(Guid personId, Ambassador ambassador) => new(
        personId, ambassador.Status, ambassador.Profile.Consent, ambassador.Profile.Organisation, ambassador.Profile.Topics);
}
