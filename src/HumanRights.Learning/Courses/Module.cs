using HumanRights.EventSourcing;
using HumanRights.Learning.Views;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Courses;

public static class CourseModuleSetup
{
    public static void AddCourses(this StoreOptions store)
    {
        store.Events.MapEventType<CoursePrepared>("course-prepared");
        store.Events.MapEventType<SessionScheduled>("session-scheduled");
        store.Events.MapEventType<SessionRescheduled>("session-rescheduled");
        store.Events.MapEventType<SessionCancelled>("session-cancelled");
        store.Events.MapEventType<ScheduleConfirmed>("schedule-confirmed");
        store.Events.MapEventType<CourseCompleted>("course-completed");
        store.Events.MapEventType<CourseCancelled>("course-cancelled");
        store.Events.MapEventType<FeedbackClosed>("feedback-closed");
    }

    public static void MapCourses(this RouteGroupBuilder courses)
    {
        courses.MapGet("/", CourseList.Handle)
            .WithName("ListCourses").WithSummary("All courses, newest first, with what is planned.");
        courses.MapGet("/{editionId:guid}", CourseList.HandleOne)
            .WithName("GetCourse").WithSummary("One course with its modules and requirements.");
        courses.MapGet("/{editionId:guid}/sessions", Sessions)
            .WithName("ListSessions").WithSummary("A course's sessions in order of time, in the time of Lisbon; cancelled ones too.");
        courses.MapPost("/{editionId:guid}/sessions", ScheduleSession.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(ScheduleSession)).WithSummary("Schedules a webinar or a class.");
        courses.MapPost("/{editionId:guid}/sessions/{sessionId:guid}/reschedule", RescheduleSession.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(RescheduleSession)).WithSummary("Moves a session.");
        courses.MapPost("/{editionId:guid}/sessions/{sessionId:guid}/cancel", CancelSession.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(CancelSession)).WithSummary("Cancels a session; its minutes are planned no more.");
        courses.MapPost("/{editionId:guid}/schedule/confirm", ConfirmSchedule.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(ConfirmSchedule)).WithSummary("Confirms the schedule, so that attendance can be judged by it.");
    }

    private static async Task<Results<Ok<Page<SessionAnswer>>, Refusal>> Sessions(Guid editionId, EventWriter writer, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        return course.Prepared
            ? TypedResults.Ok(new Page<SessionAnswer>(
                [.. course.Sessions.Values.OrderBy(s => s.StartsAt).ThenBy(s => s.Id).Select(s => ScheduleSession.Answer(course, s))], null))
            : new Refusal(Course.NotPrepared);
    }
}
