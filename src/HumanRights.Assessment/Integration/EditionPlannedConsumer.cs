using HumanRights.Assessment.Editions;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Assessment.Integration;

/// <summary>Keeps the frozen modules and pass mark that tests are composed from, and who may own their items.</summary>
public sealed class EditionPlannedConsumer(EventWriter writer) : IConsumer<EditionPlanned>
{
    public Task Consume(ConsumeContext<EditionPlanned> context)
    {
        var planned = context.Message;
        var announced = new EditionAnnounced(
            planned.EditionId, planned.ProgrammeId, planned.Number,
            [.. planned.Modules.Select(m => new EditionModule(m.Number, new Text(m.Title.En, m.Title.Pt)) { ContributingEntities = m.ContributingEntities is { Count: > 0 } named ? named : null })],
            planned.Thresholds.PassMarkPercent);
        return writer.OnceAsync<Edition>(context, Edition.Stream(planned.EditionId), (e, _) => e.Hear(announced));
    }
}
