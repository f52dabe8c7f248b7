using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace HumanRights.AmbassadorNetwork.Practices;

/// <summary>Markup written as an interpolated string in which every hole is encoded, unless it is markup itself: nothing can be forgotten.</summary>
[InterpolatedStringHandler]
public sealed class Html(int literalLength, int formattedCount)
{
    // The default encoder would turn every accented letter into a number.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder markup = new(literalLength + (formattedCount * 32));

    public static Html None => $"";

    public void AppendLiteral(string literal) => markup.Append(literal);

    public void AppendFormatted(Html part) => markup.Append(part.markup);

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
        {
            AppendFormatted(part);
        }
    }

    public void AppendFormatted(string text) => markup.Append(Encoder.Encode(text));

    public void AppendFormatted(Guid id) => markup.Append(id);

    public void AppendFormatted(long number) => markup.Append(number);

    public override string ToString() => markup.ToString();
}
