using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>Once the edition is over, what is not marked as attended counts as missed.</summary>
public sealed class EditionCompletedConsumer(EventWriter writer) : IConsumer<EditionCompleted>
{
    public Task Consume(ConsumeContext<EditionCompleted> context) => writer.OnceAsync<Course>(
        context, Course.Stream(context.Message.EditionId), (course, _) => course.Complete(context.Message.EditionId));
}
