using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class SeatTakenConsumer(EventWriter writer) : IConsumer<SeatTaken>
{
    public Task Consume(ConsumeContext<SeatTaken> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new SeatConfirmed(m.EditionId, m.PersonId, context.SourceVersion(), context.RecordedAt()));
    }
}
