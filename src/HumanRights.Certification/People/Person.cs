using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Certification.People;

/// <summary>The vault has forgotten the person. What was certified stays so, without a name; nothing more is certified.</summary>
public sealed record PersonErased(Guid PersonId);

public sealed record Person(bool Erased) : IState<Person>
{
    public static Person Initial { get; } = new(false);

    public static string Stream(Guid personId) => $"person-{personId:N}";

    public Person Apply(object @event) => @event is PersonErased ? new Person(true) : this;

    public Decision Erase(Guid personId) => Erased ? Decision.Nothing : Decision.Accept(new PersonErased(personId));
}

public static class PersonModule
{
    public static void AddPeople(this StoreOptions store) => store.Events.MapEventType<PersonErased>("person-erased");
}
