using HumanRights.Contracts.Identity;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class PasswordResetRequestedConsumer(LetterBox box) : IConsumer<Batch<PasswordResetRequested>>
{
    public Task Consume(ConsumeContext<Batch<PasswordResetRequested>> context) =>
        box.ReceiveAsync(context, LetterKind.PasswordReset, PlaceChange.None, e => new(e.PersonId, null, new() { LetterId = e.LetterId }));
}
