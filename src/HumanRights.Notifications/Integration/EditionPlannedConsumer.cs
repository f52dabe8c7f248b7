using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class EditionPlannedConsumer(LetterBox box) : IConsumer<EditionPlanned>
{
    public Task Consume(ConsumeContext<EditionPlanned> context)
    {
        var e = context.Message;
        return box.PlannedAsync(e.EditionId, e.Number, e.Title.En, e.Title.Pt, context.CancellationToken);
    }
}
