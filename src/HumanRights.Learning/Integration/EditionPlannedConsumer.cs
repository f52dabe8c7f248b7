using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>A planned edition has a course, with what the edition froze.</summary>
public sealed class EditionPlannedConsumer(EventWriter writer) : IConsumer<EditionPlanned>
{
    public Task Consume(ConsumeContext<EditionPlanned> context)
    {
        var e = context.Message;
        var prepared = new CoursePrepared(
            e.EditionId, e.Number, Text(e.Title), e.Hours,
            [.. e.Modules.Select(m => new CourseModule(m.Number, Text(m.Title), m.Hours, m.ContributingEntities))],
            new Requirements(e.Thresholds.AttendancePercent, e.Thresholds.InvolvementPoints));
        return writer.OnceAsync<Course>(context, Course.Stream(e.EditionId), (course, _) => course.Prepare(prepared));
    }

    private static Text Text(Title title) => new(title.En, title.Pt);
}
