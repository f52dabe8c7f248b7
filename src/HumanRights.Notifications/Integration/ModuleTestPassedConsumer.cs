using HumanRights.Contracts.Assessment;
using HumanRights.Notifications.Letters;
using MassTransit;

namespace HumanRights.Notifications.Integration;

public sealed class ModuleTestPassedConsumer(LetterBox box) : IConsumer<Batch<ModuleTestPassed>>
{
    /// <summary>Passed or failed, points and reasons are read on the platform: a letter may be seen by others.</summary>
    public Task Consume(ConsumeContext<Batch<ModuleTestPassed>> context) =>
        box.ReceiveAsync(context, LetterKind.ResultReleased, PlaceChange.None, e => new(e.PersonId, e.EditionId, new() { ModuleNumber = e.ModuleNumber }));
}
