using HumanRights.Enrolment.Integration;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <param name="PersonId">Whom the coordination registers.</param>
public sealed record OnBehalfBody(Guid PersonId);

/// <summary>
/// The coordination registers or withdraws a person who cannot do it themselves, by the same rules and with the same refusals. What the rules
/// need to know of the person is asked of the vault.
/// </summary>
public static class OnBehalf
{
    public static async Task<Results<Ok<RegistrationAnswer>, Refusal>> HandleRegister(
        Guid editionId, OnBehalfBody body, EventWriter writer, RosterDesk desk, People people, CancellationToken cancellation)
    {
        IReadOnlyDictionary<Guid, PersonFacts> known;
        try
        {
            known = await people.FactsAsync([body.PersonId], cancellation);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            return new Refusal(VaultAway);
        }

        if (!known.TryGetValue(body.PersonId, out var person))
        {
            return new Refusal(UnknownPerson);
        }

        var registrationId = Guid.CreateVersion7();
        return await desk.DecideAsync(editionId, (r, now) => r.DecideFor(registrationId, person, now), cancellation: cancellation)
            .OfPlannedAsync(editionId, writer, cancellation).RespondAsync(o => TypedResults.Ok(Register.Answer(o.State, body.PersonId)!));
    }

    public static async Task<Results<NoContent, Refusal>> HandleWithdraw(
        Guid editionId, Guid personId, EventWriter writer, RosterDesk desk, CancellationToken cancellation) =>
        await desk.DecideAsync(editionId, (r, now) => r.Leave(personId, now), cancellation: cancellation)
            .OfPlannedAsync(editionId, writer, cancellation).RespondAsync(_ => TypedResults.NoContent());

    /// <summary>Registers a person by what the vault knows of them.</summary>
    internal static Decision DecideFor(this Roster roster, Guid registrationId, PersonFacts person, DateTimeOffset now) =>
        roster.Decide(registrationId, person.Id, person.PublicServant, new Facts(person.Organisation, person.Region, person.Sector), now);

    internal static Rejection UnknownPerson { get; } = Rejection.NotFound(
        new Text("Nobody with this id is known to the platform.", "A plataforma não conhece ninguém com este identificador."));

    internal static Rejection VaultAway { get; } = new(
        "vault-unavailable",
        new Text("The vault of people does not answer at the moment, and the rules need to know who this is.", "O cofre de pessoas não responde neste momento, e as regras precisam de saber de quem se trata."),
        new Text("Nothing was changed: send the same request again in a moment.", "Nada foi alterado: envie o mesmo pedido dentro de momentos."), RejectionKind.Busy);
}
