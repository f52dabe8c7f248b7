using HumanRights.EventSourcing;
using HumanRights.Identity.People;
using Marten;
using Contract = HumanRights.Contracts.Identity;

namespace HumanRights.Identity;

/// <summary>Identity's events: their names in storage, and what other services hear of them.</summary>
static class Events
{
    public static Outbound Outbound => new Outbound()
        .Publish<PersonErased>(e => new Contract.PersonErased(e.PersonId))
        .Publish<EmailConfirmationRequested>(e => new Contract.EmailConfirmationRequested(e.PersonId, e.LetterId))
        .Publish<PasswordResetRequested>(e => new Contract.PasswordResetRequested(e.PersonId, e.LetterId));

    public static void Register(StoreOptions store)
    {
        store.Events.MapEventType<PersonErased>("person-erased");
        store.Events.MapEventType<EmailConfirmationRequested>("email-confirmation-requested");
        store.Events.MapEventType<PasswordResetRequested>("password-reset-requested");
    }
}
