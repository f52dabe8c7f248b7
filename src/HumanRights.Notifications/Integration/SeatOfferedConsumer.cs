using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class SeatOfferedConsumer(LetterBox box) : IConsumer<Batch<SeatOffered>>
{
    public Task Consume(ConsumeContext<Batch<SeatOffered>> context) =>
        box.ReceiveAsync(context, LetterKind.Offer, PlaceChange.Taken, e => new(e.PersonId, e.EditionId, new() { ExpiresAt = e.ExpiresAt }));
}
