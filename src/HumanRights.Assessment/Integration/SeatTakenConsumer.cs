using HumanRights.Assessment.Candidates;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Assessment.Integration;

/// <summary>Who has a seat may take the edition's tests.</summary>
public sealed class SeatTakenConsumer(EventWriter writer) : IConsumer<SeatTaken>
{
    public Task Consume(ConsumeContext<SeatTaken> context)
    {
        var (edition, person) = (context.Message.EditionId, context.Message.PersonId);
        return writer.OnceAsync<Candidate>(context, Candidate.Stream(edition, person), (c, _) => c.Take(edition, person, context.SourceVersion()));
    }
}
