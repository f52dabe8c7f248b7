using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class EditionCancelledConsumer(LetterBox box) : IConsumer<EditionCancelled>
{
    public Task Consume(ConsumeContext<EditionCancelled> context)
    {
        var (e, message) = (context.Message, context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be received once."));
        return box.CancelledAsync(e.EditionId, message, LetterBox.Happened(context), e.Notice.En, e.Notice.Pt, context.CancellationToken);
    }
}
