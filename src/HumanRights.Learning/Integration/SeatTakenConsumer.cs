using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Participations;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>Who has a seat takes part, even before the course is known.</summary>
public sealed class SeatTakenConsumer(EventWriter writer) : IConsumer<SeatTaken>
{
    public Task Consume(ConsumeContext<SeatTaken> context)
    {
        var e = context.Message;
        return writer.OnceAsync<Participation>(
            context, Participation.Stream(e.EditionId, e.PersonId), (p, _) => p.Join(e.EditionId, e.PersonId, e.RegistrationId, context.SourceVersion()));
    }
}
