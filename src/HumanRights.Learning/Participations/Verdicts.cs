using System.Diagnostics;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Views;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using Npgsql;

namespace HumanRights.Learning.Participations;

/// <summary>
/// Judges after the fact. Whether a requirement is met depends on two streams, a person's and the course's; each command
/// writes one of them, and whatever it committed is followed here by a judgement on both as they then stand. So no
/// order of commands, and no crash between two of them, leaves a verdict out; and each is given once however often it is judged.
/// </summary>
public sealed partial class Verdicts(IServiceProvider services, ILogger<Verdicts> log) : ISubscription
{
    /// <summary>Part of the progress row's key.</summary>
    public const string SubscriptionName = "verdicts";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        var causes = page.Events.SelectMany(Concerned).GroupBy(c => c.Edition);
        foreach (var edition in causes)
        {
            await JudgeAsync(edition.Key, [.. edition], cancellationToken);
        }

        return NullChangeListener.Instance;
    }

    /// <summary>Whom an event may bring a verdict; without a person, everybody in the edition.</summary>
    private static IEnumerable<Cause> Concerned(IEvent e) => e.Data switch
    {
        ParticipationBegun d => [new Cause(d.EditionId, d.PersonId, e)],
        AttendanceMarked d => [new Cause(d.EditionId, d.PersonId, e)],
        InvolvementCredited d => [new Cause(d.EditionId, d.PersonId, e)],
        CoursePrepared d => [new Cause(d.EditionId, null, e)],
        ScheduleConfirmed d => [new Cause(d.EditionId, null, e)],
        CourseCompleted d => [new Cause(d.EditionId, null, e)],
        _ => [],
    };

    private async Task JudgeAsync(Guid editionId, IReadOnlyList<Cause> causes, CancellationToken stopping)
    {
        // Asked for here and not in the constructor: the store is made of its subscriptions, the writer of the store.
        var writer = services.GetRequiredService<EventWriter>();
        var members = causes.FirstOrDefault(c => c.Person is null) is { } everybody
            ? (await TryUntilDoneAsync(() => MembersAsync(editionId, stopping), stopping)).Select(m => new Cause(editionId, m, everybody.Event))
            : causes;
        foreach (var cause in members.Concat(causes.Where(c => c.Person is not null)).DistinctBy(c => c.Person))
        {
            using var activity = Relay.Source.StartActivity("judge", ActivityKind.Internal, cause.Event.GetHeader(EventHeaders.TraceParent)?.ToString());
            await TryUntilDoneAsync(async () =>
            {
                var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), stopping);
                var outcome = await writer.DecideAsync<Participation>(
                    Participation.Stream(editionId, cause.Person!.Value), (p, _) => p.Verdict(course), cancellation: stopping);
                return outcome.Rejection is { } busy ? throw new TimeoutException(busy.Code) : outcome;
            }, stopping);
        }
    }

    private async Task<IReadOnlyList<Guid?>> MembersAsync(Guid editionId, CancellationToken cancellation)
    {
        await using var session = services.GetRequiredService<IDocumentStore>().QuerySession();
        return [.. (await session.Query<Membership>().Where(m => m.EditionId == editionId).ToListAsync(cancellation)).Select(m => (Guid?)m.PersonId)];
    }

    /// <summary>A database that is away is waited for here: a page that throws leaves its shard dead until the watchdog finds it.</summary>
    private async Task<T> TryUntilDoneAsync<T>(Func<Task<T>> attempt, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (!stopping.IsCancellationRequested && (e is TimeoutException || e.GetBaseException() is NpgsqlException { IsTransient: true }))
            {
                LogWaiting(log, e.GetType().Name);
                await Task.Delay(Pause, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A verdict has to wait: {Failure}")]
    private static partial void LogWaiting(ILogger log, string failure);

    private sealed record Cause(Guid Edition, Guid? Person, IEvent Event);
}
