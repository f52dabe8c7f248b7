using System.Text.Json.Serialization;
using HumanRights.EventSourcing;

namespace HumanRights.Learning.Participations;

public enum LineStatus
{
    [JsonStringEnumMemberName("recorded")]
    Recorded,

    /// <summary>It stood so already.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    [JsonStringEnumMemberName("refused")]
    Refused,
}

/// <summary>What became of one line: with its code and reason if it was refused.</summary>
public sealed record LineAnswer(Guid PersonId, LineStatus Status, string? Code, string? Reason)
{
    public static LineAnswer Of<TState>(Guid personId, Outcome<TState> outcome) => outcome switch
    {
        { Rejection: { } r } => new LineAnswer(personId, LineStatus.Refused, r.Code, r.Reason.ForReader()),
        { Events.Count: 0 } => new LineAnswer(personId, LineStatus.Unchanged, null, null),
        _ => new LineAnswer(personId, LineStatus.Recorded, null, null),
    };
}

/// <summary>Every line is answered, in the order sent; one refused line keeps no other from its effect.</summary>
public sealed record BatchAnswer(int Recorded, int Unchanged, int Refused, IReadOnlyList<LineAnswer> Lines)
{
    public static BatchAnswer Of(IReadOnlyList<LineAnswer> lines) => new(
        lines.Count(l => l.Status == LineStatus.Recorded), lines.Count(l => l.Status == LineStatus.Unchanged), lines.Count(l => l.Status == LineStatus.Refused), lines);
}
