using HumanRights.Certification.Editions;
using HumanRights.EventSourcing;
using MassTransit;
using Published = HumanRights.Contracts.Enrolment;

namespace HumanRights.Certification.Integration;

/// <summary>Nobody earns the certificate of an edition that does not take place; what the ledgers hold stays, and says so.</summary>
public sealed class EditionCancelledConsumer(EventWriter writer) : IConsumer<Published.EditionCancelled>
{
    public Task Consume(ConsumeContext<Published.EditionCancelled> context) => writer.OnceAsync<Edition>(
        context, Edition.Stream(context.Message.EditionId), (edition, _) => edition.CallOff(context.Message.EditionId));
}
