using System.Reflection;
using System.Runtime.CompilerServices;
using HumanRights.EventSourcing;

namespace HumanRights.Architecture.Tests;

/// <summary>The platform as it is, found rather than listed: what src/ gains is under the rules at once.</summary>
public static class Platform
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static IReadOnlyDictionary<string, string> Projects { get; } = Directory
        .GetFiles(Path.Combine(Root, "src"), "HumanRights.*.csproj", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f));

    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [.. Projects.Keys.Order(StringComparer.Ordinal).Select(name => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll")))];

    public static IReadOnlyList<Type> Types { get; } =
        [.. Assemblies.SelectMany(a => a.GetTypes()).Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)) && t.Namespace?.StartsWith("HumanRights.", StringComparison.Ordinal) == true)];

    /// <summary>The services with an event store: whoever has an outbound map.</summary>
    public static IReadOnlyDictionary<Assembly, Outbound> Outbounds { get; } = Types
        .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(p => p.PropertyType == typeof(Outbound))
        .ToDictionary(p => p.DeclaringType!.Assembly, p => (Outbound)p.GetValue(null)!);

    public static IReadOnlyList<Type> Contracts { get; } =
        [.. Types.Where(t => t.Assembly.GetName().Name == "HumanRights.Contracts").OrderBy(t => t.FullName, StringComparer.Ordinal)];

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
