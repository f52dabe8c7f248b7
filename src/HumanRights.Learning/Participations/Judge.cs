using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;

namespace HumanRights.Learning.Participations;

/// <summary>Compares how a person stands with what the course demands. Each verdict is given once.</summary>
public static class Judge
{
    public static Decision Verdict(this Participation participation, Course course) =>
        participation.Active && course is { Prepared: true, Cancelled: false }
            ? Decision.Accept(((object?[])[Attendance(participation, course), Involvement(participation, course)]).OfType<object>())
            : Decision.Nothing;

    private static object? Attendance(Participation p, Course course)
    {
        if (p.AttendanceMet || !course.Confirmed)
        {
            return null;
        }

        var (planned, percent) = (course.PlannedMinutes, course.Requirements.AttendancePercent);
        var (attended, reachable) = (p.Standing.Attended(course), p.Standing.Reachable(course));
        return (Suffices(attended), Suffices(reachable)) switch
        {
            (true, _) => new AttendanceRequirementMet(p.EditionId, p.PersonId, attended, planned, percent),
            (_, false) when !p.AttendanceUnreachable => new AttendanceRequirementUnreachable(p.EditionId, p.PersonId, attended, reachable, planned, percent),
            _ => null,
        };

        bool Suffices(int minutes) => minutes * 100L >= (long)planned * percent;
    }

    private static InvolvementRequirementMet? Involvement(Participation p, Course course) =>
        p.InvolvementMet || p.Points < course.Requirements.InvolvementPoints
            ? null
            : new InvolvementRequirementMet(p.EditionId, p.PersonId, p.Points, course.Requirements.InvolvementPoints);
}
