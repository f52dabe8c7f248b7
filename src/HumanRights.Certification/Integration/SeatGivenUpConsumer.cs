using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class SeatGivenUpConsumer(EventWriter writer) : IConsumer<SeatGivenUp>
{
    public Task Consume(ConsumeContext<SeatGivenUp> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new SeatLost(m.EditionId, m.PersonId, context.SourceVersion(), context.RecordedAt()));
    }
}
