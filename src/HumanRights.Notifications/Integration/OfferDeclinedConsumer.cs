using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class OfferDeclinedConsumer(LetterBox box) : IConsumer<Batch<OfferDeclined>>
{
    public Task Consume(ConsumeContext<Batch<OfferDeclined>> context) =>
        box.ReceiveAsync(context, LetterKind.OfferDeclined, PlaceChange.Left, e => new(e.PersonId, e.EditionId, new()));
}
