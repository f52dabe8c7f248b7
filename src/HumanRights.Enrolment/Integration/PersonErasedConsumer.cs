using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using Marten;
using MassTransit;

namespace HumanRights.Enrolment.Integration;

/// <summary>
/// An erased person's active registrations are withdrawn, so that their seats serve others. Without a note in the inbox: who has left
/// cannot leave again, so a message delivered twice has one effect.
/// </summary>
public sealed class PersonErasedConsumer(IDocumentStore store, RosterDesk desk) : IConsumer<PersonErased>
{
    public async Task Consume(ConsumeContext<PersonErased> context)
    {
        await using var session = store.QuerySession();
        var editions = await session.Query<RegistrationView>()
            .Where(r => r.PersonId == context.Message.PersonId && r.Status != "withdrawn")
            .Select(r => r.EditionId).Distinct().ToListAsync(context.CancellationToken);
        foreach (var edition in editions)
        {
            var outcome = await desk.DecideAsync(edition, (roster, _) => roster.Leave(context.Message.PersonId), cancellation: context.CancellationToken);
            if (outcome.Rejection is { } rejection)
            {
                throw new TimeoutException($"The roster was {rejection.Code}; the broker delivers it again.");
            }
        }
    }
}
