using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>One roster's desk, and how much of it is written down.</summary>
internal sealed partial class OpenRoster
{
    private readonly string stream;
    private readonly RosterTools tools;
    private long noted;

    public OpenRoster(string stream, RosterTools tools)
    {
        (this.stream, this.tools) = (stream, tools);
        Desk = new(tools.Desk, tools.Limits, BeginAsync);
    }

    public Desk<Roster> Desk { get; }

    /// <summary>Long unused, or about a roster that does not exist.</summary>
    public bool IsIdle => Desk.Unused is var unused
        && (unused > tools.Limits.Idle || (Desk.Known(stream).Version == 0 && unused > tools.Limits.Round));

    /// <summary>Writes a snapshot when the roster has grown enough since the last one. Not on any request's path.</summary>
    public async Task NoteDownAsync()
    {
        var current = Desk.Known(stream);
        if (current.Version - noted < tools.Limits.SnapshotEvery)
        {
            return;
        }

        try
        {
            await tools.Snapshots.SaveAsync(stream, current);
            noted = current.Version;
        }
        catch (Exception e) when (DeskRefusals.IsOutage(e))
        {
            LogNoSnapshot(tools.Desk.Log, stream, e.Message);
        }
    }

    private async Task<Versioned<Roster>?> BeginAsync(string roster, CancellationToken cancellation)
    {
        var snapshot = await tools.Snapshots.LoadAsync(roster, cancellation);
        noted = snapshot?.Version ?? 0;
        return snapshot;
    }

    [LoggerMessage(LogLevel.Warning, "No snapshot of {Stream} now: {Reason}")]
    private static partial void LogNoSnapshot(ILogger log, string stream, string reason);
}
