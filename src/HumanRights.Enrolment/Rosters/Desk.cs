using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Enrolment.Rosters;

/// <summary>The one save path of rosters: every command about an edition's registrations is decided here, in order of arrival.</summary>
public sealed class RosterDesk(EventWriter writer)
{
    /// <summary>Decides one command on the roster as it stands; answered only once what was decided is committed.</summary>
    /// <param name="editionId">The edition.</param>
    /// <param name="decide">Pure: roster and now in, events or a rejection out; may run more than once.</param>
    /// <param name="alongside">Rows that must be written in the same transaction; only when events are appended.</param>
    /// <param name="cancellation">Cancels before the decision; after it the outcome stands.</param>
    public Task<Outcome<Roster>> DecideAsync(
        Guid editionId,
        Func<Roster, DateTimeOffset, Decision> decide,
        Action<IDocumentSession>? alongside = null,
        CancellationToken cancellation = default) =>
        writer.DecideAsync(Roster.Stream(editionId), decide, alongside: alongside, cancellation: cancellation);

    /// <summary>Decides several commands one after the other (an import's lines), each on the state the one before left; one outcome for each, in order.</summary>
    public async Task<IReadOnlyList<Outcome<Roster>>> DecideAllAsync(
        Guid editionId, IReadOnlyList<Func<Roster, DateTimeOffset, Decision>> decisions, CancellationToken cancellation = default)
    {
        var outcomes = new List<Outcome<Roster>>(decisions.Count);
        foreach (var decide in decisions)
        {
            outcomes.Add(await DecideAsync(editionId, decide, cancellation: cancellation));
        }

        return outcomes;
    }

    /// <summary>The roster as committed now.</summary>
    public Task<Versioned<Roster>> ReadAsync(Guid editionId, CancellationToken cancellation = default) =>
        writer.ReadAsync<Roster>(Roster.Stream(editionId), cancellation);
}
