using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.Contracts.Certification;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.AmbassadorNetwork.Integration;

public sealed class CertificateIssuedConsumer(EventWriter writer) : IConsumer<CertificateIssued>
{
    public Task Consume(ConsumeContext<CertificateIssued> context)
    {
        var (personId, certificateId) = (context.Message.PersonId, context.Message.CertificateId);
        return writer.OnceAsync<Ambassador>(context, Ambassador.Stream(personId), (a, _) => a.CertificateIssued(personId, certificateId));
    }
}
