using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Identity.People;

/// <summary>The person's rows were removed. Other services hear it and do their part.</summary>
sealed record PersonErased(Guid PersonId);

/// <summary>What remains of a person after erasure: the knowledge that the id is spent.</summary>
sealed record Erasure(bool Erased) : IState<Erasure>
{
    public static Erasure Initial { get; } = new(false);

    public Erasure Apply(object @event) => @event is PersonErased ? new(true) : this;

    public static string Stream(Guid person) => $"person-{person}";

    public static Decision Decide(Erasure state, Guid person, bool known) =>
        state.Erased ? Decision.Nothing
        : known ? Decision.Accept(new PersonErased(person))
        : Rejection.NotFound(new("No such person is known here.", "Não se conhece aqui tal pessoa."));
}

/// <summary>The right to erasure: the rows go and the event is appended in one transaction, so neither is ever seen without the other.</summary>
static class ErasePerson
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapDelete("/me", (ClaimsPrincipal caller, EventWriter writer, Vault vault, ErasedPeople erased, CancellationToken ct) =>
                Erase(caller.PersonId(), caller, writer, vault, erased, ct))
            .WithName("EraseOwnData").WithSummary("Erases the caller: the vault's rows, sessions and tokens");
        people.MapDelete("/{id:guid}", Erase)
            .WithName("ErasePerson").WithSummary("Erases a person on their request").RequireRole(Roles.Coordinator, Roles.Operator);
    }

    static async Task<Results<NoContent, Refusal>> Erase(
        Guid id, ClaimsPrincipal caller, EventWriter writer, Vault vault, ErasedPeople erased, CancellationToken ct)
    {
        var known = await vault.Knows(id, ct);
        var outcome = await writer.DecideAsync<Erasure>(
            Erasure.Stream(id),
            (state, _) => Erasure.Decide(state, id, known),
            alongside: session => RemoveRows(session, id, caller.SubjectId()),
            cancellation: ct);
        if (outcome.Rejection is { } rejection) return new Refusal(rejection);
        // It is committed, whether or not the caller still waits.
        await erased.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Marten sends these with the append, in its transaction. Credentials, letters and frozen names go with the person; tokens and sessions end.</summary>
    static void RemoveRows(IDocumentSession session, Guid id, string by)
    {
        ErasedPeople.Remember(session, id);
        session.QueueSqlCommand("delete from people where id = ?", id);
        session.QueueSqlCommand("delete from \"OpenIddictTokens\" where \"Subject\" = ?", id.ToString());
        session.QueueSqlCommand("delete from \"OpenIddictAuthorizations\" where \"Subject\" = ?", id.ToString());
        session.QueueSqlCommand(
            "insert into vault_accesses (at, reader, person_id, purpose) values (now(), ?, ?, 'erased')", by, id);
    }
}
