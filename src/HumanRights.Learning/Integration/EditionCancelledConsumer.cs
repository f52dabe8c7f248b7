using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>A cancelled edition's course is off, even when that is heard before the course is known.</summary>
public sealed class EditionCancelledConsumer(EventWriter writer) : IConsumer<EditionCancelled>
{
    public Task Consume(ConsumeContext<EditionCancelled> context) => writer.OnceAsync<Course>(
        context, Course.Stream(context.Message.EditionId), (course, _) => course.CallOff(context.Message.EditionId));
}
