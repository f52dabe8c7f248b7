using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.Contracts.Certification;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.AmbassadorNetwork.Integration;

public sealed class CertificateRevokedConsumer(EventWriter writer) : IConsumer<CertificateRevoked>
{
    public Task Consume(ConsumeContext<CertificateRevoked> context)
    {
        var (personId, certificateId) = (context.Message.PersonId, context.Message.CertificateId);
        return writer.OnceAsync<Ambassador>(context, Ambassador.Stream(personId), (a, _) => a.CertificateRevoked(personId, certificateId));
    }
}
