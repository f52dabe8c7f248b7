using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>What an option is worth where it is not what its kind gives it; percent of the weight, below zero where choosing it costs.</summary>
public sealed record OptionCredit(string OptionId, decimal Percent);

/// <summary>Said of an option, with the released result, to who chose it.</summary>
public sealed record OptionFeedback(string OptionId, Text Text);

/// <param name="Value">What is accepted.</param>
/// <param name="Tolerance">How far an answer may be off, either way; 0 or more.</param>
/// <param name="CreditPercent">What it earns, in percent of the weight: 0 to 100.</param>
/// <param name="Feedback">Said with the released result.</param>
public sealed record AcceptedNumber(decimal Value, decimal Tolerance, decimal CreditPercent, Text? Feedback = null);

/// <param name="Pattern">A text in which <c>*</c> stands for anything, and <c>\*</c> for an asterisk.</param>
/// <param name="CreditPercent">What it earns, in percent of the weight: 0 to 100.</param>
/// <param name="Feedback">Said with the released result.</param>
public sealed record AcceptedText(string Pattern, decimal CreditPercent, Text? Feedback = null);

/// <summary>One line of a rubric; the lines' points together stand for the item's whole weight.</summary>
public sealed record Criterion(string Id, Text Text, decimal Points);

/// <summary>What is right, and the author's explanation, shown with the released result. Which members count follows from the item's kind.</summary>
/// <param name="Correct">Ids of the right options.</param>
/// <param name="Explanation">Why, in both languages.</param>
public sealed record AnswerKey(IReadOnlyList<string> Correct, Text? Explanation)
{
    /// <value>Of a choice whose options are not all worth the same; each other option is worth what its kind gives it.</value>
    public IReadOnlyList<OptionCredit> Credits { get; init; } = [];

    /// <value>The one right target of each option of a matching.</value>
    public IReadOnlyList<Pair> Pairs { get; init; } = [];

    public IReadOnlyList<AcceptedNumber> Numbers { get; init; } = [];

    public IReadOnlyList<AcceptedText> Texts { get; init; } = [];

    /// <value>Whether a short text has to have the right capitals.</value>
    public bool CaseMatters { get; init; }

    /// <value>Whether a short text has to have the right accents.</value>
    public bool AccentsMatter { get; init; }

    public IReadOnlyList<OptionFeedback> Feedback { get; init; } = [];

    public IReadOnlyList<Criterion> Rubric { get; init; } = [];

    /// <value>For who marks an open text; never shown to its author.</value>
    public Text? MarkersNotes { get; init; }
}

public sealed record ItemKey(Guid ItemId, int Version, AnswerKey Key);

/// <summary>A test's keys, sealed when it was composed; composing it anew before it opens seals new ones.</summary>
public sealed record KeySealed(Guid TestId, IReadOnlyList<ItemKey> Keys);

/// <summary>
/// A test's keys have a stream of their own, so that nothing that serves an open attempt can load them by reading what it needs.
/// </summary>
/// <param name="Keys">As sealed.</param>
public sealed record TestKey(IReadOnlyList<ItemKey> Keys) : IState<TestKey>
{
    /// <value>Of items found faulty since, in order.</value>
    public IReadOnlyList<ItemCorrected> Corrections { get; init; } = [];

    public static TestKey Initial { get; } = new([]);

    public static string Stream(Guid testId) => $"key-{testId:N}";

    public TestKey Apply(object @event) => @event switch
    {
        KeySealed e => new TestKey(e.Keys),
        ItemCorrected e => this with { Corrections = [.. Corrections, e] },
        _ => this,
    };
}
