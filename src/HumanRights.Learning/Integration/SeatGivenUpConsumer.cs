using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Learning.Participations;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>Who gave up the seat takes part no more; heard before the seat was taken, it keeps that from having an effect.</summary>
public sealed class SeatGivenUpConsumer(EventWriter writer) : IConsumer<SeatGivenUp>
{
    public Task Consume(ConsumeContext<SeatGivenUp> context)
    {
        var e = context.Message;
        return writer.OnceAsync<Participation>(
            context, Participation.Stream(e.EditionId, e.PersonId), (p, _) => p.Leave(e.EditionId, e.PersonId, context.SourceVersion()));
    }
}
