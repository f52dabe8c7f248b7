using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// The bounds that a body's attributes set for whoever sends one: what comes in a file was sent by nobody, and is held to the same.
/// </summary>
internal static class Bounds
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(PropertyInfo Property, ValidationAttribute[] Attributes)>> Members = new();

    public static Rejection? Exceeded(object body) => Exceeded(body, "") is { } found ? Invalid(found.Member, found.Reason) : null;

    private static (string Member, string Reason)? Exceeded(object body, string path)
    {
        foreach (var (property, attributes) in Members.GetOrAdd(body.GetType(), Of))
        {
            var (value, member) = (property.GetValue(body), path + JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            if (attributes.FirstOrDefault(a => !a.IsValid(value)) is { } attribute)
            {
                return (member, attribute.FormatErrorMessage(member));
            }

            var inside = value switch
            {
                null or string => null,
                IEnumerable many => many.Cast<object>().Select((one, i) => Inside(one, $"{member}[{i}].")).FirstOrDefault(found => found is not null),
                var one => Inside(one, member + "."),
            };
            if (inside is not null)
            {
                return inside;
            }
        }

        return null;
    }

    private static (string, string)? Inside(object one, string path) => one.GetType().Namespace == typeof(Items.ContentBody).Namespace ? Exceeded(one, path) : null;

    // A record's attributes stand on its parameters.
    private static IReadOnlyList<(PropertyInfo, ValidationAttribute[])> Of(Type type)
    {
        var parameters = type.GetConstructors().SelectMany(c => c.GetParameters()).ToLookup(p => p.Name);
        return [.. type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && parameters.Contains(p.Name))
            .Select(p => (p, parameters[p.Name].SelectMany(a => a.GetCustomAttributes<ValidationAttribute>()).ToArray()))];
    }

    private static Rejection Invalid(string member, string reason) => new(
        "invalid-values", new Text($"{member}: {reason}", $"{member}: {ValidationWords.InPortuguese(reason)}"),
        new Text("Correct it in the file and send the file again.", "Corrija-o no ficheiro e envie-o de novo."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["member"] = member } };
}
