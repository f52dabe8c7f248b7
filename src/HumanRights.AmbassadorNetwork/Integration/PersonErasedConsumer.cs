using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.AmbassadorNetwork.Integration;

/// <summary>An erased person leaves the network, and all words by or about them go; streams, counts and published practices stay.</summary>
public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<PersonErased>
{
    public Task Consume(ConsumeContext<PersonErased> context)
    {
        var personId = context.Message.PersonId;
        return writer.OnceAsync(context, async effects =>
        {
            await effects.OnAsync<Ambassador>(Ambassador.Stream(personId), (a, _) => a.Erase(personId));
            effects.Session.EraseTextsOf(personId);
            ErasedPeople.Remember(effects.Session, personId);
        });
    }
}
