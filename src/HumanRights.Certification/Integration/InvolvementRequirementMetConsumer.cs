using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Learning;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class InvolvementRequirementMetConsumer(EventWriter writer) : IConsumer<InvolvementRequirementMet>
{
    public Task Consume(ConsumeContext<InvolvementRequirementMet> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new InvolvementMet(m.EditionId, m.PersonId, m.Points, m.RequiredPoints, context.SourceVersion(), context.RecordedAt()));
    }
}
