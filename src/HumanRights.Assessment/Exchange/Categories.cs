using HumanRights.Assessment.Items;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// Where a Moodle bank keeps a question: <c>$course$/top/Equality/Language</c>, a slash in a name written twice. Its own category says what a
/// question is about; those above it are a course's.
/// </summary>
internal static class Categories
{
    public static string? Topic(string? path)
    {
        if (path is null)
        {
            return null;
        }

        string[] names = [.. path.Replace("//", "\u0001", StringComparison.Ordinal).Split('/').Select(n => ItemWords.Plain(n.Replace('\u0001', '/')))];
        return names is [.., var last] && last.Length is > 0 and <= ItemCoherence.LongestTopic && last[0] != '$' && !(last == "top" && names.Length <= 2) ? last : null;
    }
}
