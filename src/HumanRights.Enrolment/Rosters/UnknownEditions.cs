using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>A roster that was never announced may be that of an edition nobody planned: only then is the edition looked for, so that a rush reads nothing more.</summary>
public static class UnknownEditions
{
    /// <summary>What a command on a roster came to; not found where there is no edition.</summary>
    public static async Task<Outcome<Roster>> OfPlannedAsync(this Task<Outcome<Roster>> deciding, Guid editionId, EventWriter writer, CancellationToken cancellation)
    {
        var outcome = await deciding;
        return outcome is { Events: [], State.Announced: false, Rejection: null or { Kind: not RejectionKind.Busy } } && !await IsPlannedAsync(writer, editionId, cancellation)
            ? outcome with { Rejection = Edition.NotPlanned }
            : outcome;
    }

    public static async Task<bool> IsPlannedAsync(EventWriter writer, Guid editionId, CancellationToken cancellation) =>
        (await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation)).State.Stage != EditionStage.Unplanned;
}
