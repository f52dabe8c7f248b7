namespace HumanRights.Assessment.Exchange.Gift;

/// <summary>A question's characters, and which of them mean themselves because a backslash stood before them.</summary>
internal readonly struct GiftText
{
    /// <summary>What GIFT gives a meaning; each means itself after a backslash.</summary>
    public const string Special = "~=#{}:";

    private readonly string characters;
    private readonly bool[] literal;
    private readonly int start;

    private GiftText(string characters, bool[] literal, int start, int length) =>
        (this.characters, this.literal, this.start, Length) = (characters, literal, start, length);

    public int Length { get; }

    public static GiftText Of(string written)
    {
        var (characters, literal, length) = (new char[written.Length], new bool[written.Length], 0);
        for (var i = 0; i < written.Length; i++, length++)
        {
            var next = written[i] == '\\' && i + 1 < written.Length ? written[i + 1] : '\0';
            (characters[length], literal[length]) = next == 'n' ? ('\n', true) : next == '\\' || Special.Contains(next, StringComparison.Ordinal) && next != '\0' ? (next, true) : (written[i], false);
            i += literal[length] ? 1 : 0;
        }

        return new GiftText(new string(characters, 0, length), literal, 0, length);
    }

    public static string Escape(string text)
    {
        var escaped = new System.Text.StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c == '\n' ? escaped.Append("\\n") : c == '\\' || Special.Contains(c, StringComparison.Ordinal) ? escaped.Append('\\').Append(c) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Whether this very sign stands there, meaning what GIFT gives it.</summary>
    public bool Is(int at, string sign)
    {
        if (at + sign.Length > Length)
        {
            return false;
        }

        for (var i = 0; i < sign.Length; i++)
        {
            if (characters[start + at + i] != sign[i] || literal[start + at + i])
            {
                return false;
            }
        }

        return true;
    }

    public int Find(string sign, int from = 0)
    {
        for (var i = from; i + sign.Length <= Length; i++)
        {
            if (Is(i, sign))
            {
                return i;
            }
        }

        return -1;
    }

    public GiftText this[Range range]
    {
        get
        {
            var (offset, length) = range.GetOffsetAndLength(Length);
            return new GiftText(characters, literal, start + offset, length);
        }
    }

    /// <summary>Without spaces at the ends; escaped line ends and the spaces of other scripts are words.</summary>
    public GiftText Trimmed
    {
        get
        {
            var (from, to) = (0, Length);
            while (from < to && Blank(from))
            {
                from++;
            }

            while (to > from && Blank(to - 1))
            {
                to--;
            }

            return this[from..to];
        }
    }

    private bool Blank(int at) => !literal[start + at] && characters[start + at] is ' ' or '\t' or '\n' or '\r';

    public override string ToString() => characters is null ? "" : characters.Substring(start, Length);
}
