using HumanRights.Certification.People;
using HumanRights.EventSourcing;
using MassTransit;
using Published = HumanRights.Contracts.Identity;

namespace HumanRights.Certification.Integration;

public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<Published.PersonErased>
{
    public Task Consume(ConsumeContext<Published.PersonErased> context) =>
        writer.OnceAsync(context, effects =>
        {
            ErasedPeople.Remember(effects.Session, context.Message.PersonId);
            return effects.OnAsync<Person>(Person.Stream(context.Message.PersonId), (person, _) => person.Erase(context.Message.PersonId));
        });
}
