using System.Diagnostics;
using JasperFx.Events;
using Marten;

namespace HumanRights.EventSourcing;

/// <summary>One caller's command on its way through a desk.</summary>
/// <param name="stream">What it is about.</param>
/// <param name="decide">Pure: state and now in, events or a rejection out; may run more than once.</param>
/// <param name="alongside">Rows that must be written in the same transaction; only when events are appended. May run more than once.</param>
/// <param name="origin">Taken where the command came in.</param>
/// <param name="cancellation">Cancels before the decision; after it the outcome stands.</param>
public sealed class DeskCommand<TState>(
    string stream, Func<TState, DateTimeOffset, Decision> decide, Action<IDocumentSession>? alongside, Origin origin, CancellationToken cancellation)
    where TState : IState<TState>
{
    private readonly TaskCompletionSource<Outcome<TState>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long since = Stopwatch.GetTimestamp();
    private Outcome<TState>? outcome;
    private Exception? failure;

    /// <summary>Known once what was decided is committed, or cannot be.</summary>
    public Task<Outcome<TState>> Outcome => answer.Task;

    /// <summary>The next of several that are decided together.</summary>
    public DeskCommand<TState>? Next { get; set; }

    public string Stream => stream;

    public Origin Origin => origin;

    public void Refuse(Rejection rejection) => answer.TrySetResult(new Outcome<TState>(TState.Initial, 0, [], rejection));

    /// <summary>False when its caller has gone, or has waited too long and is told so.</summary>
    internal bool IsStillWanted(TimeSpan patience)
    {
        if (cancellation.IsCancellationRequested)
        {
            answer.TrySetCanceled(cancellation);
            return false;
        }

        if (Stopwatch.GetElapsedTime(since) > patience)
        {
            Refuse(DeskRefusals.Busy);
            return false;
        }

        return true;
    }

    /// <summary>Decides on the state and adds what is to be saved; a decider or a map that throws is this command's failure alone.</summary>
    internal Versioned<TState> Decide(Versioned<TState> found, DateTimeOffset now, Func<object, IEvent> stamp, List<IEvent> events, IDocumentSession session)
    {
        (outcome, failure) = (null, null);
        try
        {
            var decision = decide(found.State, now);
            IEvent[] stamped = [.. decision.Events.Select(stamp)];
            var after = new Versioned<TState>(decision.Events.Aggregate(found.State, (state, e) => state.Apply(e)), found.Version + stamped.Length);
            outcome = new Outcome<TState>(after.State, after.Version, decision.Events, decision.Rejection);
            events.AddRange(stamped);
        }
        catch (Exception e)
        {
            failure = e;
            return found;
        }

        if (outcome.Events.Count > 0)
        {
            alongside?.Invoke(session);
        }

        return new Versioned<TState>(outcome.State, outcome.Version);
    }

    internal void Answer()
    {
        if (failure is not null)
        {
            answer.TrySetException(failure);
        }
        else
        {
            answer.TrySetResult(outcome!);
        }
    }

    internal void Fail(Exception e) => answer.TrySetException(e);
}
