using System.Globalization;
using System.Text;

namespace HumanRights.Assessment.Marking;

/// <summary>
/// Whether a written answer is one of those accepted. Spaces at the ends do not count and several count as one; capitals and accents
/// count only if the key says so. In a pattern <c>*</c> stands for anything, also nothing, and <c>\*</c> for an asterisk.
/// </summary>
public static class TextMatch
{
    public static bool Matches(string answer, string pattern, bool caseMatters, bool accentsMatter)
    {
        var text = Plain(answer, caseMatters, accentsMatter);
        var parts = Parts(Plain(pattern, caseMatters, accentsMatter));
        if (parts.Count == 1)
        {
            return text == parts[0];
        }

        // Each part as early as it comes, the last one at the end: no way back is ever needed, however many asterisks there are.
        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts.Skip(1).SkipLast(1))
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    private static List<string> Parts(string pattern)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    part.Append(pattern[++i]);
                    break;
                case '*':
                    parts.Add(part.ToString());
                    part.Clear();
                    break;
                default:
                    part.Append(pattern[i]);
                    break;
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static string Plain(string text, bool caseMatters, bool accentsMatter)
    {
        var plain = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (!accentsMatter)
        {
            plain = string.Concat(plain.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
        }

        plain = plain.Normalize(NormalizationForm.FormC);
        return caseMatters ? plain : plain.ToUpperInvariant();
    }
}
