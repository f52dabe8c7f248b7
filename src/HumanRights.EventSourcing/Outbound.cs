namespace HumanRights.EventSourcing;

/// <summary>What the relay knows about a stored event besides its data.</summary>
public sealed record EventFacts(Guid Id, string Stream, DateTimeOffset RecordedAt);

/// <summary>
/// A service's answer, for every one of its domain events, to "what do other services hear of this?". Every event is
/// either mapped or declared private: one that is neither cannot be appended, so it can never halt the relay later.
/// </summary>
public sealed class Outbound
{
    private readonly Dictionary<Type, Func<object, EventFacts, IReadOnlyList<object>>> maps = [];

    public Outbound Publish<TEvent>(Func<TEvent, object> map) where TEvent : notnull => Publish<TEvent>((e, _) => [map(e)]);

    public Outbound Publish<TEvent>(Func<TEvent, EventFacts, IReadOnlyList<object>> map) where TEvent : notnull
    {
        maps.Add(typeof(TEvent), (data, facts) => map((TEvent)data, facts));
        return this;
    }

    public Outbound Private<TEvent>() where TEvent : notnull
    {
        maps.Add(typeof(TEvent), static (_, _) => []);
        return this;
    }

    public IReadOnlyCollection<Type> KnownEvents => maps.Keys;

    /// <summary>The integration events that <paramref name="data"/> becomes; throws when nobody has said.</summary>
    public IReadOnlyList<object> Map(object data, EventFacts facts) =>
        maps.TryGetValue(data.GetType(), out var map)
            ? map(data, facts)
            : throw new UnmappedEventException(data.GetType());
}

/// <summary>A domain event that the service's outbound map neither publishes nor keeps private.</summary>
public sealed class UnmappedEventException(Type type)
    : InvalidOperationException($"{type.Name} is neither published nor private: name it in Outbound.cs.");
