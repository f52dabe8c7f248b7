using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>How a file's text is written.</summary>
internal enum Markings
{
    /// <summary>HTML; line ends are spaces.</summary>
    Html,

    /// <summary>HTML; line ends are line breaks.</summary>
    Auto,

    /// <summary>As it stands.</summary>
    Plain,
}

/// <summary>
/// HTML as other systems hold it becomes plain text, in both languages: elements of class <c>multilang</c> and <c>{mlang xx}</c> say which words
/// are whose. Nothing of the markup is kept, so nothing in it can act. One pass, however deep it is nested.
/// </summary>
/// <param name="picture">What a picture's or sound's address and alternative text become in the text of a language, en or pt.</param>
/// <param name="lost">Told once for each sort of thing that plain text does not hold.</param>
internal sealed partial class Markup(Func<string, string, string, string> picture, Action<Text> lost)
{
    private static readonly string[] Formatting =
        ["b", "strong", "i", "em", "u", "s", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "sup", "sub", "a", "font", "pre", "code", "blockquote", "math"];

    private static readonly string[] Dropped = ["script", "style", "svg", "iframe", "object", "video", "audio", "template", "textarea", "select", "title", "head"];

    private static readonly string[] Paragraphs = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"];

    private static readonly string[] Lines = ["div", "li", "tr", "dt", "dd", "section", "article", "figure", "figcaption", "caption"];

    public Text Read(string raw, Markings markings)
    {
        if (markings == Markings.Plain)
        {
            return new Text(raw, raw);
        }

        var (en, pt) = (InLanguage(raw, "en"), InLanguage(raw, "pt"));
        return new Text(Plain(en, markings, "en"), Plain(pt, markings, "pt"));
    }

    /// <summary>Of words given in several languages at one place, those in this one; where it is missing, the first that is there.</summary>
    private static string InLanguage(string html, string language)
    {
        if (!html.Contains("multilang", StringComparison.OrdinalIgnoreCase) && !html.Contains("{mlang", StringComparison.OrdinalIgnoreCase))
        {
            return html;
        }

        var told = new StringBuilder();
        var block = new List<(string Language, string Words)>();
        var (at, span, curly) = (0, -2, -2);
        while (at < html.Length)
        {
            span = span != -1 && span < at ? html.IndexOf("<span", at, StringComparison.OrdinalIgnoreCase) : span;
            curly = curly != -1 && curly < at ? html.IndexOf("{mlang", at, StringComparison.OrdinalIgnoreCase) : curly;
            var next = (span, curly) switch { (-1, _) => curly, (_, -1) => span, _ => Math.Min(span, curly) };
            if (next == -1)
            {
                break;
            }

            var (words, after) = next == curly ? Curly(html, next) : Span(html, next);
            if (words is null)
            {
                Tell(html.AsSpan(at, after - at));
            }
            else
            {
                Tell(html.AsSpan(at, next - at));
                block.Add(words.Value);
            }

            at = after;
        }

        Tell(html.AsSpan(at));
        Close();
        return told.ToString();

        void Tell(ReadOnlySpan<char> between)
        {
            if (!between.IsWhiteSpace())
            {
                Close();
                told.Append(between);
            }
        }

        void Close()
        {
            if (block.Count > 0)
            {
                told.Append((block.FirstOrDefault(w => Speaks(w.Language, language)) is { Words: not null } own ? own
                    : block.FirstOrDefault(w => Speaks(w.Language, "other")) is { Words: not null } other ? other : block[0]).Words);
                block.Clear();
            }
        }
    }

    private static bool Speaks(string languages, string language) => languages.Split(',').Any(l =>
        l.Trim() is var one && one.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (one.Length == language.Length || one[language.Length] is '-' or '_'));

    private static ((string, string)? Words, int After) Curly(string html, int at)
    {
        var open = html.IndexOf('}', at);
        if (open < 0 || open - at > 100)
        {
            return (null, at + 1);
        }

        var languages = html[(at + "{mlang".Length)..open].Trim();
        var close = html.IndexOf("{mlang}", open, StringComparison.OrdinalIgnoreCase);
        return languages.Length == 0 ? (null, open + 1)
            : close < 0 ? ((languages, html[(open + 1)..]), html.Length)
            : ((languages, html[(open + 1)..close]), close + "{mlang}".Length);
    }

    private static ((string, string)? Words, int After) Span(string html, int at)
    {
        var (tag, inside) = Tag.Read(html, at);
        if (tag.Name != "span" || !tag["class"].Contains("multilang", StringComparison.OrdinalIgnoreCase) || tag["lang"] is not { Length: > 0 } language)
        {
            return (null, inside);
        }

        // Spans inside are no languages of their own.
        for (var (depth, i) = (1, inside); ;)
        {
            i = html.IndexOf('<', i);
            if (i < 0)
            {
                return ((language, html[inside..]), html.Length);
            }

            var name = html.AsSpan(i + 1);
            depth += name.StartsWith("span", StringComparison.OrdinalIgnoreCase) ? 1 : name.StartsWith("/span", StringComparison.OrdinalIgnoreCase) ? -1 : 0;
            if (depth == 0)
            {
                return ((language, html[inside..i]), Tag.Read(html, i).After);
            }

            i++;
        }
    }

    private string Plain(string html, Markings markings, string language)
    {
        var text = new StringBuilder(html.Length);
        for (var i = 0; i < html.Length;)
        {
            var c = html[i];
            if (c == '<' && i + 1 < html.Length && (char.IsAsciiLetter(html[i + 1]) || html[i + 1] is '/' or '!' or '?'))
            {
                i = Element(html, i, text, language);
            }
            else if (c == '&' && html.IndexOf(';', i, Math.Min(32, html.Length - i)) is > 0 and var end)
            {
                text.Append(WebUtility.HtmlDecode(html[i..(end + 1)]));
                i = end + 1;
            }
            else
            {
                text.Append(c is not ('\n' or '\r' or '\t') ? c : markings == Markings.Auto && c == '\n' ? '\n' : ' ');
                i++;
            }
        }

        return text.ToString();
    }

    /// <summary>What an element's tag means for the text, and where to go on.</summary>
    private int Element(string html, int at, StringBuilder text, string language)
    {
        if (html.AsSpan(at).StartsWith("<!--"))
        {
            var end = html.IndexOf("-->", at + 4, StringComparison.Ordinal);
            return end < 0 ? html.Length : end + 3;
        }

        var (tag, after) = Tag.Read(html, at);
        if (Formatting.Contains(tag.Name))
        {
            lost(FormattingLost);
        }

        switch (tag.Name)
        {
            case "br":
                text.Append('\n');
                break;
            case "img":
                text.Append(picture(tag["src"], tag["alt"], language));
                break;
            case "audio" when !tag.Closes:
                var sound = Inside(html, after, tag.Name, out after);
                text.Append(picture(
                    tag["src"] is { Length: > 0 } own ? own : sound.IndexOf("<source", StringComparison.OrdinalIgnoreCase) is >= 0 and var source ? Tag.Read(sound, source).Tag["src"] : "",
                    tag["aria-label"] is { Length: > 0 } label ? label : tag["title"], language));
                break;
            case var name when Dropped.Contains(name):
                if (!tag.Closes)
                {
                    lost(EmbeddedLost);
                    Inside(html, after, name, out after);
                }

                break;
            case "embed" or "input" or "form" or "button":
                lost(EmbeddedLost);
                break;
            case "li" when !tag.Closes:
                Break(text, 1);
                text.Append("- ");
                break;
            case "td" or "th" when !tag.Closes:
                text.Append(text.Length > 0 && text[^1] != '\n' ? " | " : "");
                break;
            case "sup" or "sub" when !tag.Closes:
                text.Append(tag.Name == "sup" ? '^' : '_');
                break;
            case var name when Paragraphs.Contains(name):
                Break(text, 2);
                break;
            case var name when Lines.Contains(name):
                Break(text, 1);
                break;
        }

        return after;
    }

    private static string Inside(string html, int from, string name, out int after)
    {
        var end = html.IndexOf("</" + name, from, StringComparison.OrdinalIgnoreCase);
        after = end < 0 ? html.Length : Tag.Read(html, end).After;
        return html[from..(end < 0 ? html.Length : end)];
    }

    private static void Break(StringBuilder text, int wanted)
    {
        var (at, there) = (text.Length - 1, 0);
        for (; at >= 0 && text[at] is ' ' or '\n' && there < wanted; at--)
        {
            there += text[at] == '\n' ? 1 : 0;
        }

        if (at >= 0)
        {
            text.Append('\n', wanted - there);
        }
    }

    /// <summary>Plain text in both languages as the HTML of other systems: said once where both say the same.</summary>
    public static string Write(Text text, Func<string, bool, string>? picture = null, Func<string, string>? mark = null)
    {
        var (en, pt) = (Html(text.En, picture, inEnglish: true), Html(text.Pt, picture, inEnglish: false));
        mark ??= language => $"lang=\"{language}\" class=\"multilang\"";
        return en == pt ? en : $"<span {mark("en")}>{en}</span><span {mark("pt")}>{pt}</span>";
    }

    // A picture is the element for a medium's name in a language; empty if it is none.
    private static string Html(string text, Func<string, bool, string>? picture, bool inEnglish)
    {
        var html = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (picture is not null && text.AsSpan(i).StartsWith("[[") && text.IndexOf("]]", i + 2, Math.Min(102, text.Length - i - 2), StringComparison.Ordinal) is >= 0 and var end
                && picture(text[(i + 2)..end], inEnglish) is { Length: > 0 } element)
            {
                html.Append(element);
                i = end + 1;
                continue;
            }

            html.Append(text[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\n' => "<br/>",
                // These begin something in one or other of the formats.
                '{' => "&#123;",
                '[' when i == 0 => "&#91;",
                '%' when i == 0 => "&#37;",
                var c => c,
            });
        }

        return html.ToString();
    }

    private static Text FormattingLost { get; } = new(
        "Emphasis, headings, lists, tables and links became plain text.", "Realces, títulos, listas, tabelas e ligações passaram a texto simples.");

    private static Text EmbeddedLost { get; } = new(
        "Embedded content (scripts, frames, films, drawings, forms) was left out.", "O conteúdo incorporado (programas, molduras, filmes, desenhos, formulários) foi deixado de fora.");

    /// <summary>A tag: its name, and its attributes with entities resolved.</summary>
    private sealed partial record Tag(string Name, bool Closes, string Attributes)
    {
        public string this[string name]
        {
            get
            {
                foreach (var attribute in AttributePattern().EnumerateMatches(Attributes))
                {
                    var text = Attributes.AsSpan(attribute.Index, attribute.Length);
                    var equals = text.IndexOf('=');
                    if (text[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                    {
                        return WebUtility.HtmlDecode(text[(equals + 1)..].Trim(" \t\r\n").Trim("\"'").ToString());
                    }
                }

                return "";
            }
        }

        /// <summary>The tag that begins here; one that never ends goes on to the end of the text.</summary>
        public static (Tag Tag, int After) Read(string html, int at)
        {
            var name = at + 1;
            var closes = name < html.Length && html[name] == '/';
            var i = name += closes ? 1 : 0;
            while (i < html.Length && (char.IsAsciiLetterOrDigit(html[i]) || html[i] is ':' or '-'))
            {
                i++;
            }

            var (attributes, quote) = (i, '\0');
            for (; i < html.Length && (quote != '\0' || html[i] != '>'); i++)
            {
                quote = quote == '\0' ? html[i] is '"' or '\'' ? html[i] : '\0' : html[i] == quote ? '\0' : quote;
            }

            return (new Tag(html[name..attributes].ToLowerInvariant(), closes, html[attributes..i]), Math.Min(i + 1, html.Length));
        }

        [GeneratedRegex("""[A-Za-z][A-Za-z0-9:-]*\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", RegexOptions.NonBacktracking)]
        private static partial Regex AttributePattern();
    }
}
