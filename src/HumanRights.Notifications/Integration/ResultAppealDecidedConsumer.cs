using HumanRights.Contracts.Assessment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class ResultAppealDecidedConsumer(LetterBox box) : IConsumer<Batch<ResultAppealDecided>>
{
    public Task Consume(ConsumeContext<Batch<ResultAppealDecided>> context) => box.ReceiveAsync(
        context, LetterKind.ResultAppealDecided, PlaceChange.None,
        e => new(e.PersonId, e.EditionId, new() { Outcome = Stored.Text(e.Outcome), ModuleNumber = e.ModuleNumber }));
}
