using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork;

/// <summary>The programme's own lists: the topics it teaches and the United Nations' goals it serves. Stored as codes, shown as words.</summary>
public static class Themes
{
    public static IReadOnlyDictionary<string, Text> Topics { get; } = new Dictionary<string, Text>
    {
        ["equality"] = new("Equality", "Igualdade"),
        ["racism"] = new("Racism", "Racismo"),
        ["prejudice"] = new("Prejudice", "Preconceito"),
        ["discrimination"] = new("Discrimination", "Discriminação"),
        ["inclusion"] = new("Inclusion", "Inclusão"),
        ["interculturality"] = new("Interculturality", "Interculturalidade"),
        ["refugees"] = new("Integration of refugees", "Integração de refugiados"),
        ["asylum"] = new("Asylum seekers", "Requerentes de asilo"),
        ["international-protection"] = new("International protection", "Proteção internacional"),
    };

    /// <summary>Sustainable Development Goals, by their number.</summary>
    public static IReadOnlyDictionary<int, Text> Goals { get; } = new Dictionary<int, Text>
    {
        [4] = new("Quality education", "Educação de qualidade"),
        [5] = new("Gender equality", "Igualdade de género"),
        [10] = new("Reduced inequalities", "Reduzir as desigualdades"),
        [16] = new("Peace, justice and strong institutions", "Paz, justiça e instituições eficazes"),
    };

    public static Rejection? Unlisted(IEnumerable<string> topics, IEnumerable<int> goals)
    {
        if (topics.FirstOrDefault(t => !Topics.ContainsKey(t)) is { } topic)
        {
            return NotListed("unknown-topic",
                $"\"{topic}\" is none of the programme's topics.", $"\"{topic}\" não é um dos temas do programa.", string.Join(", ", Topics.Keys));
        }

        if (goals.Cast<int?>().FirstOrDefault(g => !Goals.ContainsKey(g!.Value)) is { } goal)
        {
            return NotListed("unknown-goal",
                $"Goal {goal} is none of those the programme serves.", $"O objetivo {goal} não é um dos que o programa serve.", string.Join(", ", Goals.Keys));
        }

        return null;
    }

    private static Rejection NotListed(string code, string en, string pt, string list) => new(
        code, new Text(en, pt), new Text($"Choose among: {list}.", $"Escolha entre: {list}."), RejectionKind.Invalid);
}
