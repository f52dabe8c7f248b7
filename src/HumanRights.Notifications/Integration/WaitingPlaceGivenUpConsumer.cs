using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class WaitingPlaceGivenUpConsumer(LetterBox box) : IConsumer<Batch<WaitingPlaceGivenUp>>
{
    public Task Consume(ConsumeContext<Batch<WaitingPlaceGivenUp>> context) =>
        box.ReceiveAsync(context, LetterKind.WaitingPlaceGivenUp, PlaceChange.Left, e => new(e.PersonId, e.EditionId, new()));
}
