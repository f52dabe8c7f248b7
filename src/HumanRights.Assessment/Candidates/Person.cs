using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Candidates;

/// <summary>The vault erased the person: the id begins nothing here any more. What it did stays, without a name.</summary>
public sealed record PersonForgotten(Guid PersonId);

public sealed record Person(bool Forgotten) : IState<Person>
{
    public static Person Initial { get; } = new(false);

    public static string Stream(Guid personId) => $"person-{personId:N}";

    public Person Apply(object @event) => @event is PersonForgotten ? new Person(true) : this;
}

public static class Forget
{
    public static Decision Decide(this Person person, Guid personId) => person.Forgotten ? Decision.Nothing : Decision.Accept(new PersonForgotten(personId));
}
