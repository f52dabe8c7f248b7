using System.Security.Claims;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

/// <summary>An attempt ends once: handed in by the participant, or closed by the service when its time, extended or not, is over.</summary>
public static class EndAttempt
{
    public static Decision Submit(this Attempt attempt, DateTimeOffset now) => attempt switch
    {
        { Start: null } => Attempt.Unknown,
        { Status: AttemptStatus.Submitted } => Decision.Nothing,
        _ when !attempt.IsOpenAt(now) => attempt.Over,
        _ => Decision.Accept(new AttemptSubmitted(attempt.Start.AttemptId, attempt.Digest(), now)),
    };

    /// <summary>Asked too early it changes nothing: it is asked again when it is due.</summary>
    public static Decision CloseWhenDue(this Attempt attempt, bool testClosedEarly, DateTimeOffset now) => attempt switch
    {
        { Start: null } or { Status: not AttemptStatus.Open } => Decision.Nothing,
        _ when now >= attempt.DeadlineAt => Decision.Accept(new AttemptClosed(attempt.Start.AttemptId, ClosingReason.Deadline, attempt.Digest(), now)),
        _ when testClosedEarly => Decision.Accept(new AttemptClosed(attempt.Start.AttemptId, ClosingReason.TestClosed, attempt.Digest(), now)),
        _ => Decision.Nothing,
    };

    /// <summary>What an allowance gives to an attempt that is open: more time, never less.</summary>
    public static Decision Extend(this Attempt attempt, ModuleTest test, DateTimeOffset now) =>
        attempt.IsOpenAt(now) && attempt.Start is { } start && test.DeadlineFor(start.PersonId, start.StartedAt) is var deadline && deadline > attempt.DeadlineAt
            ? Decision.Accept(new DeadlineExtended(start.AttemptId, deadline, test.ExtraMinutesFor(start.PersonId)))
            : Decision.Nothing;

    public static async Task<Results<Ok<AttemptAnswer>, Refusal>> Handle(
        Guid testId, int number, ClaimsPrincipal caller, AnswerDesk desk, EventWriter writer, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        return await desk.DecideAsync(Attempt.Stream(testId, caller.PersonId(), number), (a, now) => a.Submit(now), cancellation: cancellation)
            .ShowAsync(store, test.Composition!, clock, cancellation);
    }
}
