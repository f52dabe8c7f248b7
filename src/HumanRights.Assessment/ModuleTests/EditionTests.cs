using HumanRights.Assessment.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.ModuleTests;

public static class EditionTests
{
    public const int MostRehearsals = 10;

    /// <summary>Tests that are composed, by module, each followed by its rehearsals.</summary>
    public static async Task<IReadOnlyList<ModuleTest>> TestsOfAsync(this EventWriter writer, Edition edition, CancellationToken cancellation)
    {
        var tests = new List<ModuleTest>();
        foreach (var module in edition.Modules)
        {
            var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(ModuleTest.IdOf(edition.Id, module.Number)), cancellation);
            if (test.Composition is not null)
            {
                tests.Add(test);
            }

            for (var number = 1; number <= MostRehearsals; number++)
            {
                var (rehearsal, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(ModuleTest.IdOf(edition.Id, module.Number, number)), cancellation);
                if (rehearsal.Composition is null)
                {
                    break;
                }

                tests.Add(rehearsal);
            }
        }

        return tests;
    }

    /// <summary>The highest number a rehearsal of a module can have: numbers have no gaps, so that all are found.</summary>
    public static int NextRehearsal(IReadOnlyList<ModuleTest> ofModule) => Math.Min(ofModule.Count(t => t.Composition!.Rehearsal is not null) + 1, MostRehearsals);

    /// <summary>The items that a test must not share with what is there of its module, until the test that counts is released.</summary>
    public static IReadOnlySet<Guid> KeptFrom(this IReadOnlyList<ModuleTest> ofModule, int? rehearsal) => ofModule
        .Where(t => rehearsal is null ? t.Composition!.Rehearsal is not null : t is { Composition.Rehearsal: null, ReleasedAt: null })
        .SelectMany(t => t.Composition!.Items).Select(i => i.ItemId).ToHashSet();
}
