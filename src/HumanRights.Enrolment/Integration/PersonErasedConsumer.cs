using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Enrolment.Integration;

/// <summary>Forgets an erased person, at once and again when their last access token has expired. Without a note in the inbox: a repeat does nothing.</summary>
public sealed class PersonErasedConsumer(Forgetting forgetting, ErasedPeople erased) : IConsumer<PersonErased>
{
    public async Task Consume(ConsumeContext<PersonErased> context)
    {
        await erased.RememberAsync(context.Message.PersonId, context.CancellationToken);
        await forgetting.RepeatLaterAsync(context.Message.PersonId, context.CancellationToken);
        await forgetting.ForgetAsync(context.Message.PersonId, context.CancellationToken);
    }
}
