using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork.Ambassadors;

/// <summary>Invitations follow certificates, whichever of issue and revocation is heard of first.</summary>
public static class Invite
{
    public static Decision CertificateIssued(this Ambassador ambassador, Guid personId, Guid certificateId) => ambassador switch
    {
        { Erased: true } => Decision.Nothing,
        _ when ambassador.Certificates.Contains(certificateId) || ambassador.LostCertificates.Contains(certificateId) => Decision.Nothing,
        { Certificates.IsEmpty: true } => Decision.Accept(new AmbassadorInvited(personId, certificateId)),
        _ => Decision.Accept(new CertificateAdded(personId, certificateId)),
    };

    /// <summary>Who has no certificate left leaves the network; another edition's certificate keeps them in it.</summary>
    public static Decision CertificateRevoked(this Ambassador ambassador, Guid personId, Guid certificateId)
    {
        if (ambassador.Erased || ambassador.LostCertificates.Contains(certificateId))
        {
            return Decision.Nothing;
        }

        var lost = new CertificateLost(personId, certificateId);
        return ambassador.IsMember && !ambassador.Apply(lost).MayJoin
            ? Decision.Accept(lost, new AmbassadorLeft(personId, LeavingReason.CertificateRevoked))
            : Decision.Accept(lost);
    }
}
