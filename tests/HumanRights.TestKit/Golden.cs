using System.Runtime.CompilerServices;
using System.Text.Json;
using HumanRights.EventSourcing;
using Marten;
using Shouldly;

namespace HumanRights.TestKit;

/// <summary>
/// Stored events are a storage format: the JSON of a real sample of each is committed beside the tests and must still be
/// what is written, and still be read. HR_UPDATE_GOLDEN=1 writes the files of new events; a changed one is a new version.
/// </summary>
public static class Golden
{
    /// <summary>Checks every event the service knows against <c>golden/{alias}.json</c> beside the calling test.</summary>
    public static void CheckStored(IDocumentStore store, Outbound outbound, IEnumerable<object> samples, [CallerFilePath] string caller = "")
    {
        var byType = samples.ToDictionary(s => s.GetType());
        var aliases = store.Options.Events.AllKnownEventTypes().ToDictionary(t => t.EventType, t => t.EventTypeName);
        var serializer = ((DocumentStore)store).Options.Serializer();
        foreach (var type in outbound.KnownEvents)
        {
            byType.ShouldContainKey(type, $"{type.Name} has no sample.");
            var sample = byType[type];
            var alias = aliases[type];
            var written = Check(caller, alias, serializer.ToCleanJson(sample));
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(written));
            serializer.ToCleanJson(serializer.FromJson(type, stream)).ShouldBe(serializer.ToCleanJson(sample), $"{alias} is not read back as it was.");
        }

        byType.Keys.Except(outbound.KnownEvents).ShouldBeEmpty("A sample's event is not in the outbound map.");
    }

    /// <summary>Compares JSON with the committed file and returns what is committed.</summary>
    public static string Check(string caller, string name, string json)
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "golden", name + ".json");
        var pretty = Pretty(json);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("HR_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, pretty + "\n");
        }

        File.Exists(file).ShouldBeTrue($"{file} is missing: run once with HR_UPDATE_GOLDEN=1 and commit it.");
        var committed = File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd();
        pretty.ShouldBe(committed, $"{name} is stored otherwise than it was: add an optional member or a new version instead.");
        return committed;
    }

    private static string Pretty(string json) =>
        JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, Indented).ReplaceLineEndings("\n");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
