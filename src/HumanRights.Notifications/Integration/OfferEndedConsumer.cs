using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class OfferEndedConsumer(LetterBox box) : IConsumer<Batch<OfferEnded>>
{
    public Task Consume(ConsumeContext<Batch<OfferEnded>> context) =>
        box.ReceiveAsync(context, LetterKind.OfferEnded, PlaceChange.None, e => new(e.PersonId, e.EditionId, new()));
}
