using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class SeatTakenConsumer(LetterBox box) : IConsumer<Batch<SeatTaken>>
{
    public Task Consume(ConsumeContext<Batch<SeatTaken>> context) =>
        box.ReceiveAsync(context, LetterKind.Seat, PlaceChange.Taken, e => new(e.PersonId, e.EditionId, new() { Route = Stored.Text(e.Route) }));
}
