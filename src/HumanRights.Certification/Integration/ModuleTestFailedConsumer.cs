using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Assessment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class ModuleTestFailedConsumer(EventWriter writer) : IConsumer<ModuleTestFailed>
{
    public Task Consume(ConsumeContext<ModuleTestFailed> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new TestFailed(
            m.EditionId, m.PersonId, m.ModuleNumber, m.AttemptId, m.ScorePercent, m.PassMarkPercent, context.SourceVersion(), context.RecordedAt()));
    }
}
