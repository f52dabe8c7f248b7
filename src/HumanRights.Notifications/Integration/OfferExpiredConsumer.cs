using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class OfferExpiredConsumer(LetterBox box) : IConsumer<Batch<OfferExpired>>
{
    public Task Consume(ConsumeContext<Batch<OfferExpired>> context) =>
        box.ReceiveAsync(context, LetterKind.OfferExpired, PlaceChange.Left, e => new(e.PersonId, e.EditionId, new()));
}
