using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Attempts;

/// <summary>An item as placed in one attempt: which version (worded in the test, which never changes), its options in this attempt's order.</summary>
public sealed record PlacedItem(Guid ItemId, int Version, ItemKind Kind, IReadOnlyList<string> OptionIds)
{
    /// <value>Of a matching, in this attempt's order.</value>
    public IReadOnlyList<string> TargetIds { get; init; } = [];

    /// <value>Points for a full answer, where the test's composition says otherwise than the item.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Weight { get; init; }
}

/// <param name="AttemptId">Follows from test, person and number.</param>
/// <param name="TestId">The test.</param>
/// <param name="EditionId">Its edition.</param>
/// <param name="ModuleNumber">Its module.</param>
/// <param name="PersonId">Who takes it.</param>
/// <param name="Number">1 for the person's first attempt.</param>
/// <param name="Seed">What items were drawn and things shuffled by.</param>
/// <param name="Items">As posed in this attempt, in its order.</param>
/// <param name="StartedAt">By the database's clock.</param>
/// <param name="DeadlineAt">The time limit, cut short by the test's window.</param>
public sealed record AttemptStarted(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, Guid PersonId, int Number, int Seed,
    IReadOnlyList<PlacedItem> Items, DateTimeOffset StartedAt, DateTimeOffset DeadlineAt);

/// <param name="AttemptId">The attempt.</param>
/// <param name="ItemId">The item answered.</param>
/// <param name="OptionIds">All options chosen for it. With nothing in any member the answer is taken back.</param>
/// <param name="Order">Grows with each answer to the item: a save that was overtaken on its way does not undo a later one.</param>
/// <param name="SavedAt">When the service took it.</param>
public sealed record AnswerSaved(Guid AttemptId, Guid ItemId, IReadOnlyList<string> OptionIds, long Order, DateTimeOffset SavedAt)
{
    /// <value>Of a matching, by option.</value>
    public IReadOnlyList<Pair> Pairs { get; init; } = [];

    public decimal? Number { get; init; }

    /// <value>The erasable row that holds what was written.</value>
    public Guid? TextId { get; init; }

    /// <summary>Whether it takes the answer back.</summary>
    internal bool IsNone => OptionIds.Count == 0 && Pairs.Count == 0 && Number is null && TextId is null;
}

/// <param name="AttemptId">The attempt.</param>
/// <param name="Receipt">Digest of the attempt and its final answers: proves to both sides what was handed in.</param>
/// <param name="SubmittedAt">When the service took it.</param>
public sealed record AttemptSubmitted(Guid AttemptId, string Receipt, DateTimeOffset SubmittedAt);

public enum ClosingReason
{
    Deadline,
    TestClosed,
}

/// <summary>Closed by the service with the answers saved until then.</summary>
public sealed record AttemptClosed(Guid AttemptId, ClosingReason Reason, string Receipt, DateTimeOffset ClosedAt);

/// <summary>
/// From now on the result exists for others than the coordination; scores are percent, 0 to 100. Of several attempts one counts, by the
/// test's policy: only that one is told to other services. A result that changes afterwards is released anew.
/// </summary>
public sealed record ResultReleased(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, Guid PersonId, int Number,
    decimal ScorePercent, int PassMarkPercent, bool Passed, bool Counts)
{
    /// <value>How many attempts' scores the score is the mean of; absent: it is this attempt's own.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AverageOf { get; init; }

    /// <value>It counts no longer, but did: what other services were told of it has to be put right.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CountedBefore { get; init; }
}

public enum AttemptStatus
{
    Open,
    Submitted,
    Closed,
}

public sealed record SavedAnswer(
    IReadOnlyList<string> OptionIds, IReadOnlyList<Pair> Pairs, decimal? Number, Guid? TextId, long Order, DateTimeOffset SavedAt)
{
    public static SavedAnswer Of(AnswerSaved e) => new(e.OptionIds, e.Pairs, e.Number, e.TextId, e.Order, e.SavedAt);

    public bool IsNone => OptionIds.Count == 0 && Pairs.Count == 0 && Number is null && TextId is null;

    public bool SaysTheSame(AnswerSaved other) =>
        OptionIds.SequenceEqual(other.OptionIds) && Pairs.SequenceEqual(other.Pairs) && Number == other.Number && TextId == other.TextId;

    /// <summary>Nothing for no answer; what was written counts by its row, which is never changed.</summary>
    internal string Digested => string.Join(',', (IEnumerable<string>)
    [
        .. OptionIds, .. Pairs.Select(p => $"{p.OptionId}>{p.TargetId}"), .. (Number is { } n ? [n.ToString("G29", CultureInfo.InvariantCulture)] : Array.Empty<string>()),
        .. (TextId is { } id ? [id.ToString("N")] : Array.Empty<string>()),
    ]);
}

/// <summary>
/// One person's attempt at one test. The server's clock is the only one: what it took before the deadline counts, and when the
/// deadline passes the attempt closes with that.
/// </summary>
public sealed record Attempt(
    AttemptStarted? Start, ImmutableDictionary<Guid, SavedAnswer> Answers, AttemptStatus Status, string? Receipt, DateTimeOffset? EndedAt, ResultReleased? Released)
    : IState<Attempt>
{
    public static Attempt Initial { get; } = new(null, ImmutableDictionary<Guid, SavedAnswer>.Empty, AttemptStatus.Open, null, null, null);

    public static string Stream(Guid testId, Guid personId, int number) => $"attempt-{testId:N}-{personId:N}-{number}";

    public static Guid IdOf(Guid testId, Guid personId, int number) => NamedId.Of($"attempt/{testId:N}/{personId:N}/{number}");

    public Attempt Apply(object @event) => @event switch
    {
        AttemptStarted e => this with { Start = e },
        AnswerSaved e => this with { Answers = Answers.SetItem(e.ItemId, SavedAnswer.Of(e)) },
        AttemptSubmitted e => this with { Status = AttemptStatus.Submitted, Receipt = e.Receipt, EndedAt = e.SubmittedAt },
        AttemptClosed e => this with { Status = AttemptStatus.Closed, Receipt = e.Receipt, EndedAt = e.ClosedAt },
        ResultReleased e => this with { Released = e },
        _ => this,
    };

    /// <summary>Whether answers can still be taken at this instant.</summary>
    public bool IsOpenAt(DateTimeOffset now) => Start is not null && Status == AttemptStatus.Open && now < Start.DeadlineAt;

    /// <summary>First 80 bits of SHA-256 over attempt and answers, in hexadecimal groups.</summary>
    public string Digest()
    {
        var answers = Start!.Items.Select(i => $"{i.ItemId:N}={Answers.GetValueOrDefault(i.ItemId)?.Digested}");
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Start.AttemptId:N};{string.Join(';', answers)}")));
        return string.Join('-', hash[..20].Chunk(5).Select(c => new string(c)));
    }

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("You have no such attempt.", "Não tem essa tentativa."));

    public Rejection Over => Status == AttemptStatus.Submitted
        ? new Rejection(
            "attempt-submitted",
            new Text("You have submitted this attempt: it takes no more answers.", "Já entregou esta tentativa: não aceita mais respostas."),
            new Text("Wait for the results to be released.", "Aguarde a divulgação dos resultados."))
        : new Rejection(
            "attempt-closed",
            new Text("The time of this attempt is over; what was saved before counts.", "O tempo desta tentativa terminou; conta o que ficou guardado antes."),
            new Text("Wait for the results to be released.", "Aguarde a divulgação dos resultados."))
        { Facts = new Dictionary<string, object?> { ["deadlineAt"] = Start!.DeadlineAt } };
}
