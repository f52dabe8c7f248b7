using HumanRights.EventSourcing;

namespace HumanRights.Learning.Courses;

/// <summary>What Enrolment's events do to a course; they may come in any order and more than once.</summary>
public static class PrepareCourse
{
    public static Decision Prepare(this Course course, CoursePrepared prepared) => course.Prepared ? Decision.Nothing : Decision.Accept(prepared);

    public static Decision Complete(this Course course, Guid editionId) => course.Completed ? Decision.Nothing : Decision.Accept(new CourseCompleted(editionId));

    public static Decision CallOff(this Course course, Guid editionId) => course.Cancelled ? Decision.Nothing : Decision.Accept(new CourseCancelled(editionId));
}
