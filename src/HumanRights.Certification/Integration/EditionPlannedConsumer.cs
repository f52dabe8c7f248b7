using HumanRights.Certification.Editions;
using HumanRights.Certification.Ledgers;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using Marten;
using MassTransit;
using Edition = HumanRights.Certification.Editions.Edition;
using Module = HumanRights.Certification.Editions.Module;
using Thresholds = HumanRights.Certification.Editions.Thresholds;

namespace HumanRights.Certification.Integration;

/// <summary>The edition's requirements, and then a verdict for every ledger that waited for them.</summary>
public sealed class EditionPlannedConsumer(EventWriter writer, IDocumentStore store) : IConsumer<EditionPlanned>
{
    public async Task Consume(ConsumeContext<EditionPlanned> context)
    {
        var m = context.Message;
        var requirements = new Requirements(
            m.Number, Words(m.Title), m.Hours, [.. m.Modules.Select(module => new Module(module.Number, Words(module.Title), module.Hours))],
            new Thresholds(m.Thresholds.AttendancePercent, m.Thresholds.InvolvementPoints, m.Thresholds.PassMarkPercent));
        await writer.OnceAsync<Edition>(context, Edition.Stream(m.EditionId), (edition, _) => edition.Define(m.EditionId, requirements));
        await writer.FixWaitingAsync(store, m.EditionId, context.CancellationToken);
    }

    private static Text Words(Title title) => new(title.En, title.Pt);
}
