using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Programmes;

/// <summary>What makes a blueprint coherent: an edition is only ever planned from one that is.</summary>
public static class Blueprints
{
    public static Rejection? Incoherence(this Blueprint blueprint)
    {
        var letters = blueprint.Objectives.Select(o => o.Letter).ToList();
        var numbers = blueprint.Modules.Select(m => m.Number);
        var served = blueprint.Modules.SelectMany(m => m.Objectives).ToHashSet();

        if (!numbers.SequenceEqual(Enumerable.Range(1, blueprint.Modules.Count)))
        {
            return Incoherent("Modules are numbered 1, 2, 3 and so on, in order.", "Os módulos são numerados 1, 2, 3 e assim por diante, por ordem.");
        }

        if (letters.Distinct().Count() != letters.Count)
        {
            return Incoherent("An objective's letter appears twice.", "A letra de um objetivo aparece duas vezes.");
        }

        if (served.Except(letters).Order().ToList() is { Count: > 0 } unknown)
        {
            return Incoherent($"A module serves objectives that are not defined: {string.Join(", ", unknown)}.", $"Um módulo serve objetivos não definidos: {string.Join(", ", unknown)}.");
        }

        if (letters.Except(served).Order().ToList() is { Count: > 0 } unserved)
        {
            return Incoherent($"No module serves the objectives {string.Join(", ", unserved)}.", $"Nenhum módulo serve os objetivos {string.Join(", ", unserved)}.");
        }

        if (blueprint.Modules.Sum(m => m.Hours) > blueprint.Hours)
        {
            return Incoherent("The modules have more hours than the programme.", "Os módulos têm mais horas do que o programa.");
        }

        if (blueprint.Registration?.ReservedSeats.GroupBy(r => r.Region).FirstOrDefault(g => g.Count() > 1)?.Key is { } region)
        {
            return Incoherent($"Seats are reserved twice for the region {region}.", $"Há lugares reservados duas vezes para a região {region}.");
        }

        return blueprint.Registration?.Exceeds(PlanEdition.HighestCapacity) is { } exceeds ? exceeds with { Kind = RejectionKind.Invalid } : null;
    }

    private static Rejection Incoherent(string en, string pt) => new(
        "incoherent-blueprint", new Text(en, pt),
        new Text("Correct the blueprint and send it again.", "Corrija o modelo e envie-o de novo."), RejectionKind.Invalid);
}
