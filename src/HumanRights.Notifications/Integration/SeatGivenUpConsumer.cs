using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class SeatGivenUpConsumer(LetterBox box) : IConsumer<Batch<SeatGivenUp>>
{
    public Task Consume(ConsumeContext<Batch<SeatGivenUp>> context) =>
        box.ReceiveAsync(context, LetterKind.SeatGivenUp, PlaceChange.Left, e => new(e.PersonId, e.EditionId, new()));
}
