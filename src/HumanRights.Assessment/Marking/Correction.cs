using System.Text.Json.Serialization;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

public enum CorrectionKind
{
    /// <summary>The item counts for nobody.</summary>
    Drop,

    /// <summary>Further answers are right besides.</summary>
    AcceptAlso,

    /// <summary>It has this weight in every attempt; a dropped one counts again.</summary>
    Reweight,
}

/// <summary>What is put right about an item of a test. Which members count follows from the kind, and from the item's.</summary>
public sealed record Correction(CorrectionKind Kind)
{
    /// <value>Right besides; in a multiple choice they may be chosen or left.</value>
    public IReadOnlyList<string> OptionIds { get; init; } = [];

    /// <value>Right besides; an option may then have several right targets.</value>
    public IReadOnlyList<Pair> Pairs { get; init; } = [];

    public IReadOnlyList<AcceptedNumber> Numbers { get; init; } = [];

    public IReadOnlyList<AcceptedText> Texts { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Weight { get; init; }
}

/// <summary>An item of a test was found faulty: all its attempts, ended or not, are marked with this.</summary>
/// <param name="TestId">The test.</param>
/// <param name="Number">1 for the test's first correction.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Version">As the test poses it.</param>
/// <param name="Correction">What is put right.</param>
/// <param name="Reason">An official notice to everybody affected, in both languages; it names nobody.</param>
/// <param name="CorrectedAt">When.</param>
public sealed record ItemCorrected(Guid TestId, int Number, Guid ItemId, int Version, Correction Correction, Text Reason, DateTimeOffset CorrectedAt);

/// <summary>What an item is marked by after its corrections.</summary>
/// <param name="Key">What is right.</param>
/// <param name="Either">Options of a multiple choice that may be chosen or left.</param>
/// <param name="Weight">In place of the posed one; 0 when it is dropped; null: as posed.</param>
public sealed record Standing(AnswerKey Key, IReadOnlyList<string> Either, decimal? Weight)
{
    public Standing With(ItemKind kind, Correction correction) => correction.Kind switch
    {
        CorrectionKind.Drop => this with { Weight = 0 },
        CorrectionKind.Reweight => this with { Weight = correction.Weight },
        _ when kind == ItemKind.MultipleChoice => this with { Either = [.. Either, .. correction.OptionIds.Except(Key.Correct).Except(Either)] },
        _ => this with
        {
            Key = Key with
            {
                Correct = [.. Key.Correct, .. correction.OptionIds.Except(Key.Correct)],
                Pairs = [.. Key.Pairs, .. correction.Pairs.Except(Key.Pairs)],
                Numbers = [.. Key.Numbers, .. correction.Numbers.Except(Key.Numbers)],
                Texts = [.. Key.Texts, .. correction.Texts.Except(Key.Texts)],
            },
        },
    };
}

public static class Corrections
{
    public static Standing Standing(this TestKey key, PosedItem posed) => key.Of(posed.ItemId).Aggregate(
        new Standing(key.Keys.First(k => k.ItemId == posed.ItemId).Key, [], null), (standing, c) => standing.With(posed.Question.Kind, c.Correction));

    /// <summary>An item's corrections.</summary>
    public static IEnumerable<ItemCorrected> Of(this TestKey key, Guid itemId) => key.Corrections.Where(c => c.ItemId == itemId);

    /// <summary>As it was after so many corrections.</summary>
    public static TestKey AsOf(this TestKey key, int? corrections) => key with { Corrections = [.. key.Corrections.Take(corrections ?? 0)] };

    /// <summary>What a mark that came about with corrections says of them, in a person's words or not.</summary>
    public static Text Noted(this Text because, IEnumerable<ItemCorrected> corrections) =>
        string.Join(", ", corrections.Select(c => c.Number)) is { Length: > 0 } numbers
            ? new Text($"{because.En} The item was corrected (correction {numbers}).", $"{because.Pt} A pergunta foi corrigida (correção {numbers}).")
            : because;

    public static Text Dropped { get; } = new("The item counts for nobody.", "A pergunta não conta para ninguém.");

    /// <summary>What it does, without saying what is right.</summary>
    public static Text Words(this Correction correction) => correction.Kind switch
    {
        CorrectionKind.Drop => Dropped,
        CorrectionKind.Reweight => new Text(
            FormattableString.Invariant($"The item is worth {correction.Weight} points."), FormattableString.Invariant($"A pergunta vale {correction.Weight} pontos.")),
        _ => new Text("Further answers to the item are accepted.", "São aceites mais respostas à pergunta."),
    };
}
