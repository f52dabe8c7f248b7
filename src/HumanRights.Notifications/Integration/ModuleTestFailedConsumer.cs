using HumanRights.Contracts.Assessment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class ModuleTestFailedConsumer(LetterBox box) : IConsumer<Batch<ModuleTestFailed>>
{
    /// <summary>Passed or failed, points and reasons are read on the platform: a letter may be seen by others.</summary>
    public Task Consume(ConsumeContext<Batch<ModuleTestFailed>> context) =>
        box.ReceiveAsync(context, LetterKind.ResultReleased, PlaceChange.None, e => new(e.PersonId, e.EditionId, new() { ModuleNumber = e.ModuleNumber }));
}
