using HumanRights.Assessment.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.ModuleTests;

public static class EditionTests
{
    /// <summary>Tests that are composed, by module.</summary>
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
        }

        return tests;
    }
}
