using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>What is right, and the author's explanation, shown with the released result.</summary>
/// <param name="Correct">Ids of the right options.</param>
/// <param name="Explanation">Why, in both languages.</param>
public sealed record AnswerKey(IReadOnlyList<string> Correct, Text? Explanation);

public sealed record ItemKey(Guid ItemId, int Version, AnswerKey Key);

/// <summary>A test's keys, sealed when it was composed; composing it anew before it opens seals new ones.</summary>
public sealed record KeySealed(Guid TestId, IReadOnlyList<ItemKey> Keys);

/// <summary>
/// A test's keys have a stream of their own, so that nothing that serves an open attempt can load them by reading what it needs.
/// </summary>
public sealed record TestKey(IReadOnlyList<ItemKey> Keys) : IState<TestKey>
{
    public static TestKey Initial { get; } = new([]);

    public static string Stream(Guid testId) => $"key-{testId:N}";

    public TestKey Apply(object @event) => @event is KeySealed e ? new TestKey(e.Keys) : this;
}
