using System.Text.Json;
using HumanRights.EventSourcing;
using Shouldly;

namespace HumanRights.TestKit;

/// <summary>Given events, when a command is decided, then events or a rejection: no store, no clock, no mock.</summary>
public static class Spec
{
    public static Given<TState> Given<TState>(params object[] events) where TState : IState<TState> =>
        new(events.Aggregate(TState.Initial, (state, e) => state.Apply(e)));
}

public sealed class Given<TState>(TState state) where TState : IState<TState>
{
    public TState State => state;

    public Decided When(Func<TState, Decision> decide) => new(decide(state));

    /// <summary>Decides, applies what was decided, and decides again: a repeated command must add nothing.</summary>
    public void ThenARepeatAddsNothing(Func<TState, Decision> decide)
    {
        var once = decide(state).Events.Aggregate(state, (s, e) => s.Apply(e));
        decide(once).Events.ShouldBeEmpty();
    }
}

public sealed class Decided(Decision decision)
{
    public void Then(params object[] events)
    {
        decision.Rejection.ShouldBeNull();
        Same(decision.Events, events);
    }

    public void ThenNothing() => Then();

    public void ThenRejected(string code, params object[] onRecord)
    {
        var rejection = decision.Rejection.ShouldNotBeNull();
        rejection.Code.ShouldBe(code);
        rejection.Reason.En.ShouldNotBeNullOrWhiteSpace();
        rejection.Reason.Pt.ShouldNotBeNullOrWhiteSpace();
        Same(decision.Events, onRecord);
    }

    // Records compare their lists by reference; what is stored is what has to be the same.
    private static void Same(IReadOnlyList<object> actual, object[] expected) => Written(actual).ShouldBe(Written(expected));

    private static string[] Written(IEnumerable<object> events) => [.. events.Select(e => $"{e.GetType().Name} {JsonSerializer.Serialize(e)}")];
}
