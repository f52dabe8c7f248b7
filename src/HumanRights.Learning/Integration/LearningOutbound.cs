using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using Published = HumanRights.Contracts.Learning;

namespace HumanRights.Learning.Integration;

public static class LearningOutbound
{
    public static Outbound Map { get; } = new Outbound()
        .Private<CoursePrepared>()
        .Publish<SessionScheduled>(e => new Published.SessionScheduled(e.EditionId, e.SessionId, Kind(e.Kind), e.ModuleNumber, e.StartsAt, e.EndsAt))
        .Private<SessionRescheduled>()
        .Private<SessionCancelled>()
        .Private<ScheduleConfirmed>()
        .Private<CourseCompleted>()
        .Private<CourseCancelled>()
        .Publish<FeedbackClosed>((e, _) => e.Average is { } average ? [new Published.FeedbackSummarised(e.EditionId, e.Answers, average)] : [])
        .Private<ParticipationBegun>()
        .Private<ParticipationEnded>()
        .Private<AttendanceMarked>()
        .Private<InvolvementCredited>()
        .Publish<AttendanceRequirementMet>(e => new Published.AttendanceRequirementMet(
            e.EditionId, e.PersonId, e.AttendedMinutes, e.PlannedMinutes, e.RequiredPercent))
        .Publish<AttendanceRequirementUnreachable>(e => new Published.AttendanceRequirementUnreachable(
            e.EditionId, e.PersonId, e.AttendedMinutes, e.ReachableMinutes, e.PlannedMinutes, e.RequiredPercent))
        .Publish<InvolvementRequirementMet>(e => new Published.InvolvementRequirementMet(e.EditionId, e.PersonId, e.Points, e.RequiredPoints))
        .Private<FeedbackBegun>()
        .Private<FeedbackGiven>();

    private static string Kind(SessionKind kind) => kind switch
    {
        SessionKind.OpeningWebinar => "opening-webinar",
        SessionKind.ClosingWebinar => "closing-webinar",
        _ => "class",
    };
}
