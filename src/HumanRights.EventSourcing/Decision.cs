namespace HumanRights.EventSourcing;

/// <summary>Words for a reader, in the programme's two languages; which one is shown is chosen where the text leaves the service.</summary>
public sealed record Text(string En, string Pt);

/// <summary>What sort of answer a rejection is; the edge turns it into an HTTP status.</summary>
public enum RejectionKind
{
    /// <summary>A rule of the domain says no in the present state (409).</summary>
    Rule,

    /// <summary>The thing the command is about does not exist (404).</summary>
    NotFound,

    /// <summary>A value can never be accepted, whatever the state (422).</summary>
    Invalid,

    /// <summary>The caller decided on an older version (412).</summary>
    Stale,

    /// <summary>The caller may not do this to this subject (403).</summary>
    Forbidden,

    /// <summary>Too much contention or load; the same command may succeed later (503).</summary>
    Busy,
}

/// <summary>A refusal with its reasons. <paramref name="Code"/> is stable and kebab-case; <paramref name="WayOut"/> says what the reader can do next.</summary>
public sealed record Rejection(string Code, Text Reason, Text? WayOut = null, RejectionKind Kind = RejectionKind.Rule)
{
    /// <summary>Figures behind the reason (an opening instant, a count), shown as members of the ProblemDetails. Never personal data.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    public static Rejection NotFound(Text what) => new("not-found", what, Kind: RejectionKind.NotFound);
}

/// <summary>What a decider answers: events to append (none when the command has already had its effect), a rejection, or a rejection on record.</summary>
public sealed class Decision
{
    private Decision(IReadOnlyList<object> events, Rejection? rejection) => (Events, Rejection) = (events, rejection);

    public IReadOnlyList<object> Events { get; }

    public Rejection? Rejection { get; }

    /// <summary>The command's effect already stands: no event, no refusal.</summary>
    public static Decision Nothing { get; } = new([], null);

    public static Decision Accept(params object[] events) => new(events, null);

    public static Decision Accept(IEnumerable<object> events) => new([.. events], null);

    /// <summary>A refusal that is itself recorded, because it can be appealed.</summary>
    public static Decision Refuse(Rejection rejection, params object[] events) => new(events, rejection);

    public static implicit operator Decision(Rejection rejection) => new([], rejection);
}

/// <summary>
/// A stream's state as a fold of its events. <see cref="Apply"/> is total and silent: an event it does not care about
/// leaves the state as it was.
/// </summary>
public interface IState<out TSelf> where TSelf : IState<TSelf>
{
    static abstract TSelf Initial { get; }

    TSelf Apply(object @event);
}
