using System.Text.Json;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>An operation as the services' own documents describe it.</summary>
public sealed record Operation(string Service, string Method, string Path, JsonElement Description, JsonElement Document)
{
    public string? Id => Description.TryGetProperty("operationId", out var id) ? id.GetString() : null;

    /// <summary>Null: anyone may call it. Empty: whoever is signed in. Otherwise: whoever has one of these roles.</summary>
    public IReadOnlyList<string>? Roles => Description.TryGetProperty("security", out var security)
        ? [.. security.EnumerateArray().SelectMany(way => way.GetProperty("bearer").EnumerateArray()).Select(role => role.GetString()!).Order(StringComparer.Ordinal)]
        : null;

    public IEnumerable<(string Name, string In, JsonElement Schema)> Parameters => Description.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Select(p => (p.GetProperty("name").GetString()!, p.GetProperty("in").GetString()!, p.GetProperty("schema")))
        : [];

    public JsonElement? Body => Description.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json)
        ? json.GetProperty("schema")
        : null;

    public override string ToString() => $"{Method} {Path}";

    public static async Task<IReadOnlyList<Operation>> AllAsync(Platform platform)
    {
        var operations = new List<Operation>();
        foreach (var service in Platform.Services)
        {
            // The first to ask has it made, which takes a busy machine longer than the gateway waits.
            var document = (await Eventually.GetAsync<JsonDocument>(async () => await platform.Anyone.GetAsync($"/openapi/{service}.json").ReadAsync<JsonDocument>())).RootElement;
            operations.AddRange(
                from path in document.GetProperty("paths").EnumerateObject()
                from operation in path.Value.EnumerateObject()
                where operation.Name is "get" or "post" or "put" or "delete" or "patch"
                select new Operation(service, operation.Name.ToUpperInvariant(), path.Name, operation.Value, document));
        }

        return operations;
    }

    /// <summary>The schema itself, wherever it is kept.</summary>
    public JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Resolve(reference.GetString()!.Split('/').Skip(1).Aggregate(Document, (at, name) => at.GetProperty(name)))
        : schema;
}
