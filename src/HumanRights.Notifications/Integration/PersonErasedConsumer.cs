using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

/// <summary>What still waits for the person is dropped; what is only heard of later, when Identity does not know them any more.</summary>
public sealed class PersonErasedConsumer(LetterBox box, ErasedPeople erased) : IConsumer<PersonErased>
{
    public async Task Consume(ConsumeContext<PersonErased> context)
    {
        await erased.RememberAsync(context.Message.PersonId, context.CancellationToken);
        await box.ForgetAsync([context.Message.PersonId], context.CancellationToken);
    }
}
