using HumanRights.EventSourcing;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>What one section lacks.</summary>
/// <param name="Section">Its place, from 1.</param>
/// <param name="Wanted">So many items.</param>
/// <param name="Fitting">Approved items that fit it and are not named besides.</param>
/// <param name="Missing">How many are lacking when every section gets what it can; items fitting several go to one.</param>
public sealed record Lack(int Section, int Wanted, int Fitting, int Missing);

/// <summary>Whether rules of composition can be met, for every attempt whatever its seed.</summary>
public static class Sections
{
    public const int MostPerAttempt = 100;

    /// <summary>Every start of an attempt reads the whole test.</summary>
    public const int MostInPools = 300;

    public static Rejection? Refused(int named, IReadOnlyList<Section> sections)
    {
        var asked = named + sections.Sum(s => s.Count);
        if (asked is 0 or > MostPerAttempt)
        {
            return asked == 0 ? Empty : TooMany(asked);
        }

        if (sections.SelectMany(s => s.Pool).Distinct().Count() is > MostInPools and var pool)
        {
            return PoolTooLarge(pool);
        }

        // If a full draw exists, every seed finds one.
        var drawn = Draw.From(sections, seed: 0);
        var lacks = sections.Select((s, n) => new Lack(n + 1, s.Count, s.Pool.Count, s.Count - drawn[n].Count)).ToList();
        return lacks.Any(l => l.Missing > 0) ? Lacking(lacks) : null;
    }

    private static Rejection Empty { get; } = new(
        "test-without-items", new Text("The test has neither items nor rules.", "O teste não tem perguntas nem regras."),
        new Text("Name items, or say how many to draw.", "Indique perguntas, ou quantas sortear."), RejectionKind.Invalid);

    private static Rejection TooMany(int asked) => new(
        "too-many-items",
        new Text($"An attempt would have {asked} items; it has at most {MostPerAttempt}.", $"Uma tentativa teria {asked} perguntas; tem no máximo {MostPerAttempt}."),
        new Text("Ask for fewer.", "Peça menos."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["items"] = asked } };

    private static Rejection PoolTooLarge(int pool) => new(
        "pool-too-large",
        new Text($"The rules draw from {pool} items; a test holds at most {MostInPools}.", $"As regras sorteiam de {pool} perguntas; um teste guarda no máximo {MostInPools}."),
        new Text("Narrow the rules by topic, objective or kind.", "Restrinja as regras por tema, objetivo ou tipo."))
    { Facts = new Dictionary<string, object?> { ["items"] = pool } };

    private static Rejection Lacking(IReadOnlyList<Lack> lacks)
    {
        var (missing, places) = (lacks.Sum(l => l.Missing), string.Join(", ", lacks.Where(l => l.Missing > 0).Select(l => l.Section)));
        return new(
            "too-few-items",
            new Text(
                $"The bank has not enough approved items: {missing} missing, for section(s) {places}.",
                $"O banco não tem perguntas aprovadas suficientes: faltam {missing}, para a(s) secção(ões) {places}."),
            new Text("Have more items approved, ask for fewer, or widen the rules.", "Aprove mais perguntas, peça menos ou alargue as regras."))
        { Facts = new Dictionary<string, object?> { ["sections"] = lacks } };
    }
}
