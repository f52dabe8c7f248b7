using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using HumanRights.Notifications.Letters;
using MimeKit;
using static HumanRights.Notifications.Tests.Samples;

namespace HumanRights.Notifications.Tests.Specs;

public sealed partial class ComposerSpecs
{
    private static readonly Composer Composer = new(MailboxAddress.Parse("Programa <no-reply@programme.example.org>"));

    public static TheoryData<LetterKind, string> KindsAndLanguages =>
        [.. Enum.GetValues<LetterKind>().SelectMany(kind => (TheoryDataRow<LetterKind, string>[])[new(kind, "en"), new(kind, "pt-PT")])];

    /// <summary>Names as people have them, and as nobody has.</summary>
    public static TheoryData<string> Names =>
    [
        "Ana Conceição", "Нина Петрова", "王小明", "محمد علي", "שרה לוי", "अनीता शर्मा", "O'Neill, \"Pat\" <pat@elsewhere.example>", "=?utf-8?Q?encoded?=", new string('x', 5000), "😀 Ana",
        "Ana\r\nBcc: victim@example.org", "Ana\nContent-Type: text/html\n\n<script>alert(1)</script>", "Ana\u2028Bcc: victim@example.org", "Ana \u202Egro.elpmaxe", "\0Ana\u0007", " ", "",
    ];

    [Theory]
    [MemberData(nameof(KindsAndLanguages))]
    public void Every_letter_is_plain_text_and_accessible_html_that_say_the_same(LetterKind kind, string language)
    {
        var message = Read(Composer.Compose(Id(7), Winter, Ana(language), About(kind)));
        var body = message.Body.ShouldBeOfType<MultipartAlternative>();
        body.Select(p => p.ContentType.MimeType).ShouldBe(["text/plain", "text/html"], "the better form comes last");
        body.Headers[HeaderId.ContentLanguage].ShouldBe(language);

        var html = Html(message);
        html.Root!.Attribute("lang")!.Value.ShouldBe(language);
        html.Descendants("h1").Single().Value.ShouldBe(message.Subject);
        html.Descendants("title").Single().Value.ShouldBe(message.Subject);
        html.Descendants("a").Single().Value.ShouldNotBeNullOrWhiteSpace();
        html.Descendants().Select(e => e.Name.LocalName).ShouldBeSubsetOf(["html", "head", "meta", "title", "body", "main", "h1", "p", "bdi", "a", "br", "footer"]);
        foreach (var paragraph in Wording.Of(About(kind), language != "en").Paragraphs)
        {
            message.TextBody!.ShouldContain(paragraph);
            html.Descendants("p").Select(p => p.Value).ShouldContain(paragraph);
        }
    }

    [Fact]
    public void Its_colours_can_be_read_by_weak_eyes()
    {
        var colours = Colour().Matches(Composer.Compose(Id(7), Winter, Ana(), About(LetterKind.Seat)).HtmlBody!).Select(m => m.Groups[1].Value).ToList();
        colours.Count.ShouldBe(3);
        // WCAG 2.2, 1.4.6: seven to one against white.
        colours.ShouldAllBe(colour => 1.05 / (Luminance(colour) + 0.05) >= 7);
    }

    [Fact]
    public void Its_headers_are_those_of_an_automatic_letter_and_the_same_each_time()
    {
        var (first, second) = (Composer.Compose(Id(7), Winter, Ana(), About(LetterKind.Seat)), Composer.Compose(Id(7), Winter, Ana(), About(LetterKind.Seat)));
        Raw(second).ShouldBe(Raw(first));
        var message = Read(first);
        message.MessageId.ShouldBe($"{Id(7):N}@programme.example.org");
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        message.Date.ShouldBe(Winter);
        message.From.ToString().ShouldBe("\"Programa\" <no-reply@programme.example.org>");
        message.To.Mailboxes.Single().Address.ShouldBe("ana@example.org");
        Raw(first).ShouldNotContain("5.ª edição", Case.Sensitive, "beyond ASCII, headers and bodies are encoded");
        Raw(first).Split("\r\n").ShouldAllBe(line => line.Length <= 998 && line.All(char.IsAscii));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_a_name_and_nothing_else(string name)
    {
        var message = Read(Composer.Compose(Id(7), Winter, Ana(name: name), About(LetterKind.Seat)));
        message.Headers.Select(h => h.Field.ToLowerInvariant()).ShouldBe(
            ["from", "date", "subject", "message-id", "to", "mime-version", "auto-submitted"], ignoreOrder: true);
        message.Body!.Headers.Select(h => h.Field).ShouldBe(["Content-Type", "Content-Language"], ignoreOrder: true);
        message.To.Mailboxes.Single().Address.ShouldBe("ana@example.org");
        (message.Cc.Count, message.Bcc.Count, message.BodyParts.Count()).ShouldBe((0, 0, 2));
        var shown = Composer.Line(name);
        (message.To.Mailboxes.Single().Name ?? "").ShouldBe(shown);
        Html(message).Descendants("bdi").Single().Value.ShouldBe(shown);
        message.TextBody!.ShouldContain($"Olá, {shown},");
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("a@b\r\nBcc: c@d")]
    [InlineData("a@example.org, c@example.org")]
    public void What_is_no_address_is_refused_before_it_reaches_a_header(string address) =>
        Should.Throw<ParseException>(() => Composer.Compose(Id(7), Winter, Ana(email: address), About(LetterKind.Seat)));

    [Fact]
    public void A_title_with_line_breaks_stays_one_line()
    {
        var edition = Edition with { TitlePt = "Direitos\r\nBcc: victim@example.org" };
        var message = Read(Composer.Compose(Id(7), Winter, Ana(), About(LetterKind.Seat) with { Edition = edition }));
        message.Bcc.Count.ShouldBe(0);
        message.Subject.ShouldBe("Tem um lugar: Direitos  Bcc: victim@example.org, 5.ª edição");
    }

    private static string Raw(MimeMessage message)
    {
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return Encoding.Latin1.GetString(stream.ToArray());
    }

    /// <summary>As whoever receives it reads it.</summary>
    private static MimeMessage Read(MimeMessage message) => MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(Raw(message))));

    private static XDocument Html(MimeMessage message)
    {
        using var reader = XmlReader.Create(new StringReader(message.HtmlBody!), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at) => Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    [GeneratedRegex("[; \"]color:#([0-9a-f]{6})")]
    private static partial Regex Colour();
}
