using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.Learning.Participations;
using HumanRights.Learning.Views;
using Marten;
using MassTransit;

namespace HumanRights.Learning.Integration;

/// <summary>
/// An erased person's participations end for good. There is no text to remove: what they wrote as feedback is linked to
/// nobody, and reasons are codes. A seat not heard of yet is given up by Enrolment itself.
/// </summary>
public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<PersonErased>
{
    public Task Consume(ConsumeContext<PersonErased> context) => writer.OnceAsync(context, async effects =>
    {
        var person = context.Message.PersonId;
        ErasedPeople.Remember(effects.Session, person);
        var memberships = await effects.Session.Query<Membership>().Where(m => m.PersonId == person).ToListAsync(context.CancellationToken);
        foreach (var membership in memberships)
        {
            await effects.OnAsync<Participation>(membership.Id, (p, _) => p.Erase(membership.EditionId, person));
        }
    });
}
