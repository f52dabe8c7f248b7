using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Courses;

public static class CancelSession
{
    public static Decision Cancel(this Course course, Guid sessionId) => course.Sessions.GetValueOrDefault(sessionId) switch
    {
        _ when !course.Prepared => Course.NotPrepared,
        null => Course.NoSuchSession,
        { Cancelled: true } => Decision.Nothing,
        _ when course.Shut is { } shut => shut,
        _ => Decision.Accept(new SessionCancelled(course.EditionId, sessionId)),
    };

    public static Task<Results<Ok<SessionAnswer>, Refusal>> Handle(Guid editionId, Guid sessionId, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Course>(Course.Stream(editionId), (c, _) => c.Cancel(sessionId), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ScheduleSession.Answer(o.State, o.State.Sessions[sessionId])));
}
