using System.Globalization;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Insight;

/// <summary>
/// Something a reviewer should look at. It follows from the figures that are given, and so tells nothing that they do not. A flag asks for a look;
/// it is no verdict: with few people a figure can be chance.
/// </summary>
/// <param name="Code">Stable and kebab-case.</param>
/// <param name="Words">What was seen, and what it may mean.</param>
public sealed record Flag(string Code, Text Words)
{
    // Ebel and Frisbie 1991: items below 0.20 are poor, to be rejected or revised.
    private const double PoorDiscrimination = 0.2;
    private const double Hard = 0.2;
    private const double Easy = 0.95;
    private const double OftenUnanswered = 0.1;

    // Haladyna and Downing 1993: a distractor that fewer than 5 % choose does no work.
    private const double IdleDistractor = 0.05;

    public static IReadOnlyList<Flag> Of(ItemFigures item) =>
        [.. new[] { Discriminating(item), Difficult(item), Unanswered(item) }.OfType<Flag>(), .. item.Options.Select(o => Distracting(o, item)).OfType<Flag>()];

    private static Flag? Discriminating(ItemFigures item) => item.Discrimination switch
    {
        < 0 and var r => new Flag("discrimination-negative", new Text(
            $"Whoever did better on the other items did worse on this one (discrimination {Figure(r)}): the key may be wrong, or the wording misleads those who know.",
            $"Quem respondeu melhor às outras perguntas respondeu pior a esta (discriminação {InPortuguese(r)}): a chave pode estar errada, ou a redação induz em erro quem sabe.")),
        < PoorDiscrimination and var r => new Flag("discrimination-low", new Text(
            $"It hardly tells those who know from those who do not (discrimination {Figure(r)}): it may be ambiguous, guessed at, or about something else than the others.",
            $"Quase não distingue quem sabe de quem não sabe (discriminação {InPortuguese(r)}): pode ser ambígua, respondida ao acaso ou tratar de outra coisa.")),
        _ => null,
    };

    private static Flag? Difficult(ItemFigures item)
    {
        // What choosing blindly earns.
        double? chance = item is { Kind: ItemKind.SingleChoice or ItemKind.TrueFalse, Options.Count: > 0 and var options } ? 1.0 / options : null;
        return item.Difficulty switch
        {
            var p when p <= chance => new Flag("no-better-than-chance", new Text(
                $"People earned {Percent(p)} of the weight, no more than by choosing blindly ({Percent(chance)}): it may not have been taught, or the key may be wrong.",
                $"Obteve-se {PercentInPortuguese(p)} do peso, não mais do que escolhendo ao acaso ({PercentInPortuguese(chance)}): a matéria pode não ter sido dada, ou a chave pode estar errada.")),
            < Hard and var p => new Flag("very-hard", new Text(
                $"People earned {Percent(p)} of the weight: it may not have been taught, or may ask for more than it says.",
                $"Obteve-se {PercentInPortuguese(p)} do peso: a matéria pode não ter sido dada, ou pede-se mais do que está escrito.")),
            >= Easy and var p => new Flag("very-easy", new Text(
                $"People earned {Percent(p)} of the weight: it tells little about who knows, unless everyone is meant to.",
                $"Obteve-se {PercentInPortuguese(p)} do peso: diz pouco sobre quem sabe, a não ser que se espere que todos saibam.")),
            _ => null,
        };
    }

    private static Flag? Unanswered(ItemFigures item) => item.UnansweredShare is >= OftenUnanswered and var share
        ? new Flag("often-unanswered", new Text(
            $"{Percent(share)} did not answer: it may be unclear, too long, or too late in the test for the time there is.",
            $"{PercentInPortuguese(share)} não responderam: pode não ser clara, ser longa ou vir tarde para o tempo que há."))
        : null;

    private static Flag? Distracting(OptionUse option, ItemFigures item) => option switch
    {
        { Right: true } or { MatchedWith: not null } => null,
        { People: { } people } when people < IdleDistractor * item.People => new Flag("distractor-idle", new Text(
            $"Option {option.OptionId} is wrong, and hardly anyone chose it ({people} of {item.People}): it does no work.",
            $"A opção {option.OptionId} está errada e quase ninguém a escolheu ({people} de {item.People}): não cumpre a sua função.")),
        // Compared as shares: the two ends need not be equally large.
        { AmongBest: { } best, AmongWeakest: { } weakest } when best * item.Weakest > weakest * item.Best => new Flag("distractor-draws-the-best", new Text(
            $"Option {option.OptionId} is wrong, and the best chose it more often ({best} of {item.Best}) than the weakest ({weakest} of {item.Weakest}): it may be right in some reading.",
            $"A opção {option.OptionId} está errada e foi mais escolhida pelos melhores ({best} de {item.Best}) do que pelos mais fracos ({weakest} de {item.Weakest}): pode estar certa nalguma leitura.")),
        _ => null,
    };

    private static string Figure(double? value) => value!.Value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string InPortuguese(double? value) => Figure(value).Replace('.', ',');

    private static string Percent(double? share) => (100 * share!.Value).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string PercentInPortuguese(double? share) => Percent(share).Replace('.', ',');
}
