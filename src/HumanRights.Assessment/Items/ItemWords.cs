using System.Text;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>
/// The texts of items are plain: no markup, so that nothing in them can act, and every format can hold them as they are. Lines end in a line
/// feed, spaces at their ends and doubled ones mean nothing, and what no XML could hold is left out.
/// </summary>
public static class ItemWords
{
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var (line, breaks) = (false, 0);
        var space = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\n' or '\u2028' or '\u2029' or '\u0085':
                case '\r' when i + 1 == text.Length || text[i + 1] != '\n':
                    (line, space) = (false, false);
                    breaks++;
                    break;
                case ' ' or '\t' or '\u00A0':
                    space = true;
                    break;
                case var _ when char.IsControl(c) || c is '\uFFFE' or '\uFFFF' or '\uFEFF':
                case var _ when char.IsSurrogate(c) && !Paired(text, i):
                    break;
                default:
                    if (breaks > 0 && plain.Length > 0)
                    {
                        plain.Append('\n', Math.Min(breaks, 2));
                    }
                    else if (space && line)
                    {
                        plain.Append(' ');
                    }

                    plain.Append(c);
                    (line, space, breaks) = (true, false, 0);
                    break;
            }
        }

        return plain.ToString();
    }

    public static Text Plain(this Text text) => new(Plain(text.En), Plain(text.Pt));

    private static bool Paired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}

public static class Figures
{
    /// <summary>1.50 is 1.5: records are compared as they are stored, where the two are not the same.</summary>
    public static decimal Plain(decimal number) => number == 0 ? 0 : number / 1.0000000000000000000000000000m;
}
