namespace HumanRights.Architecture.Tests;

public sealed class EventDocumentsTests
{
    private static readonly string Folder = Path.Combine(Platform.Root, "docs", "events");

    [Fact]
    public void Every_published_event_has_a_sample()
    {
        // Records that other contracts are made of are described with them.
        var parts = Platform.Contracts.SelectMany(c => c.GetProperties()).SelectMany(p => p.PropertyType.GetGenericArguments().Append(p.PropertyType)).ToHashSet();
        Platform.Contracts.Except(ContractSamples.All.Keys).Except(parts).ShouldBeEmpty();
    }

    [Fact]
    public void The_pages_say_what_the_contracts_say()
    {
        var pages = EventDocuments.Make();
        if (Environment.GetEnvironmentVariable("HR_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var (name, text) in pages)
            {
                File.WriteAllText(Path.Combine(Folder, name), text);
            }
        }

        Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).ShouldBe(pages.Keys, ignoreOrder: true);
        foreach (var (name, text) in pages)
        {
            text.ShouldBe(File.ReadAllText(Path.Combine(Folder, name)).ReplaceLineEndings("\n"), $"docs/events/{name}: a published contract changed. Partners read it; add an optional member or a new event.");
        }
    }

    public static TheoryData<string> Events => [.. EventDocuments.Events.Select(e => e.FullName!)];

    [Theory]
    [MemberData(nameof(Events))]
    public void A_sample_is_read_back_as_it_was(string name)
    {
        var contract = EventDocuments.Events.Single(e => e.FullName == name);
        var json = EventDocuments.Sample(contract);
        System.Text.Json.JsonSerializer.Serialize(EventDocuments.Read(contract, json)).ShouldBe(System.Text.Json.JsonSerializer.Serialize(ContractSamples.All[contract]));
    }
}
