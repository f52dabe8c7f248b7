using System.Text;
using System.Text.Json;
using CsCheck;

namespace HumanRights.EndToEnd.Tests;

/// <summary>A request as someone might send it who means no good, or whose program is broken.</summary>
public sealed record HostileRequest(Operation Operation, string Method, string Path, string Who, string? ContentType, byte[] Body, (string Name, string Value) Header)
{
    public HttpRequestMessage Message(string? token)
    {
        var message = new HttpRequestMessage(new(Method), Path);
        message.Headers.TryAddWithoutValidation(Header.Name, Header.Value);
        if (Header.Name != "Accept")
        {
            message.Headers.Accept.Add(new("application/json")); // who does not say so is shown a page at some addresses
        }

        if (token is not null)
        {
            message.Headers.Authorization = new("Bearer", token);
        }

        if (ContentType is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }

    public override string ToString() =>
        $"{Method} {Short(Path)} as {Who}, {Header.Name}: {Short(Header.Value)}, {ContentType ?? "no body"} {Short(Encoding.UTF8.GetString(Body))}";

    static string Short(string text) => text.Length > 600 ? $"{text[..600]}... ({text.Length} characters)" : text;
}

/// <summary>
/// Requests grown from an operation's own description, so that most of each is right and gets far, and something in it is
/// wrong: in its JSON, its values, its ids, its addresses, its headers or its sender.
/// </summary>
/// <param name="ids">Real ids by the names parameters have: unknown ones alone would never reach a rule.</param>
/// <param name="senders">Names of those with a good token, by role.</param>
/// <param name="strangers">Names of those without one.</param>
/// <param name="leaver">The one with a good token who may erase themselves.</param>
public sealed class HostileInput(IReadOnlyDictionary<string, string[]> ids, IReadOnlyDictionary<string, string[]> senders, string[] strangers, string leaver)
{
    static readonly string Long = new('x', 100_000);

    // What texts that are codes may say, by the names of their members: without a right one no rule is ever reached.
    static readonly Dictionary<string, string[]> Words = new()
    {
        ["kind"] = ["class", "class", "opening-webinar", "singleChoice", "multipleChoice", "document"], ["reason"] = ["discussion", "issuedInError"], ["topics"] = ["inclusion", "refugees"],
        ["email"] = ["someone@example.invalid"], ["language"] = ["pt-PT", "en"], ["region"] = ["PT170"], ["sector"] = ["central"], ["link"] = ["https://example.org/report"],
        ["roles"] = ["participant", "trainer", "coordinator"], ["letter"] = ["a", "b"], ["objectives"] = ["a", "b"], ["id"] = ["a", "b", "c"], ["optionIds"] = ["a", "b"],
        ["notInTheMorning"] = ["public-event"],
    };

    static readonly Gen<string> BadValue = Gen.OneOf(
        "null", "true", "0", "-1", "1.5", "-2147483649", "2147483648", "9223372036854775808", "99999999999999999999999999999999", "1e400", "-0", "NaN",
        "\"\"", "\" \"", "\"1\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\u202e\u0301\ud83d\ude00\"", "\"'; drop table mt_events; --\"", "\"<script>alert(1)</script>\"",
        "\"{0} %s ${x} {{x}}\"", "\"../../etc/passwd\"", $"\"{Long}\"",
        "\"not-a-guid\"", "\"00000000-0000-0000-0000-000000000000\"", "\"0198f000-0000-7000-8000-000000000001\"",
        "\"2026-02-30T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"-271821-04-20T00:00:00Z\"", "\"2026-01-01\"",
        "[]", "{}", "[[]]", "[null]", "[{}]", "[\"\\u0000\"]", "{\"en\":null,\"pt\":null}", "{\"a\":{\"b\":{\"c\":{}}}}");

    static readonly Gen<byte[]> BadBody = Gen.OneOf(
        "", " ", "{", "}", "[", "nul", "null", "42", "\"text\"", "[]", "{}", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":}", "{}{}", "// comment", "\ufeff{}",
        new string('[', 5_000), string.Concat(Enumerable.Repeat("{\"a\":", 5_000)), new string('[', 40) + new string(']', 40), "a=1&b=2", "<x/>", "\0").Select(Encoding.UTF8.GetBytes);

    static readonly Gen<byte[]> BadBytes = Gen.Frequency((9, BadBody), (1, Gen.Const<byte[]>([(byte)'{', (byte)'"', 0xC3, 0x28, 0xFF, 0xFE, (byte)'"', (byte)'}'])));

    static readonly Gen<string?> ContentType = Gen.Frequency(
        (12, Gen.Const((string?)"application/json")),
        (1, Gen.OneOf<string?>(
            null, "text/plain", "application/xml", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "multipart/form-data", "application/problem+json", "json", ";", "*/*")));

    // U+0000 in a path never reaches a service: the server refuses the request line itself.
    static readonly Gen<string> BadSegment = Gen.OneOf(
        "not-a-guid", "0", "-1", "2147483648", "99999999999999999999", "00000000-0000-0000-0000-000000000000", "0198f000-0000-7000-8000-000000000001",
        "%7B0198f000-0000-7000-8000-000000000001%7D", "..%2F..", "%2e%2e%2f", "%C3%A9", "%FF", "%25", "a%20b", "*", "HR-2026-XXXX-XXXX-XXXX", new string('x', 3_000));

    static readonly Gen<string> BadQuery = Gen.OneOf(
        "", "-1", "0", "1", "1000000", "9223372036854775807", "99999999999999999999", "1.5", "abc", "true", "%00", "%FF", "%27%20or%201%3D1", "%F0%9F%98%80",
        "0198f000-0000-7000-8000-000000000001", new string('x', 3_000));

    static readonly Gen<(string, string)> Header = Gen.Frequency(
        (8, Gen.Const(("Accept", "application/json"))),
        (3, Gen.OneOf(
            ("If-Match", "\"1\""), ("If-Match", "1"), ("If-Match", "*"), ("If-Match", "W/\"1\""), ("If-Match", "\"-1\""), ("If-Match", "\"99999999999999999999\""), ("If-Match", "\"abc\""),
            ("Accept", "application/xml"), ("Accept", ";;;"), ("Accept-Language", "pt-PT"), ("Accept-Language", "xx, *;q=nan"), ("traceparent", "00-zz-zz-00"),
            ("Accept-Encoding", "nonsense"), ("X-Forwarded-For", "'"), ("Idempotency-Key", Long[..2_000]), ("Content-Encoding", "gzip"))));

    public Gen<HostileRequest> For(Operation operation)
    {
        var sender = operation.ToString() == "DELETE /api/identity/people/me" ? Gen.OneOf<string>([leaver, .. strangers]) : Gen.Frequency(
            (6, Gen.OneOf<string>([.. senders.Where(s => operation.Roles is not { Count: > 0 } roles || roles.Contains(s.Key)).SelectMany(s => s.Value).DefaultIfEmpty(strangers[0])])),
            (1, Gen.OneOf<string>([.. senders.Values.SelectMany(s => s), .. strangers])));
        var method = Gen.Frequency((40, Gen.Const(operation.Method)), (1, Gen.OneOf("PATCH", "OPTIONS", "PROPFIND")));
        var body = operation.Body is not { } schema
            ? Gen.Select(Gen.Frequency((4, Gen.Const((string?)null)), (1, ContentType)), BadBytes)
            : Gen.Select(ContentType, Gen.Frequency((6, Json(operation, schema).Select(Encoding.UTF8.GetBytes)), (1, BadBytes)));
        return Gen.Select(Address(operation), method, sender, body, Header,
            (path, verb, who, sent, header) => new HostileRequest(operation, verb, path, who, sent.Item1, sent.Item1 is null ? [] : sent.Item2, header));
    }

    Gen<string> Address(Operation operation)
    {
        var address = Gen.Const(operation.Path);
        foreach (var (name, where, _) in operation.Parameters.Where(p => p.In is "path" or "query"))
        {
            address = where == "path"
                ? Gen.Select(address, Gen.Frequency((6, Known(name)), (1, BadSegment)), (a, value) => a.Replace($"{{{name}}}", value, StringComparison.Ordinal))
                : Gen.Select(address, Gen.Frequency((3, Gen.Const("")), (2, BadQuery.Select(q => $"{name}={q}&"))), (a, q) => q.Length == 0 ? a : a + (a.Contains('?') ? "" : "?") + q);
        }

        return address;
    }

    Gen<string> Known(string name) => ids.TryGetValue(name, out var known) ? Gen.OneOf(known) : Gen.OneOf<string>([.. ids.Values.SelectMany(v => v).Where(v => Guid.TryParse(v, out _))]);

    /// <summary>JSON of this schema in which, here and there, something is not.</summary>
    Gen<string> Json(Operation operation, JsonElement described, string name = "")
    {
        var schema = operation.Resolve(Alternative(operation, operation.Resolve(described)));
        var good = TypeOf(schema) switch
        {
            "object" => Object(operation, schema),
            "array" => Json(operation, schema.GetProperty("items"), name).Array[1, 3].Select(values => $"[{string.Join(',', values)}]"),
            "integer" or "number" => Gen.OneOf("1", "2", "5", "60", "100"),
            "boolean" => Gen.OneOf("true", "false"),
            _ when schema.TryGetProperty("enum", out var names) => Gen.OneOf<string>([.. names.EnumerateArray().Select(v => v.GetRawText())]),
            _ => (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
            {
                "uuid" => Known(name).Select(id => $"\"{id}\""),
                "date-time" => Gen.OneOf($"\"{Days.FromNow(-1):O}\"", $"\"{Days.FromNow(1):O}\"", $"\"{Days.FromNow(400):O}\""),
                _ => Gen.OneOf<string>([.. Words.GetValueOrDefault(name, ["a", "b", "sample-town"]).Select(word => $"\"{word}\"")]),
            },
        };
        return Gen.Frequency((24, good), (1, BadValue));
    }

    Gen<string> Object(Operation operation, JsonElement schema)
    {
        var members = Gen.Const("");
        foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToArray() : [])
        {
            var member = Json(operation, property.Value, property.Name).Select(value => $"\"{property.Name}\":{value}");
            members = Gen.Select(members, Gen.Frequency((60, member), (1, Gen.Const("")), (1, member.Select(m => $"{m},{m}")), (1, Gen.Const("\"unknown\":1"))), Joined);
        }

        return members.Select(m => $"{{{m}}}");
    }

    static string Joined(string left, string right) => left.Length == 0 || right.Length == 0 ? left + right : $"{left},{right}";

    static JsonElement Alternative(Operation operation, JsonElement schema)
    {
        foreach (var word in (string[])["oneOf", "anyOf", "allOf"])
        {
            if (schema.TryGetProperty(word, out var ways))
            {
                return ways.EnumerateArray().First(way => TypeOf(operation.Resolve(way)) != "null");
            }
        }

        return schema;
    }

    static string? TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? (schema.TryGetProperty("properties", out _) ? "object" : null)
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()).First(t => t != "null")
        : type.GetString();
}
