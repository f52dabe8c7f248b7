using System.Text.Json;

namespace HumanRights.Identity.Development;

/// <summary>Where a platform started on this machine keeps what a tool beside it needs: `.local/` at the top of the checkout.</summary>
static class LocalPlatform
{
    const string DefaultIssuer = "http://localhost:8080";

    static readonly string? Found = Find(Directory.GetCurrentDirectory()) ?? Find(AppContext.BaseDirectory);
    static readonly string Folder = Found ?? Path.GetFullPath(".local");

    public static bool IsCheckout => Found is not null;

    public static string KeyFolder => Path.Combine(Folder, "keys");

    /// <summary>The running platform's `identity-db`, or null when its AppHost has left no note of one.</summary>
    public static string? ConnectionString => Read("identity-db", "connectionString");

    public static string Issuer => Read("gateway", "url") ?? DefaultIssuer;

    /// <summary>`state.json` is written by the AppHost: what runs, and where.</summary>
    static string? Read(string resource, string property)
    {
        var file = Path.Combine(Folder, "state.json");
        if (!File.Exists(file)) return null;
        using var state = JsonDocument.Parse(File.ReadAllText(file));
        return state.RootElement.GetProperty("resources").EnumerateArray()
            .Where(r => r.GetProperty("resource").GetString() == resource && r.TryGetProperty(property, out _))
            .Select(r => r.GetProperty(property).GetString()).FirstOrDefault();
    }

    static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HumanRights.sln"))) return Path.Combine(folder.FullName, ".local");
        return null;
    }
}
