using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Learning;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class AttendanceRequirementMetConsumer(EventWriter writer) : IConsumer<AttendanceRequirementMet>
{
    public Task Consume(ConsumeContext<AttendanceRequirementMet> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new AttendanceMet(m.EditionId, m.PersonId, m.AttendedMinutes, m.PlannedMinutes, m.RequiredPercent, context.SourceVersion(), context.RecordedAt()));
    }
}
