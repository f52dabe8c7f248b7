using HumanRights.Assessment.Candidates;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Assessment.Integration;

/// <summary>Who gave the seat up begins no further attempt; attempts already begun stand.</summary>
public sealed class SeatGivenUpConsumer(EventWriter writer) : IConsumer<SeatGivenUp>
{
    public Task Consume(ConsumeContext<SeatGivenUp> context)
    {
        var (edition, person) = (context.Message.EditionId, context.Message.PersonId);
        return writer.OnceAsync<Candidate>(context, Candidate.Stream(edition, person), (c, _) => c.GiveUp(edition, person, context.SourceVersion()));
    }
}
