using System.Text.Json.Serialization;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>The test of one module of one edition, with the item versions it poses. Its keys are sealed elsewhere in the same transaction.</summary>
/// <param name="TestId">Follows from edition and module, and from a rehearsal's number: there is one test of each, besides rehearsals.</param>
/// <param name="EditionId">The edition.</param>
/// <param name="ModuleNumber">The module.</param>
/// <param name="Title">The module's.</param>
/// <param name="Items">All that attempts may pose: the fixed ones in their order, then those that sections draw from.</param>
/// <param name="OpensAt">Attempts begin from this instant.</param>
/// <param name="ClosesAt">No attempt lasts beyond it.</param>
/// <param name="Minutes">Time limit of an attempt.</param>
/// <param name="Attempts">How many a person has.</param>
/// <param name="PassMarkPercent">Frozen by the edition.</param>
public sealed record TestComposed(
    Guid TestId, Guid EditionId, int ModuleNumber, Text Title, IReadOnlyList<PosedItem> Items,
    DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int Minutes, int Attempts, int PassMarkPercent)
{
    /// <value>Rules that items are drawn by, besides the fixed ones; absent: none.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Section>? Sections { get; init; }

    /// <value>The seed they were drawn by once for all; absent: each attempt draws by its own.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DrawnBy { get; init; }

    /// <value>Absent: the usual one.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TestPolicy? Policy { get; init; }

    /// <value>Its number among the module's rehearsals, whose results count for nothing; absent: it is the module's test.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rehearsal { get; init; }

    internal TestPolicy Rules => Policy ?? TestPolicy.Usual;

    internal IReadOnlyList<Section> Drawn => Sections ?? [];

    internal IEnumerable<PosedItem> Fixed => Items.Where(i => !Drawn.Any(s => s.Pool.Contains(i.ItemId)));

    internal int ItemsPerAttempt => Fixed.Count() + Drawn.Sum(s => s.Count);
}

/// <summary>Closed before its time; attempts still open are closed with what they had saved.</summary>
public sealed record TestClosed(Guid TestId, DateTimeOffset ClosedAt);

/// <summary>The coordinator's decision that all results of the test may be seen, as soon as the last attempt is closed and graded.</summary>
public sealed record TestReleased(Guid TestId, DateTimeOffset ReleasedAt);

/// <summary>Every attempt is graded: from this instant everybody sees their result, and each attempt's own release follows.</summary>
public sealed record ResultsShown(Guid TestId, DateTimeOffset ShownAt);

public enum TestStage
{
    Planned,
    Open,
    Closed,
    Released,
}

public sealed record ModuleTest(TestComposed? Composition, DateTimeOffset? ClosedAt, DateTimeOffset? ReleasedAt) : IState<ModuleTest>
{
    public static ModuleTest Initial { get; } = new(null, null, null);

    /// <value>Since when everybody sees their result.</value>
    public DateTimeOffset? ShownAt { get; init; }

    /// <param name="editionId">The edition.</param>
    /// <param name="moduleNumber">The module.</param>
    /// <param name="rehearsal">Absent: of the test that counts.</param>
    public static Guid IdOf(Guid editionId, int moduleNumber, int? rehearsal = null) => rehearsal is { } number
        ? NamedId.Of($"test/{editionId:N}/{moduleNumber}/rehearsal/{number}")
        : NamedId.Of($"test/{editionId:N}/{moduleNumber}");

    public static string Stream(Guid testId) => $"test-{testId:N}";

    public ModuleTest Apply(object @event) => @event switch
    {
        TestComposed e => this with { Composition = e },
        TestClosed e => this with { ClosedAt = e.ClosedAt },
        TestReleased e => this with { ReleasedAt = e.ReleasedAt },
        ResultsShown e => this with { ShownAt = e.ShownAt },
        _ => this,
    };

    public TestStage StageAt(DateTimeOffset now) =>
        ReleasedAt is not null ? TestStage.Released
        : ClosedAt is not null || now >= Composition!.ClosesAt ? TestStage.Closed
        : now >= Composition.OpensAt ? TestStage.Open
        : TestStage.Planned;

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such test.", "Esse teste não existe."));
}
