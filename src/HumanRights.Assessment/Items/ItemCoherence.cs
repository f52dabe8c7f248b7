using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>What makes an item markable: only such items enter the bank.</summary>
public static class ItemCoherence
{
    public const int LongestTopic = 100;

    public static Rejection? Incoherence(this ItemContent content) => content.Labels switch
    {
        { Topics: var topics } when topics.Any(t => t.Length is 0 or > LongestTopic) =>
            Incoherent($"A topic has 1 to {LongestTopic} characters.", $"Um tema tem 1 a {LongestTopic} caracteres."),
        { Objectives: var objectives } when objectives.Any(o => o is not [>= 'a' and <= 'z']) =>
            Incoherent("An objective is a letter.", "Um objetivo é uma letra."),
        _ when content.Texts().SelectMany(t => new[] { t.En, t.Pt }).Concat(content.Key.Texts.Select(t => t.Pattern)).Any(string.IsNullOrWhiteSpace) =>
            Incoherent("A text is empty in one language or both.", "Um texto está vazio numa língua ou em ambas."),
        _ when content.StrayMember() is { } member =>
            Incoherent($"Items of this kind have no {member}.", $"As perguntas deste tipo não têm {member}."),
        _ => content.Question.Incoherence(content.Key),
    };

    private static IEnumerable<Text> Texts(this ItemContent content)
    {
        var (question, key) = (content.Question, content.Key);
        return new[] { question.Prompt, key.Explanation, key.MarkersNotes }.OfType<Text>()
            .Concat(question.Options.Concat(question.Targets).Select(o => o.Text))
            .Concat(key.Feedback.Select(f => f.Text)).Concat(key.Numbers.Select(n => n.Feedback).Concat(key.Texts.Select(t => t.Feedback)).OfType<Text>())
            .Concat(key.Rubric.Select(c => c.Text))
            .Concat(question.Media.Select(m => m.Alternative).Where(a => a.En.Length + a.Pt.Length > 0));
    }

    /// <summary>What an item says that its kind makes nothing of would be said for nothing, and lost in a file.</summary>
    private static string? StrayMember(this ItemContent content) => (content.Question.Kind, content.Question, content.Key) switch
    {
        (not ItemKind.Numeric, _, { Numbers.Count: > 0 }) => "numbers",
        (not ItemKind.Numeric, { Unit: not null }, _) => "unit",
        (not ItemKind.ShortText, _, { Texts.Count: > 0 }) => "variants",
        (not ItemKind.ShortText, _, { CaseMatters: true }) => "caseMatters",
        (not ItemKind.ShortText, _, { AccentsMatter: true }) => "accentsMatter",
        (not ItemKind.OpenText, _, { Rubric.Count: > 0 }) => "rubric",
        (not ItemKind.OpenText, _, { MarkersNotes: not null }) => "markersNotes",
        (ItemKind.Numeric or ItemKind.ShortText or ItemKind.OpenText, { FixedOrder: true }, _) => "fixedOrder",
        (ItemKind.Numeric or ItemKind.ShortText or ItemKind.OpenText, _, { Pairs.Count: > 0 }) => "pairs",
        _ => null,
    };

    public static Rejection? Incoherence(this Question question, AnswerKey key)
    {
        string[] ids = [.. question.Options.Select(o => o.Id)], targets = [.. question.Targets.Select(t => t.Id)];
        var choice = question.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.TrueFalse;
        return question.Kind switch
        {
            _ when ids.Distinct().Count() != ids.Length || targets.Distinct().Count() != targets.Length =>
                Incoherent("Two options have the same id.", "Duas opções têm o mesmo identificador."),
            _ when question.Media.DistinctBy(m => m.Name).Count() != question.Media.Count =>
                Incoherent("Two media have the same name.", "Dois ficheiros têm o mesmo nome."),
            _ when key.Feedback.Select(f => f.OptionId).Concat(key.Credits.Select(c => c.OptionId)).Concat(key.Correct).Any(id => !ids.Contains(id)) =>
                Incoherent("The key names an option that is not there.", "A chave refere uma opção que não existe."),
            _ when key.Credits.DistinctBy(c => c.OptionId).Count() != key.Credits.Count =>
                Incoherent("An option has two weights.", "Uma opção tem dois pesos."),
            _ when key.Credits.Any(c => Math.Abs(c.Percent) > 100) || key.Numbers.Any(n => n.CreditPercent is < 0 or > 100) || key.Texts.Any(t => t.CreditPercent is < 0 or > 100) =>
                Incoherent("A weight is above 100 %, or below what can be earned.", "Um peso é superior a 100 % ou inferior ao que se pode obter."),
            _ when choice => ChoiceIncoherence(question, key, ids),
            ItemKind.Matching => MatchingIncoherence(key, ids, targets),
            _ when ids.Length > 0 || targets.Length > 0 =>
                Incoherent("An answer that is written has no options.", "Uma resposta escrita não tem opções."),
            ItemKind.Numeric when !key.Numbers.Any(n => n.CreditPercent == 100) =>
                Incoherent("No value earns the whole weight.", "Nenhum valor obtém o peso total."),
            ItemKind.Numeric when key.Numbers.Any(n => n.Tolerance < 0) =>
                Incoherent("A tolerance is below zero.", "Uma tolerância é inferior a zero."),
            ItemKind.ShortText when !key.Texts.Any(t => t.CreditPercent == 100) =>
                Incoherent("No text earns the whole weight.", "Nenhum texto obtém o peso total."),
            ItemKind.ShortText when key.Texts.Any(t => t.CreditPercent > 0 && t.Pattern.All(c => c is '*' or ' ')) =>
                Incoherent("Any answer at all would earn points.", "Qualquer resposta obteria pontos."),
            ItemKind.OpenText when key.Rubric.DistinctBy(c => c.Id).Count() != key.Rubric.Count || key.Rubric.Any(c => c.Points <= 0) =>
                Incoherent("A rubric's lines have ids of their own and points above zero.", "As linhas de uma grelha têm identificadores próprios e pontos acima de zero."),
            _ => null,
        };
    }

    private static Rejection? ChoiceIncoherence(Question question, AnswerKey key, string[] ids)
    {
        var right = key.Correct.Distinct().Count();
        decimal Credit(string id) => key.Credits.FirstOrDefault(c => c.OptionId == id)?.Percent
            ?? (key.Correct.Contains(id) ? 100m / right : question.Kind == ItemKind.MultipleChoice ? -100m / (ids.Length - right) : 0);
        return question.Kind switch
        {
            _ when question.Targets.Count > 0 || key.Pairs.Count > 0 =>
                Incoherent("Only a matching has targets.", "Só uma correspondência tem alvos."),
            _ when ids.Length < 2 =>
                Incoherent("A choice has two options at least.", "Uma escolha tem pelo menos duas opções."),
            ItemKind.TrueFalse when !ids.Order(StringComparer.Ordinal).SequenceEqual(["false", "true"]) =>
                Incoherent("The options of true or false are 'true' and 'false'.", "As opções de verdadeiro ou falso são 'true' e 'false'."),
            _ when right == 0 =>
                Incoherent("No option is marked as right.", "Nenhuma opção está marcada como certa."),
            not ItemKind.MultipleChoice when right > 1 =>
                Incoherent("A single choice has exactly one right option.", "Uma escolha única tem exatamente uma opção certa."),
            // With every option right, choosing all would always be rewarded: nothing could be guessed against.
            _ when right == ids.Length =>
                Incoherent("At least one option must be wrong.", "Pelo menos uma opção tem de estar errada."),
            not ItemKind.MultipleChoice when key.Credits.Any(c => key.Correct.Contains(c.OptionId) ? c.Percent != 100 : c.Percent is < 0 or >= 100) =>
                Incoherent("In a single choice the right option earns 100 % and any other less, but not below zero.", "Numa escolha única a opção certa vale 100 % e as outras menos, mas não menos de zero."),
            ItemKind.MultipleChoice when key.Credits.Any(c => key.Correct.Contains(c.OptionId) ? c.Percent <= 0 : c.Percent > 0) =>
                Incoherent("Right options earn and wrong ones cost.", "As opções certas valem e as erradas custam."),
            ItemKind.MultipleChoice when Math.Abs(key.Correct.Sum(Credit) - 100) > 0.1m =>
                Incoherent("The weights of the right options do not add up to 100 %.", "Os pesos das opções certas não somam 100 %."),
            ItemKind.MultipleChoice when ids.Sum(Credit) > 0.1m =>
                Incoherent("Choosing every option would earn points.", "Escolher todas as opções obteria pontos."),
            _ => null,
        };
    }

    private static Rejection? MatchingIncoherence(AnswerKey key, string[] ids, string[] targets) => key switch
    {
        _ when ids.Length < 2 || targets.Length < 2 =>
            Incoherent("A matching has two options and two targets at least.", "Uma correspondência tem pelo menos duas opções e dois alvos."),
        _ when key.Correct.Count > 0 || key.Credits.Count > 0 =>
            Incoherent("A matching has pairs, not right options.", "Uma correspondência tem pares e não opções certas."),
        _ when !key.Pairs.Select(p => p.OptionId).Order(StringComparer.Ordinal).SequenceEqual(ids.Order(StringComparer.Ordinal))
            || key.Pairs.Any(p => !targets.Contains(p.TargetId)) =>
            Incoherent("Each option has exactly one right target.", "Cada opção tem exatamente um alvo certo."),
        _ when key.Pairs.DistinctBy(p => p.TargetId).Count() < 2 =>
            Incoherent("Matching everything with the same target would always be right.", "Corresponder tudo ao mesmo alvo estaria sempre certo."),
        _ => null,
    };

    private static Rejection Incoherent(string en, string pt) => new(
        "incoherent-item", new Text(en, pt), new Text("Correct the item and send it again.", "Corrija a pergunta e envie-a de novo."), RejectionKind.Invalid);
}
