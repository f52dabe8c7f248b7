using System.Collections.Immutable;
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
/// <param name="ClosesAt">No attempt lasts beyond it, but of who has an allowance.</param>
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

/// <summary>One person has more time than others; given again, this is what holds.</summary>
/// <param name="TestId">The test.</param>
/// <param name="PersonId">Who has it.</param>
/// <param name="ExtraMinutes">Added to the time limit of each attempt.</param>
/// <param name="ClosesAt">Their window ends then, if that is later than the test's own closing; absent: with the test's own.</param>
/// <param name="ReasonId">The erasable row that says why: it may be about somebody's health.</param>
public sealed record AllowanceGiven(Guid TestId, Guid PersonId, int ExtraMinutes, DateTimeOffset? ClosesAt, Guid? ReasonId);

/// <summary>The person has what everybody has.</summary>
public sealed record AllowanceTakenBack(Guid TestId, Guid PersonId);

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

    public ImmutableDictionary<Guid, AllowanceGiven> Allowances { get; init; } = ImmutableDictionary<Guid, AllowanceGiven>.Empty;

    /// <value>When the window of the last person ends. Until then some may take the test, so that nobody may hear of a result.</value>
    public DateTimeOffset ClosesForAllAt => Allowances.Values.Select(a => ClosesAtFor(a.PersonId)).Append(Composition!.ClosesAt).Max();
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
        AllowanceGiven e => this with { Allowances = Allowances.SetItem(e.PersonId, e) },
        AllowanceTakenBack e => this with { Allowances = Allowances.Remove(e.PersonId) },
        ResultsShown e => this with { ShownAt = e.ShownAt },
        _ => this,
    };

    /// <summary>Of the test as a whole: closed when nobody can take it any more.</summary>
    public TestStage StageAt(DateTimeOffset now) => Stage(ClosesForAllAt, now);

    public TestStage StageFor(Guid personId, DateTimeOffset now) => Stage(ClosesAtFor(personId), now);

    public DateTimeOffset ClosesAtFor(Guid personId) =>
        Allowances.GetValueOrDefault(personId)?.ClosesAt is { } later && later > Composition!.ClosesAt ? later : Composition!.ClosesAt;

    public int ExtraMinutesFor(Guid personId) => Allowances.GetValueOrDefault(personId)?.ExtraMinutes ?? 0;

    /// <summary>The time limit of an attempt begun at this instant, cut short by the person's window.</summary>
    public DateTimeOffset DeadlineFor(Guid personId, DateTimeOffset startedAt)
    {
        var (limit, window) = (startedAt.AddMinutes(Composition!.Minutes + ExtraMinutesFor(personId)), ClosesAtFor(personId));
        return limit < window ? limit : window;
    }

    private TestStage Stage(DateTimeOffset closesAt, DateTimeOffset now) =>
        ReleasedAt is not null ? TestStage.Released
        : ClosedAt is not null || now >= closesAt ? TestStage.Closed
        : now >= Composition!.OpensAt ? TestStage.Open
        : TestStage.Planned;

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such test.", "Esse teste não existe."));
}
