using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>How much a desk takes on; configuration section <c>Desk</c>.</summary>
public record DeskLimits
{
    /// <summary>Commands that may wait; more are refused at once.</summary>
    public int Queue { get; init; } = 8192;

    /// <summary>Commands decided in one transaction.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>A command that has waited longer is refused undecided: its caller has given up, or soon will.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a batch may take before its callers are told that its outcome is unknown yet.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Streams whose state is kept in memory for certain.</summary>
    public int Remembered { get; init; } = 1024;
}

/// <summary>What every desk works with.</summary>
public sealed record DeskTools(IDocumentStore Store, NpgsqlDataSource Database, EventWriter Writer, TimeProvider Clock, ILogger<DeskTools> Log);

internal static partial class DeskLog
{
    [LoggerMessage(LogLevel.Warning, "A batch of {Commands} on {Stream} was rolled back and is decided one by one: {Failure}")]
    public static partial void Replay(ILogger log, int commands, string stream, string failure);

    [LoggerMessage(LogLevel.Warning, "A batch of {Commands} on {Stream} met an outage: {Reason}")]
    public static partial void Outage(ILogger log, int commands, string stream, string reason);
}
