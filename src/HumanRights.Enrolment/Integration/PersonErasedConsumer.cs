using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using Marten;
using MassTransit;

namespace HumanRights.Enrolment.Integration;

/// <summary>An erased person's active registrations are withdrawn, so that their seats serve others.</summary>
public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<PersonErased>
{
    public Task Consume(ConsumeContext<PersonErased> context) => writer.OnceAsync(context, async effects =>
    {
        var editions = await effects.Session.Query<RegistrationView>()
            .Where(r => r.PersonId == context.Message.PersonId && r.Status != "withdrawn")
            .Select(r => r.EditionId).Distinct().ToListAsync(context.CancellationToken);
        foreach (var edition in editions)
        {
            await effects.OnAsync<Roster>(Roster.Stream(edition), (roster, _) => roster.Leave(context.Message.PersonId));
        }
    });
}
