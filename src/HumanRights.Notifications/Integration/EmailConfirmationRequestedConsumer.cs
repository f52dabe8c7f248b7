using HumanRights.Contracts.Identity;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class EmailConfirmationRequestedConsumer(LetterBox box) : IConsumer<Batch<EmailConfirmationRequested>>
{
    public Task Consume(ConsumeContext<Batch<EmailConfirmationRequested>> context) =>
        box.ReceiveAsync(context, LetterKind.EmailConfirmation, PlaceChange.None, e => new(e.PersonId, null, new() { LetterId = e.LetterId }));
}
