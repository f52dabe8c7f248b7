using System.Text.RegularExpressions;

namespace HumanRights.Assessment.Exchange.Qti;

/// <summary>Identifiers of QTI begin with a letter or an underscore; those of items may begin with a digit, and have small letters only.</summary>
internal static partial class QtiNames
{
    public const string Namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1";

    private const string ItemPrefix = "item-";

    public static string OfItem(string key) => ItemPrefix + key;

    public static string? KeyOf(string identifier) => identifier.Length == 0 ? null
        : identifier.StartsWith(ItemPrefix, StringComparison.Ordinal) && Guid.TryParseExact(identifier.AsSpan(ItemPrefix.Length), "D", out _) ? identifier[ItemPrefix.Length..] : identifier;

    public static string Of(string id) => char.IsAsciiLetter(id[0]) ? id : "_" + id;

    public static string Of(char set, string id) => $"{set}.{id}";

    /// <summary>The id it stands for; empty if it is no id of ours.</summary>
    public static string IdOf(string identifier)
    {
        var plain = identifier is ['o' or 't', '.', .. var set] ? set : identifier is ['_', .. var rest] ? rest : identifier;
        return Id().IsMatch(plain = plain.ToLowerInvariant()) ? plain : "";
    }

    /// <summary>A file's place in the package: none outside it, none by another way round.</summary>
    public static string? Inside(string folder, string address)
    {
        var path = Uri.UnescapeDataString(address.Split('?', '#')[0]);
        if (path.Length == 0 || path.Length > 500 || path.StartsWith('/') || path.IndexOfAny(['\\', ':', '\0']) >= 0)
        {
            return null;
        }

        var names = new List<string>(folder.Length == 0 ? [] : folder.Split('/'));
        foreach (var name in path.Split('/'))
        {
            switch (name)
            {
                case "" or ".":
                    break;
                case ".." when names.Count == 0:
                    return null;
                case "..":
                    names.RemoveAt(names.Count - 1);
                    break;
                default:
                    names.Add(name);
                    break;
            }
        }

        return string.Join('/', names);
    }

    public static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    public static string PathOf(Guid fileId, string name) => $"media/{fileId:N}/{name}";

    [GeneratedRegex("^[a-z0-9-]{1,20}\\z")]
    private static partial Regex Id();
}
