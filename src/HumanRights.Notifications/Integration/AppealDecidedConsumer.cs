using HumanRights.Contracts.Enrolment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class AppealDecidedConsumer(LetterBox box) : IConsumer<Batch<AppealDecided>>
{
    public Task Consume(ConsumeContext<Batch<AppealDecided>> context) =>
        box.ReceiveAsync(context, LetterKind.AppealDecided, PlaceChange.None, e => new(e.PersonId, e.EditionId, new() { Outcome = Stored.Text(e.Outcome) }));
}
