using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Assessment.Attempts;

/// <summary>
/// The save path of open attempts: what participants save and hand in is decided at one desk, so that those who answer at the same moment share a commit. Any
/// number of replicas may have one: each batch first takes the locks on its attempts' rows. Whatever else befalls an attempt (it begins, its time is over, its
/// result is released) goes its own way to the same streams, and waits for those locks.
/// </summary>
public sealed class AnswerDesk(DeskTools tools, DeskLimits limits) : IHostedLifecycleService
{
    private readonly Desk<Attempt> desk = new(tools, limits);

    /// <inheritdoc cref="Desk{TState}.DecideAsync"/>
    public Task<Outcome<Attempt>> DecideAsync(
        string stream, Func<Attempt, DateTimeOffset, Decision> decide, Action<IDocumentSession>? alongside = null, CancellationToken cancellation = default) =>
        desk.DecideAsync(stream, decide, alongside, cancellation);

    /// <summary>The attempt as committed now, by whichever replica.</summary>
    public Task<Versioned<Attempt>> ReadAsync(string stream, CancellationToken cancellation) => desk.ReadAsync(stream, cancellation);

    /// <summary>Last of all: until Kestrel has stopped, answers still come in that are to be saved.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => desk.CloseAsync().WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
