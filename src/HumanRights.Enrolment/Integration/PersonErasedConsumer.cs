using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using Marten;
using MassTransit;

namespace HumanRights.Enrolment.Integration;

/// <summary>
/// An erased person's active registrations are withdrawn, so that their seats serve others; their words and their interest go. Without a
/// note in the inbox: who has left cannot leave again, so a message delivered twice has one effect.
/// </summary>
public sealed class PersonErasedConsumer(IDocumentStore store, RosterDesk desk, EventWriter writer) : IConsumer<PersonErased>
{
    public async Task Consume(ConsumeContext<PersonErased> context)
    {
        var (person, cancellation) = (context.Message.PersonId, context.CancellationToken);
        await using var session = store.LightweightSession();
        var editions = await session.Query<RegistrationView>()
            .Where(r => r.PersonId == person && r.Status != "withdrawn")
            .Select(r => r.EditionId).Distinct().ToListAsync(cancellation);
        foreach (var edition in editions)
        {
            Settled(await desk.DecideAsync(edition, (roster, now) => roster.Leave(person, now), cancellation: cancellation));
        }

        var programmes = await session.Query<EditionView>().Select(e => e.ProgrammeId).Distinct().ToListAsync(cancellation);
        foreach (var programme in programmes)
        {
            Settled(await writer.DecideAsync<Interest>(Interest.Stream(programme), (i, _) => i.WithdrawInterest(person), cancellation: cancellation));
        }

        session.DeleteWhere<AppealText>(t => t.PersonId == person);
        await session.SaveChangesAsync(cancellation);
    }

    private static void Settled<TState>(Outcome<TState> outcome)
    {
        if (outcome.Rejection is { } rejection)
        {
            throw new TimeoutException($"The record was {rejection.Code}; the broker delivers it again.");
        }
    }
}
