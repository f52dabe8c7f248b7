using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Learning;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class AttendanceRequirementUnreachableConsumer(EventWriter writer) : IConsumer<AttendanceRequirementUnreachable>
{
    public Task Consume(ConsumeContext<AttendanceRequirementUnreachable> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new AttendanceUnreachable(
            m.EditionId, m.PersonId, m.AttendedMinutes, m.ReachableMinutes, m.PlannedMinutes, m.RequiredPercent, context.SourceVersion(), context.RecordedAt()));
    }
}
