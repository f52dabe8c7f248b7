using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Courses;

public sealed record RescheduleSessionBody(DateTimeOffset StartsAt, DateTimeOffset EndsAt, OffHours? NotInTheMorning = null);

public static class RescheduleSession
{
    public static Decision Reschedule(this Course course, Guid sessionId, DateTimeOffset startsAt, DateTimeOffset endsAt, OffHours? because)
    {
        (startsAt, endsAt) = (startsAt.InLisbon(), endsAt.InLisbon());
        return course.Sessions.GetValueOrDefault(sessionId) switch
        {
            _ when !course.Prepared => Course.NotPrepared,
            null => Course.NoSuchSession,
            _ when course.Cancelled => Course.EditionIsCancelled,
            { Cancelled: true } => Course.IsCancelled,
            var s when (s.StartsAt, s.EndsAt, s.NotInTheMorning) == (startsAt, endsAt, because) => Decision.Nothing,
            _ when course.Completed => Course.IsCompleted,
            _ when ScheduleSession.BadTimes(startsAt, endsAt) is { } bad => bad,
            var s when course.Clash(s.Id, s.Kind, startsAt, endsAt, because) is { } clash => clash,
            _ => Decision.Accept(new SessionRescheduled(course.EditionId, sessionId, startsAt, endsAt, because)),
        };
    }

    public static Task<Results<Ok<SessionAnswer>, Refusal>> Handle(
        Guid editionId, Guid sessionId, RescheduleSessionBody body, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Course>(
                Course.Stream(editionId), (c, _) => c.Reschedule(sessionId, body.StartsAt, body.EndsAt, body.NotInTheMorning), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ScheduleSession.Answer(o.State, o.State.Sessions[sessionId])));
}
