using System.Globalization;
using System.Text.Json.Serialization;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>What was answered to one item, with the written words, which are kept apart and can be erased.</summary>
public sealed record Given(IReadOnlyList<string> OptionIds, IReadOnlyList<Pair> Pairs, decimal? Number, string? Words)
{
    public static Given Nothing { get; } = new([], [], null, null);

    /// <value>The row the words are in.</value>
    public Guid? TextId { get; init; }

    public bool IsNothing => OptionIds.Count == 0 && Pairs.Count == 0 && Number is null && string.IsNullOrWhiteSpace(Words);
}

/// <summary>How one item's points came about.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Version">Its version.</param>
/// <param name="Chosen">Options chosen.</param>
/// <param name="Correct">Options that are right.</param>
/// <param name="Points">0 to <paramref name="Weight"/>.</param>
/// <param name="Weight">The most that could be had.</param>
/// <param name="Because">Why so many; never quotes what a person wrote.</param>
/// <param name="NeedsMarker">Whether a person has yet to mark it; until then it has no points.</param>
public sealed record ItemMark(
    Guid ItemId, int Version, IReadOnlyList<string> Chosen, IReadOnlyList<string> Correct, decimal Points, decimal Weight, Text Because, bool NeedsMarker = false)
{
    /// <value>Of what a person has to mark: the erasable row to be read.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? TextId { get; init; }
    internal decimal Share => Weight == 0 ? 0 : Points / Weight;
}

/// <param name="Items">In the test's order.</param>
/// <param name="Points">The sum.</param>
/// <param name="MaxPoints">The weights' sum.</param>
/// <param name="ScorePercent">0 to 100, rounded half up to two decimals: this figure is what is compared with the pass mark.</param>
public sealed record Marks(IReadOnlyList<ItemMark> Items, decimal Points, decimal MaxPoints, decimal ScorePercent)
{
    public static Marks Of(IReadOnlyList<ItemMark> items)
    {
        var (points, most) = (items.Sum(m => m.Points), items.Sum(m => m.Weight));
        return new Marks(items, points, most, most == 0 ? 0 : Math.Round(100 * points / most, 2, MidpointRounding.AwayFromZero));
    }
}

/// <summary>
/// Marking is arithmetic on what was posed, what is right and what was answered: docs/assessment-items.md has the formulas. Every item
/// earns from nothing to its weight, and earns its whole weight only for the whole answer. In a multiple choice wrong options cost as
/// much as right ones earn, so that choosing everything earns nothing.
/// </summary>
public static class Mark
{
    public static Marks Attempt(IReadOnlyList<PosedItem> items, TestKey key, IReadOnlyDictionary<Guid, Given> answers) =>
        Marks.Of([.. items.Select(i => Item(i, key, answers.GetValueOrDefault(i.ItemId) ?? Given.Nothing))]);

    /// <summary>With the test's corrections of the item, of which the words tell.</summary>
    public static ItemMark Item(PosedItem posed, TestKey key, Given given)
    {
        var standing = key.Standing(posed);
        var weighed = posed with { Question = posed.Question with { Weight = standing.Weight ?? posed.Question.Weight } };
        var mark = Item(weighed, standing.Key, given, standing.Either);
        return standing.Weight == 0
            ? mark with { Because = Corrections.Dropped.Noted(key.Of(posed.ItemId)), NeedsMarker = false }
            : mark with { Because = mark.Because.Noted(key.Of(posed.ItemId)) };
    }

    /// <param name="posed">The item.</param>
    /// <param name="key">What is right.</param>
    /// <param name="given">The answer.</param>
    /// <param name="either">Options of a multiple choice that may be chosen or left.</param>
    public static ItemMark Item(PosedItem posed, AnswerKey key, Given given, params IReadOnlyList<string> either)
    {
        var question = posed.Question;
        var (share, because) = question.Kind switch
        {
            _ when given.IsNothing => (0m, NotAnswered),
            ItemKind.SingleChoice or ItemKind.TrueFalse => Single(key, given.OptionIds),
            ItemKind.MultipleChoice => Multiple(question, key, given.OptionIds, [.. either.Intersect(given.OptionIds)]),
            ItemKind.Matching => Matching(key, given.Pairs),
            ItemKind.Numeric => Best(key.Fitting(given.Number).Select(n => n.CreditPercent), AcceptedValue, OtherValue),
            ItemKind.ShortText => Best(key.Fitting(given.Words).Select(t => t.CreditPercent), AcceptedVariant, OtherText),
            _ => (0m, AwaitsMarker),
        };
        var byPerson = question.Kind == ItemKind.OpenText && !given.IsNothing;
        return new ItemMark(posed.ItemId, posed.Version, given.OptionIds, [.. key.Correct, .. either], question.Weight * share, question.Weight, because, byPerson)
        {
            TextId = byPerson ? given.TextId : null,
        };
    }

    private static (decimal Share, Text Because) Single(AnswerKey key, IReadOnlyList<string> chosen) => chosen switch
    {
        [var one] when key.Correct.Contains(one) => (1, new Text("The right option.", "A opção certa.")),
        [var one] when key.CreditOf(one) is > 0 and var credit => Partly(credit, "Partly right", "Parcialmente certa"),
        _ => (0, new Text("Not the right option.", "Não é a opção certa.")),
    };

    /// <summary>Whoever chose what may be chosen or left is marked as if it was right, unless they did better as it was.</summary>
    private static (decimal Share, Text Because) Multiple(Question question, AnswerKey key, IReadOnlyList<string> chosen, IReadOnlyList<string> either)
    {
        var strictly = Multiple(question, key, chosen);
        return either.Count > 0 && Multiple(question, key.With(either), chosen) is var leniently && leniently.Share >= strictly.Share ? leniently : strictly;
    }

    private static (decimal Share, Text Because) Multiple(Question question, AnswerKey key, IReadOnlyList<string> chosen)
    {
        var wrongOffered = question.Options.Count - key.Correct.Count;
        var right = chosen.Count(key.Correct.Contains);
        var wrong = chosen.Count - right;
        var share = (right, wrong) switch
        {
            _ when right == key.Correct.Count && wrong == 0 => 1,
            // Only after a correction is every option right.
            _ when wrongOffered == 0 && key.Credits.Count == 0 => (decimal)right / key.Correct.Count,
            _ when key.Credits.Count > 0 => chosen.Sum(c => key.CreditOf(c) ?? Ordinary(c)) / 100,
            _ => (decimal)((right * wrongOffered) - (wrong * key.Correct.Count)) / (key.Correct.Count * wrongOffered),
        };
        var weighted = key.Credits.Count > 0
            ? new Text(" Its options have weights of their own.", " As suas opções têm pesos próprios.")
            : new Text("", "");
        return (Math.Clamp(share, 0, 1), new Text(
            $"{right} of {key.Correct.Count} right and {wrong} of {wrongOffered} wrong options chosen.{weighted.En}",
            $"Escolheu {right} de {key.Correct.Count} opções certas e {wrong} de {wrongOffered} erradas.{weighted.Pt}"));

        decimal Ordinary(string option) => key.Correct.Contains(option) ? 100m / key.Correct.Count : -100m / wrongOffered;
    }

    private static (decimal Share, Text Because) Matching(AnswerKey key, IReadOnlyList<Pair> given)
    {
        var right = given.Count(key.Pairs.Contains);
        // After a correction an option may have several right targets.
        var options = key.Pairs.DistinctBy(p => p.OptionId).Count();
        return ((decimal)right / options, new Text($"{right} of {options} matched rightly.", $"{right} de {options} correspondências certas."));
    }

    /// <summary>The feedback of the accepted number or text that the answer earns its points by.</summary>
    public static Text? Fitting(AnswerKey key, Given given) => given switch
    {
        { Number: not null } => key.Fitting(given.Number).MaxBy(n => n.CreditPercent)?.Feedback,
        { Words: not null } => key.Fitting(given.Words).MaxBy(t => t.CreditPercent)?.Feedback,
        _ => null,
    };

    private static IEnumerable<AcceptedNumber> Fitting(this AnswerKey key, decimal? answer) => key.Numbers.Where(n => Within(answer, n));

    private static IEnumerable<AcceptedText> Fitting(this AnswerKey key, string? answer) =>
        answer is null ? [] : key.Texts.Where(t => TextMatch.Matches(answer, t.Pattern, key.CaseMatters, key.AccentsMatter));

    private static bool Within(decimal? answer, AcceptedNumber accepted)
    {
        try
        {
            return answer is { } a && Math.Abs(a - accepted.Value) <= accepted.Tolerance;
        }
        catch (OverflowException)
        {
            // Further apart than numbers go: further than any tolerance.
            return false;
        }
    }

    /// <summary>What fits several accepted answers earns the most that one of them gives.</summary>
    private static (decimal Share, Text Because) Best(IEnumerable<decimal> credits, Text accepted, Text other) => credits.DefaultIfEmpty(0).Max() switch
    {
        >= 100 => (1, accepted),
        > 0 and var credit => Partly(credit, "Accepted in part", "Aceite em parte"),
        _ => (0, other),
    };

    private static (decimal Share, Text Because) Partly(decimal percent, string en, string pt)
    {
        var figure = percent.ToString("0.##", CultureInfo.InvariantCulture);
        return (Math.Min(percent, 100) / 100, new Text($"{en}: {figure} % of the weight.", $"{pt}: {figure} % do peso."));
    }

    /// <summary>Where options have weights of their own, one that may be chosen or left has none: otherwise a part could earn as much as the whole.</summary>
    private static AnswerKey With(this AnswerKey key, IReadOnlyList<string> either) => key with
    {
        Correct = [.. key.Correct, .. either],
        Credits = key.Credits.Count == 0 ? [] : [.. key.Credits.Where(c => !either.Contains(c.OptionId)), .. either.Select(o => new OptionCredit(o, 0))],
    };

    private static decimal? CreditOf(this AnswerKey key, string option) => key.Credits.FirstOrDefault(c => c.OptionId == option)?.Percent;

    private static Text NotAnswered { get; } = new("Not answered.", "Sem resposta.");

    private static Text AcceptedValue { get; } = new("An accepted value.", "Um valor aceite.");

    private static Text OtherValue { get; } = new("Outside every accepted value's tolerance.", "Fora da tolerância de todos os valores aceites.");

    private static Text AcceptedVariant { get; } = new("An accepted answer.", "Uma resposta aceite.");

    private static Text OtherText { get; } = new("None of the accepted answers.", "Nenhuma das respostas aceites.");

    private static Text AwaitsMarker { get; } = new("To be marked by a person.", "Aguarda avaliação por uma pessoa.");
}
