using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Assessment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public sealed class ModuleTestPassedConsumer(EventWriter writer) : IConsumer<ModuleTestPassed>
{
    public Task Consume(ConsumeContext<ModuleTestPassed> context)
    {
        var m = context.Message;
        return writer.RecordAsync(context, new TestPassed(
            m.EditionId, m.PersonId, m.ModuleNumber, m.AttemptId, m.ScorePercent, m.PassMarkPercent, context.SourceVersion(), context.RecordedAt()));
    }
}
