using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using MimeKit;

namespace HumanRights.Notifications.Letters;

/// <summary>Whom a letter goes to, as Identity's vault says at the moment of sending.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">As they write it, in any script.</param>
/// <param name="Email">Their address.</param>
/// <param name="Language">en or pt-PT.</param>
public sealed record Recipient(Guid PersonId, string Name, string Email, string Language);

/// <summary>
/// Makes the message (RFC 5322, multipart/alternative): plain text, and HTML that says the same without tables, pictures or scripts. Everything in it follows
/// from the letter, so that the same letter written twice is the same message.
/// </summary>
public sealed class Composer(MailboxAddress from)
{
    private const int LongestLine = 400;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <exception cref="ParseException">The recipient's address is none.</exception>
    public MimeMessage Compose(Guid letter, DateTimeOffset created, Recipient recipient, Subject subject)
    {
        var portuguese = !recipient.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var (words, language, name) = (Wording.Of(subject, portuguese), portuguese ? "pt-PT" : "en", Line(recipient.Name));
        var message = new MimeMessage
        {
            MessageId = $"{letter:N}@{from.Domain}",
            Date = created,
            Subject = Line(words.Title),
            Body = new MultipartAlternative(Part("plain", TextOf(words, name)), Part("html", HtmlOf(words, name, language))) { Boundary = $"letter-{letter:N}" },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Encoding.UTF8, name, recipient.Email));
        // RFC 3834: nobody's absence note shall answer it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body.Headers.Add(HeaderId.ContentLanguage, language);
        return message;
    }

    /// <summary>One line without control characters or such as turn the direction of what follows; those would let a name say more than a name.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, LongestLine));
        foreach (var rune in text.EnumerateRunes().TakeWhile(_ => line.Length < LongestLine))
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                line.Append(' ');
            }
            else if (rune.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C))
            {
                line.Append(rune);
            }
        }

        // Nor may it be taken for an encoded word (RFC 2047) that the reader's program would decode.
        return line.Replace("=?", "= ?").ToString().Trim();
    }

    private static TextPart Part(string subtype, string text) => new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    private static string TextOf(Words words, string name)
    {
        var text = new StringBuilder().Append(words.Title).Append("\n\n").Append(words.Greeting).Append(' ').Append(name).Append(",\n\n");
        foreach (var paragraph in words.Paragraphs)
        {
            text.Append(Line(paragraph)).Append("\n\n");
        }

        text.Append(words.LinkText).Append(":\n").Append(words.Link).Append("\n\n-- \n");
        foreach (var paragraph in words.Footer)
        {
            text.Append(paragraph).Append('\n');
        }

        return text.ToString();
    }

    private static string HtmlOf(Words words, string name, string language)
    {
        var (title, link) = (Html.Encode(Line(words.Title)), Html.Encode(words.Link));
        var html = new StringBuilder(
            $"""
            <!DOCTYPE html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title}</title>
            </head>
            <body style="margin:0; padding:1.5em; background:#ffffff; color:#1a1a1a; font:1em/1.5 sans-serif">
            <main style="max-width:38em">
            <h1 style="font-size:1.4em; line-height:1.3">{title}</h1>
            <p>{Html.Encode(words.Greeting)} <bdi>{Html.Encode(name)}</bdi>,</p>

            """);
        foreach (var paragraph in words.Paragraphs)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Html.Encode(Line(paragraph))}</p>\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{link}\" style=\"color:#0b4f8a\">{Html.Encode(words.LinkText)}</a><br />{link}</p>\n</main>\n<footer style=\"max-width:38em; color:#454545\">\n");
        foreach (var paragraph in words.Footer)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Html.Encode(paragraph)}</p>\n");
        }

        return html.Append("</footer>\n</body>\n</html>\n").ToString();
    }
}
