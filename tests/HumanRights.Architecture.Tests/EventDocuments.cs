using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using HumanRights.EventSourcing;

namespace HumanRights.Architecture.Tests;

/// <summary>docs/events, made from the contracts: who publishes, who listens, the schema (JSON Schema 2020-12) and a sample.</summary>
public static class EventDocuments
{
    // As MassTransit writes a message's body.
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    /// <summary>Events: contracts that are published, not the records they are made of.</summary>
    public static IReadOnlyList<Type> Events { get; } = [.. Platform.Contracts.Where(ContractSamples.All.ContainsKey)];

    public static IReadOnlyDictionary<string, string> Make()
    {
        var pages = Events.GroupBy(Publisher).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key.ToLowerInvariant() + ".md", g => Page(g.Key, [.. g]));
        pages["README.md"] = Index();
        return pages;
    }

    public static string Sample(Type contract) => Unix(JsonSerializer.Serialize(ContractSamples.All[contract], contract, Wire));

    public static object? Read(Type contract, string json) => JsonSerializer.Deserialize(json, contract, Wire);

    private static string Index()
    {
        var text = new StringBuilder();
        text.Append("""
            # Integration events

            Made from the contracts in `src/HumanRights.Contracts`; a test compares these pages with the code
            (`HR_UPDATE_GOLDEN=1` writes them anew). People are ids: names are in Identity's vault alone.

            Each event has an exchange of its own (durable, fanout) on the broker; a consumer binds a queue to it. The message is
            MassTransit's JSON envelope: the event is its `message` member. Delivery is at least once; `messageId` is the stored
            event's id and the same in every delivery. Order is not promised; of two events with the same `stream` header the one with
            the greater `stream-version` happened later.

            | header | meaning |
            |---|---|
            | `stream` | key of the publisher's stream |
            | `stream-version` | the event's version in that stream, from 1 |
            | `recorded-at` | when it was stored, ISO 8601 |
            | `traceparent` | W3C trace context of the request that caused it |

            | event | published by | consumed by |
            |---|---|---|

            """);
        foreach (var contract in Events)
        {
            text.Append($"| [{contract.Name}]({Publisher(contract).ToLowerInvariant()}.md#{contract.Name.ToLowerInvariant()}) | {Publisher(contract)} | {Consumers(contract)} |\n");
        }

        return Unix(text.ToString());
    }

    private static string Page(string publisher, IReadOnlyList<Type> contracts)
    {
        var text = new StringBuilder($"# Events of {publisher}\n");
        foreach (var contract in contracts)
        {
            text.Append($"""

                ## {contract.Name}

                {Summary(contract)}

                - Exchange: `{Messaging.ExchangeName(contract)}`
                - Message type: `urn:message:{contract.Namespace}:{contract.Name}`
                - Consumed by: {Consumers(contract)}

                Sample:

                ```json
                {Sample(contract)}
                ```

                Schema:

                ```json
                {Schema(contract)}
                ```

                """);
        }

        return Unix(text.ToString());
    }

    private static string Publisher(Type contract) => contract.Namespace!.Split('.')[^1];

    private static string Consumers(Type contract)
    {
        var consumers = Platform.Types.Where(t => t.GetInterfaces().Any(i => i.FullName?.StartsWith("MassTransit.IConsumer`1", StringComparison.Ordinal) == true && Consumed(i) == contract))
            .Select(t => t.Assembly.GetName().Name!.Split('.')[^1]).Distinct().Order(StringComparer.Ordinal).ToList();
        return consumers.Count == 0 ? "partner entities" : string.Join(", ", consumers);
    }

    /// <summary>Of a consumer of batches, what they are batches of.</summary>
    private static Type Consumed(Type consumer) => consumer.GetGenericArguments()[0] is { IsGenericType: true, Name: "Batch`1" } batch ? batch.GetGenericArguments()[0] : consumer.GetGenericArguments()[0];

    private static string Schema(Type contract)
    {
        var schema = (JsonObject)Wire.GetJsonSchemaAsNode(contract, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return Unix(schema.ToJsonString(Wire));
    }

    /// <summary>The doc comment's summary: contracts explain themselves where they are written.</summary>
    private static string Summary(Type contract)
    {
        var members = XDocument.Load(Path.ChangeExtension(contract.Assembly.Location, ".xml")).Descendants("member");
        var member = members.SingleOrDefault(m => m.Attribute("name")!.Value == "T:" + contract.FullName);
        var text = new StringBuilder(Words(member?.Element("summary")));
        foreach (var parameter in member?.Elements("param") ?? [])
        {
            text.Append($"\n- `{JsonNamingPolicy.CamelCase.ConvertName(parameter.Attribute("name")!.Value)}`: {Words(parameter)}");
        }

        return text.ToString().Trim();
    }

    private static string Words(XElement? element) => element is null ? "" : string.Join(' ', string.Concat(element.Nodes().Select(n =>
        n is XElement { Name.LocalName: "paramref" } reference ? JsonNamingPolicy.CamelCase.ConvertName(reference.Attribute("name")!.Value)
        : n is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : n.ToString())).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Unix(string text) => text.ReplaceLineEndings("\n");
}
