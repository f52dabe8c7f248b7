using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using MassTransit;
using Published = HumanRights.Contracts.Enrolment;

namespace HumanRights.Assessment.Integration;

/// <summary>The tests of a cancelled edition close, none is composed or begun any more, and whoever tries is told why.</summary>
public sealed class EditionCancelledConsumer(EventWriter writer) : IConsumer<Published.EditionCancelled>
{
    public Task Consume(ConsumeContext<Published.EditionCancelled> context) => writer.OnceAsync(context, async effects =>
    {
        var (id, notice) = (context.Message.EditionId, context.Message.Notice);
        await effects.OnAsync<Edition>(Edition.Stream(id), (e, _) => e.Cancel(id, new Text(notice.En, notice.Pt)));
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(id), context.CancellationToken);
        foreach (var test in await writer.TestsOfAsync(edition, context.CancellationToken))
        {
            await effects.OnAsync<ModuleTest>(ModuleTest.Stream(test.Composition!.TestId), (t, now) => t.Close(now));
        }
    });
}
