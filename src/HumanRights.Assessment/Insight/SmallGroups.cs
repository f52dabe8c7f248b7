using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Insight;

/// <summary>Why a figure is not given. <paramref name="Code"/> is stable and kebab-case.</summary>
public sealed record Absent(string Code, Text Words)
{
    public static Absent SmallGroup(int smallest) => new(
        "small-group",
        new Text($"Fewer than {smallest} people, or a number from which such a one could be worked out.", $"Menos de {smallest} pessoas, ou um número do qual esse se poderia deduzir."));

    public static Absent MarkingNotComplete { get; } = new(
        "marking-not-complete",
        new Text(
            "Attempts are still being graded, or wait for a person to mark them: the figures come when all are there.",
            "Há tentativas por classificar ou que aguardam avaliação por uma pessoa: os dados surgem quando todas estiverem avaliadas."));

    public static Absent NoSpread { get; } = new(
        "no-spread", new Text("Everyone has the same: there is nothing to compare.", "Todos têm o mesmo: não há o que comparar."));

    public static Absent OneItem { get; } = new(
        "fewer-than-two-items", new Text("It takes at least two items.", "São precisas pelo menos duas perguntas."));

    public static Absent ItemsDiffer { get; } = new(
        "items-differ",
        new Text("People had different items: the coefficient is defined for the same items only.", "As pessoas tiveram perguntas diferentes: o coeficiente só está definido para as mesmas."));

    public static Absent NegativeReliability { get; } = new(
        "reliability-negative",
        new Text("With a negative reliability there is no error of measurement to give.", "Com uma fiabilidade negativa não há erro de medida a indicar."));
}

/// <summary>
/// Counts of few people are not given, nor what they could be worked out from: the counts of a table add up to a number that is known. What is
/// left out all looks the same: it cannot be told which of them was small.
/// </summary>
public static class SmallGroups
{
    /// <summary>Which cells of a table to leave out.</summary>
    /// <param name="cells">Everyone is in one of them.</param>
    /// <param name="smallest">The least that is given, besides none.</param>
    /// <param name="known">A cell that another figure gives away in any case.</param>
    public static bool[] Hidden(IReadOnlyList<int> cells, int smallest, int? known = null) => Hidden([cells], smallest, known);

    /// <summary>The same rows in several tables of different people, such as the best, the middle and the weakest: a row is left out of all or of none.</summary>
    public static bool[] Hidden(IReadOnlyList<IReadOnlyList<int>> tables, int smallest, int? known = null)
    {
        var rows = Enumerable.Range(0, tables[0].Count).Where(i => i != known).ToList();
        var hidden = new bool[tables[0].Count];
        foreach (var i in rows)
        {
            hidden[i] = tables.Any(t => t[i] > 0 && t[i] < smallest);
        }

        if (!hidden.Contains(true))
        {
            return hidden;
        }

        // The next smallest, until what is left out is no small group itself; rows without anyone last, since they tell of nobody.
        foreach (var i in rows.Where(i => !hidden[i]).OrderBy(i => tables.All(t => t[i] == 0)).ThenBy(i => tables.Sum(t => t[i])))
        {
            if (Covered())
            {
                break;
            }

            hidden[i] = true;
        }

        if (known is { } k && !Covered())
        {
            hidden[k] = hidden.Count(h => h) < 2;
        }

        return hidden;

        bool Covered() => hidden.Count(h => h) >= 2 && tables.Select(t => t.Where((_, i) => hidden[i]).Sum()).All(sum => sum == 0 || sum >= smallest);
    }
}
