using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <summary>What people wrote in an appeal: a row that can be erased, while the events hold its id.</summary>
/// <param name="Id">The appeal.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">Who appealed.</param>
/// <param name="Code">The refusal.</param>
/// <param name="Words">Why they think it wrong.</param>
/// <param name="LodgedAt">When.</param>
/// <param name="Outcome"><c>open</c>, <c>upheld</c> or <c>reversed</c>.</param>
/// <param name="Reasons">The coordination's.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record AppealText(
    Guid Id, Guid EditionId, Guid PersonId, string Code, string Words, DateTimeOffset LodgedAt, string Outcome = "open", string? Reasons = null, DateTimeOffset? DecidedAt = null);

/// <param name="Code">The refusal, by its code.</param>
/// <param name="Words">Why it should be looked at again.</param>
public sealed record AppealBody([Required, StringLength(60, MinimumLength = 1)] string Code, [Required, StringLength(5_000, MinimumLength = 1)] string Words);

/// <param name="Outcome">Upheld: the refusal stands. Reversed: it does not, and the registration is decided again without it.</param>
/// <param name="Reasons">Shown to the person.</param>
public sealed record DecideAppealBody([Required] AppealOutcome? Outcome, [Required, StringLength(5_000, MinimumLength = 1)] string Reasons);

/// <summary>Every refusal can be appealed; the coordination upholds or reverses it with reasons, and a reversal takes effect through the same rules.</summary>
public static class Appeals
{
    public static Decision LodgeAppeal(
        this Roster roster, Edition edition, Guid appealId, Guid personId, string code, bool publicServant, Facts facts, DateTimeOffset now)
    {
        if (edition.Stage == EditionStage.Unplanned)
        {
            return Edition.NotPlanned;
        }

        var earlier = roster.Appeals.Values.Where(a => a.PersonId == personId && a.Code == code).ToList();
        if (earlier.Any(a => a.Outcome is null))
        {
            return Decision.Nothing;
        }

        // Who was not refused on record may have been all the same, for a reason that is everybody's, or would be now: each window is an occasion.
        var refused = roster.Refused.Contains((personId, code))
            || (!roster.ByPerson.ContainsKey(personId) && roster.Refusal(personId, publicServant, facts, now) is { } refusal && refusal.Code == code
                && earlier.All(a => !refusal.IsAboutThePerson() && a.Window < roster.Windows));
        return refused ? Decision.Accept(new AppealLodged(edition.Id, appealId, personId, code, facts))
            : earlier is [var decided, ..] ? DecidedAlready(decided)
            : NothingToAppeal;
    }

    public static Decision DecideAppeal(this Roster roster, Guid appealId, AppealOutcome outcome, Guid registrationId, DateTimeOffset now)
    {
        if (!roster.Appeals.TryGetValue(appealId, out var appeal))
        {
            return Rejection.NotFound(new Text("There is no such appeal for this edition.", "Não existe esse recurso nesta edição."));
        }

        if (appeal.Outcome is { } decided)
        {
            return decided == outcome ? Decision.Nothing : DecidedAlready(appeal);
        }

        object answer = new AppealDecided(roster.EditionId, appealId, appeal.PersonId, appeal.Code, outcome);
        if (outcome == AppealOutcome.Upheld || roster.Ended || roster.Settled || roster.ByPerson.ContainsKey(appeal.PersonId))
        {
            return Decision.Accept(answer);
        }

        // They asked in time, whatever the clock says now; any other rule still applies. Public service is the coordination's to confirm, as it has by reversing.
        var reversed = roster.Apply(answer);
        var facts = appeal.Facts ?? new Facts(null, null, null);
        var asked = reversed with
        {
            Waived = reversed.Waived.Union([(appeal.PersonId, Eligibility.Closed), (appeal.PersonId, Eligibility.NotAPublicServant)]),
        };
        return asked.Refusal(appeal.PersonId, publicServant: true, facts, now) is { } other
            ? Decision.Accept([answer, .. reversed.Refuse(appeal.PersonId, facts, other).Events])
            : Decision.Accept(answer, reversed.Enter(registrationId, appeal.PersonId, facts));
    }

    public static async Task<Results<Ok<AppealText>, Refusal>> HandleLodge(
        Guid editionId, AppealBody body, ClaimsPrincipal caller, EventWriter writer, RosterDesk desk, IQuerySession session, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        var (appealId, personId, claims) = (Guid.CreateVersion7(), caller.PersonId(), caller.Facts());
        var text = new AppealText(appealId, editionId, personId, body.Code, body.Words, clock.GetUtcNow());
        var outcome = await desk.DecideAsync(editionId, (r, now) => r.LodgeAppeal(edition, appealId, personId, body.Code, claims.PublicServant, claims.Codes(), now),
            alongside: rows => rows.Insert(text), cancellation: cancellation);
        if (outcome.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        // A repeat while the appeal is open: the words first written stand.
        return TypedResults.Ok(outcome.Events.Count > 0
            ? text
            : await session.Query<AppealText>().FirstAsync(
                t => t.EditionId == editionId && t.PersonId == personId && t.Code == body.Code && t.Outcome == "open", cancellation));
    }

    public static async Task<Ok<Page<AppealText>>> HandleMine(
        Guid editionId, Guid? after, int? limit, ClaimsPrincipal caller, IQuerySession session, CancellationToken cancellation)
    {
        var (personId, cursor) = (caller.PersonId(), after ?? Guid.Empty);
        return TypedResults.Ok(await session.Query<AppealText>().Where(t => t.EditionId == editionId && t.PersonId == personId && t.Id > cursor)
            .OrderBy(t => t.Id).PageAsync(limit, t => t.Id, cancellation));
    }

    public static async Task<Ok<Page<AppealText>>> HandleList(
        Guid editionId, string? outcome, Guid? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? Guid.Empty;
        var found = session.Query<AppealText>().Where(t => t.EditionId == editionId && t.Id > cursor);
        if (outcome is not null)
        {
            found = found.Where(t => t.Outcome == outcome);
        }

        return TypedResults.Ok(await found.OrderBy(t => t.Id).PageAsync(limit, t => t.Id, cancellation));
    }

    public static async Task<Results<Ok<AppealText>, Refusal>> HandleDecide(
        Guid editionId, Guid appealId, DecideAppealBody body, RosterDesk desk, IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        var (registrationId, written, at) = (Guid.CreateVersion7(), body.Outcome == AppealOutcome.Upheld ? "upheld" : "reversed", clock.GetUtcNow());
        var outcome = await desk.DecideAsync(editionId, (r, now) => r.DecideAppeal(appealId, body.Outcome!.Value, registrationId, now),
            // Only a row that is still there: an erased person's must not come back.
            alongside: rows => rows.QueueSqlCommand(
                "update mt_doc_appealtext set data = data || jsonb_build_object('outcome', ?::text, 'reasons', ?::text, 'decidedAt', ?::timestamptz) where id = ?",
                written, body.Reasons, at, appealId),
            cancellation: cancellation);
        if (outcome.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        var appeal = outcome.State.Appeals[appealId];
        return TypedResults.Ok(await session.LoadAsync<AppealText>(appealId, cancellation)
            ?? new AppealText(appealId, editionId, appeal.PersonId, appeal.Code, "", at, written, null, at));
    }

    private static Rejection NothingToAppeal { get; } = new(
        "nothing-to-appeal",
        new Text("You have not been refused for that reason in this edition.", "Não lhe foi recusada a inscrição nesta edição por esse motivo."),
        new Text("Give the code of the refusal as you received it.", "Indique o código da recusa tal como o recebeu."));

    private static Rejection DecidedAlready(Appeal appeal) => new(
        "appeal-already-decided",
        new Text("The appeal has been decided.", "O recurso já foi decidido."),
        new Text("Read its outcome and reasons among your appeals.", "Consulte o resultado e os motivos nos seus recursos."))
    { Facts = new Dictionary<string, object?> { ["appealId"] = appeal.Id, ["outcome"] = appeal.Outcome } };
}
