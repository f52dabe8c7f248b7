using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class PlacedOnWaitingListConsumer(LetterBox box) : IConsumer<Batch<PlacedOnWaitingList>>
{
    public Task Consume(ConsumeContext<Batch<PlacedOnWaitingList>> context) =>
        box.ReceiveAsync(context, LetterKind.WaitingPlace, PlaceChange.Taken, e => new(e.PersonId, e.EditionId, new() { Position = e.Position }));
}
