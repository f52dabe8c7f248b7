using HumanRights.Assessment.Candidates;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Assessment.Integration;

/// <summary>An erased person begins nothing any more; an attempt still open is closed by its deadline like any other.</summary>
public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<PersonErased>
{
    public Task Consume(ConsumeContext<PersonErased> context) =>
        writer.OnceAsync(context, effects =>
        {
            ErasedPeople.Remember(effects.Session, context.Message.PersonId);
            return effects.OnAsync<Person>(Person.Stream(context.Message.PersonId), (p, _) => p.Decide(context.Message.PersonId));
        });
}
