using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HumanRights.ServiceDefaults;

/// <summary>JSON at the edge says exactly what it means, or is refused with the path of what is wrong (400).</summary>
static class Json
{
    public static void MakeStrict(JsonSerializerOptions options)
    {
        options.MaxDepth = 16;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new TextWithoutNul());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNullElements);
    }

    // RespectNullableAnnotations stops at members: what a list may hold is beyond it.
    static void RefuseNullElements(JsonTypeInfo type)
    {
        var lists = type.Properties.Where(p => p.Get is not null && p.PropertyType != typeof(string) && p.PropertyType.IsAssignableTo(typeof(IEnumerable))).ToArray();
        if (type.Kind != JsonTypeInfoKind.Object || lists.Length == 0) return;
        type.OnDeserialized += value =>
        {
            foreach (var list in lists)
                if (list.Get!(value) is IEnumerable elements && elements.Cast<object?>().Contains(null)) throw new JsonException($"{list.Name}: null is no element.");
        };
    }

    /// <summary>PostgreSQL stores no U+0000 in text: a value that could never be saved is refused before anything is decided.</summary>
    sealed class TextWithoutNul : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString();
            return text is not null && text.Contains('\0') ? throw new JsonException("U+0000 is not text.") : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options)!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }
}
