using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Courses;

/// <summary>The schedule attendance is judged by. <paramref name="Confirmed"/> ends when a session is added, cancelled or gets another length.</summary>
public sealed record ScheduleAnswer(Guid EditionId, bool Confirmed, int Sessions, int PlannedMinutes);

/// <summary>
/// Whether attendance suffices is only certain once no session is to come that nobody knows of. So the coordination
/// confirms the schedule, and until then, and after every change of its minutes, nobody's attendance is judged.
/// </summary>
public static class ConfirmSchedule
{
    public static Decision Confirm(this Course course) => course switch
    {
        { Prepared: false } => Course.NotPrepared,
        { Cancelled: true } => Course.EditionIsCancelled,
        { Confirmed: true } => Decision.Nothing,
        { PlannedMinutes: 0 } => new Rejection(
            "schedule-empty", new Text("No session is scheduled.", "Não há sessões agendadas."), new Text("Schedule the sessions first.", "Agende primeiro as sessões.")),
        _ => Decision.Accept(new ScheduleConfirmed(course.EditionId, course.Planned.Count(), course.PlannedMinutes)),
    };

    public static Task<Results<Ok<ScheduleAnswer>, Refusal>> Handle(Guid editionId, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Course>(Course.Stream(editionId), (c, _) => c.Confirm(), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(new ScheduleAnswer(editionId, o.State.Confirmed, o.State.Planned.Count(), o.State.PlannedMinutes)));
}
