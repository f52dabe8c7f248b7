using System.Collections.Immutable;
using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork.Ambassadors;

/// <summary>What a member lets the others see, field by field.</summary>
public sealed record Consent(bool ShowOrganisation, bool ShowTopics, bool ContactByColleagues)
{
    public static Consent None { get; } = new(false, false, false);
}

/// <summary>What is kept of a member for the directory: nothing that was not consented to, only codes.</summary>
public sealed record Profile(Consent Consent, string? Organisation, IReadOnlyList<string> Topics)
{
    public static Profile Empty { get; } = new(Consent.None, null, []);

    /// <summary>A field without consent is not even stored.</summary>
    public static Profile Of(Consent consent, string? organisation, IEnumerable<string> topics) => new(
        consent, consent.ShowOrganisation ? organisation : null, consent.ShowTopics ? [.. topics.Distinct().Order()] : []);

    public bool SameAs(Profile other) =>
        Consent == other.Consent && Organisation == other.Organisation && Topics.SequenceEqual(other.Topics);
}

/// <summary>The certificate that invites; later ones are <see cref="CertificateAdded"/>.</summary>
public sealed record AmbassadorInvited(Guid PersonId, Guid CertificateId);

public sealed record CertificateAdded(Guid PersonId, Guid CertificateId);

public sealed record CertificateLost(Guid PersonId, Guid CertificateId);

public sealed record AmbassadorJoined(Guid PersonId, Guid CertificateId, Profile Profile);

public sealed record ConsentChanged(Guid PersonId, Profile Profile);

public sealed record InvitationDeclined(Guid PersonId);

public enum LeavingReason
{
    OwnWish,
    CertificateRevoked,
    PersonErased,
}

public sealed record AmbassadorLeft(Guid PersonId, LeavingReason Reason);

/// <summary>From now on the id is refused, also when a certificate of before is heard of later.</summary>
public sealed record ErasureNoted(Guid PersonId);

public enum MembershipStatus
{
    NotInvited,
    Invited,
    Joined,
    Declined,
    Left,
}

/// <summary>
/// A person's way through the network. Who is a member is decided here, not by a role in a token: a token outlives the
/// certificate that gave it.
/// </summary>
public sealed record Ambassador(
    Guid PersonId,
    MembershipStatus Status,
    ImmutableList<Guid> Certificates,
    ImmutableHashSet<Guid> LostCertificates,
    Profile Profile,
    bool Erased) : IState<Ambassador>
{
    public static Ambassador Initial { get; } = new(default, MembershipStatus.NotInvited, [], [], Profile.Empty, false);

    public static string Stream(Guid personId) => $"ambassador-{personId:N}";

    public bool IsMember => Status == MembershipStatus.Joined;

    /// <summary>An invitation stands as long as a certificate does: who declined or left may still come.</summary>
    public bool MayJoin => !Erased && !Certificates.IsEmpty;

    public Ambassador Apply(object @event) => @event switch
    {
        AmbassadorInvited e => this with { PersonId = e.PersonId, Status = MembershipStatus.Invited, Certificates = Certificates.Add(e.CertificateId) },
        CertificateAdded e => this with { Certificates = Certificates.Add(e.CertificateId) },
        CertificateLost e => WithoutCertificate(e),
        AmbassadorJoined e => this with { Status = MembershipStatus.Joined, Profile = e.Profile },
        ConsentChanged e => this with { Profile = e.Profile },
        InvitationDeclined => this with { Status = MembershipStatus.Declined },
        AmbassadorLeft => this with { Status = MembershipStatus.Left, Profile = Profile.Empty },
        ErasureNoted e => this with { PersonId = e.PersonId, Erased = true, Profile = Profile.Empty },
        _ => this,
    };

    private Ambassador WithoutCertificate(CertificateLost e)
    {
        var left = Certificates.Remove(e.CertificateId);
        return this with
        {
            PersonId = e.PersonId,
            Certificates = left,
            LostCertificates = LostCertificates.Add(e.CertificateId),
            Status = left.IsEmpty && Status is (MembershipStatus.Invited or MembershipStatus.Declined) ? MembershipStatus.NotInvited : Status,
        };
    }

    public static Rejection NotInvited { get; } = new(
        "not-invited",
        new Text("The network invites people with a valid certificate of the programme; you have none yet.", "A rede convida pessoas com um certificado válido do programa; ainda não tem nenhum."),
        new Text("Complete an edition of the programme: the invitation comes with the certificate.", "Conclua uma edição do programa: o convite vem com o certificado."));

    public static Rejection NotAMember { get; } = new(
        "not-an-ambassador",
        new Text("Only members of the Network of Ambassadors can do this.", "Só os membros da Rede de Embaixadores podem fazer isto."),
        new Text("Accept your invitation first.", "Aceite primeiro o seu convite."), RejectionKind.Forbidden);
}
