using System.Security.Claims;
using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <param name="At">The event's instant.</param>
/// <param name="Code">The event.</param>
/// <param name="What">What happened, in the reader's language.</param>
/// <param name="By"><c>self</c>, <c>coordination</c>, or <c>platform</c> where it follows from the rules alone.</param>
/// <param name="ActorId">Who acted for the coordination; shown to the coordination only.</param>
/// <param name="Why">Why it happened, in the reader's language.</param>
public sealed record HistoryLine(DateTimeOffset At, string Code, string What, string By, string? ActorId, string Why);

/// <summary>"What happened and why": a person's way through an edition, drawn from the events.</summary>
public static class RegistrationHistory
{
    public static Task<Ok<Page<HistoryLine>>> HandleMine(
        Guid editionId, long? after, int? limit, ClaimsPrincipal caller, RegistrationRows rows, IQuerySession session, CancellationToken cancellation) =>
        ReadAsync(editionId, caller.PersonId(), after, limit, withActors: false, rows, session, cancellation);

    public static Task<Ok<Page<HistoryLine>>> Handle(
        Guid editionId, Guid personId, long? after, int? limit, RegistrationRows rows, IQuerySession session, CancellationToken cancellation) =>
        ReadAsync(editionId, personId, after, limit, withActors: true, rows, session, cancellation);

    private static async Task<Ok<Page<HistoryLine>>> ReadAsync(
        Guid editionId, Guid personId, long? after, int? limit, bool withActors, RegistrationRows rows, IQuerySession session, CancellationToken cancellation)
    {
        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        var steps = await rows.StepsAsync(editionId, personId, after ?? 0, size + 1, cancellation);
        var end = await EndAsync(editionId, personId, rows, session, cancellation);
        if (end is { Step: { } last } && last.Sequence > (after ?? 0))
        {
            steps = [.. steps.Append(last).OrderBy(s => s.Sequence)];
        }

        return TypedResults.Ok(new Page<HistoryLine>(
            [.. steps.Take(size).Select(s => Line(s, s == end?.Step ? end.Value.Notice : null, withActors))],
            steps.Count > size ? FormattableString.Invariant($"{steps[size - 1].Sequence}") : null));
    }

    /// <summary>Whoever was active when the edition was cancelled has one step more: it is the edition's.</summary>
    private static async Task<(RegistrationStep Step, Text Notice)?> EndAsync(
        Guid editionId, Guid personId, RegistrationRows rows, IQuerySession session, CancellationToken cancellation)
    {
        if (!await session.IsCancelledAsync(editionId, cancellation)
            || await rows.ReadAsync(editionId, cancelled: true, new(Status: RegistrationViews.Cancelled, People: [personId]), 0, 1, cancellation) is [])
        {
            return null;
        }

        var cancelled = (await session.Events.FetchStreamAsync(Edition.Stream(editionId), token: cancellation)).First(e => e.Data is EditionCancelled);
        return (
            new(cancelled.Sequence, cancelled.Timestamp, "edition-cancelled", RegistrationViews.Actor(cancelled, null), null, null, null, null),
            ((EditionCancelled)cancelled.Data).Notice);
    }

    private static HistoryLine Line(RegistrationStep step, Text? notice, bool withActors)
    {
        var (what, why) = HistoryWords.Of(step);
        var coordination = step.By is not (RegistrationViews.Self or RegistrationViews.Platform);
        return new HistoryLine(
            step.At, step.What, what.ForReader(), coordination ? "coordination" : step.By, coordination && withActors ? step.By : null, (notice ?? why).ForReader());
    }
}
