using System.Text;
using System.Xml;
using HumanRights.Assessment.Files;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>One element of a question, as far as bounds allow it to be held.</summary>
internal sealed class Element(string name, int line)
{
    private readonly Dictionary<string, string> attributes = new(StringComparer.Ordinal);

    public string Name => name;

    /// <value>1-based.</value>
    public int Line => line;

    /// <value>Texts and elements, in order.</value>
    public List<object> Content { get; } = [];

    public IEnumerable<Element> Children => Content.OfType<Element>();

    /// <value>What its first comment of ours says.</value>
    public Extras? Extras { get; set; }

    /// <summary>An attribute by its local name; empty if it is not there.</summary>
    public string this[string attribute] => attributes.GetValueOrDefault(attribute, "");

    public void Set(string attribute, string value) => attributes.TryAdd(attribute, value);

    public Element? Child(string child) => Children.FirstOrDefault(c => c.Name == child);

    public IEnumerable<Element> All(string child) => Children.Where(c => c.Name == child);

    /// <summary>Every element of this name under it, however deep; bounds hold the depth.</summary>
    public IEnumerable<Element> Under(string descendant) => Children.SelectMany(c => (c.Name == descendant ? [c] : Enumerable.Empty<Element>()).Concat(c.Under(descendant)));

    /// <value>Its own words.</value>
    public string Value => string.Concat(Content.OfType<string>());

    /// <value>Its own words, without spaces at the ends.</value>
    public string Word => Value.Trim(' ', '\t', '\r', '\n');
}

/// <summary>
/// XML that anybody may have written: no document type, so no entities of its own; no question deeper or longer than a question is. One question is
/// held at a time, however long the file.
/// </summary>
internal static class XmlQuestions
{
    public const int LongestText = 400_000;

    private const int Deepest = 40;

    private const int MostElements = 5_000;

    private const int MostFiles = 10;

    private const int LongestFile = (MediumFile.MaxBytes / 3 * 4) + 200_000;

    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, new XmlReaderSettings
    {
        Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreProcessingInstructions = true, CloseInput = false,
    });

    public static int LineOf(XmlReader reader) => ((IXmlLineInfo)reader).LineNumber;

    /// <summary>What spoils the rest of a file.</summary>
    public static Rejection Broken(XmlException e) => e.Message.Contains("DTD", StringComparison.Ordinal)
        ? FileRefusals.BrokenFile("The file has a document type: entities of its own and from elsewhere are not taken.", "O ficheiro tem uma declaração de tipo de documento: não se aceitam entidades próprias nem de outros sítios.")
        : FileRefusals.BrokenFile("From here on the file is not well-formed XML.", "A partir daqui o ficheiro não é XML bem formado.");

    /// <summary>The element the reader stands on, which afterwards stands on its end; or why it is too much.</summary>
    /// <exception cref="XmlException">The file is not well-formed.</exception>
    public static async Task<(Element Element, Rejection? Refused)> ReadAsync(XmlReader reader)
    {
        var top = Begin(reader);
        if (reader.IsEmptyElement)
        {
            return (top, null);
        }

        Rejection? refused = null;
        var (open, depth, text, elements, files) = (new Stack<Element>([top]), reader.Depth, 0, 0, 0);
        while (await reader.ReadAsync() && reader.Depth > depth)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    refused ??= reader.Depth - depth > Deepest || ++elements > MostElements ? TooMuch
                        : reader.LocalName == "file" && ++files > MostFiles ? TooManyFiles : null;
                    if (refused is null)
                    {
                        var element = Begin(reader);
                        open.Peek().Content.Add(element);
                        if (!reader.IsEmptyElement)
                        {
                            open.Push(element);
                        }
                    }

                    break;
                case XmlNodeType.EndElement when refused is null:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when refused is null:
                    var file = open.Peek().Name == "file";
                    var (words, over) = await WordsAsync(reader, file ? LongestFile : LongestText - text);
                    refused = !over ? null : file ? MediumFile.TooLarge : FileRefusals.TooLarge(LongestText);
                    text += file ? 0 : words.Length;
                    open.Peek().Content.Add(words);
                    break;
                case XmlNodeType.Comment when refused is null && open.Count == 1:
                    top.Extras ??= Extras.Read(reader.Value);
                    break;
            }
        }

        return (top, refused);
    }

    private static Element Begin(XmlReader reader)
    {
        var element = new Element(reader.LocalName, LineOf(reader));
        while (reader.MoveToNextAttribute())
        {
            element.Set(reader.LocalName, reader.Value.Length <= 20_000 ? reader.Value : "");
        }

        reader.MoveToElement();
        return element;
    }

    // A text may be as long as the file: no more of it is held than counts.
    private static async Task<(string Words, bool Over)> WordsAsync(XmlReader reader, int most)
    {
        if (!reader.CanReadValueChunk)
        {
            return reader.Value.Length <= most ? (reader.Value, false) : ("", true);
        }

        var (words, buffer) = (new StringBuilder(), new char[4096]);
        for (int count; (count = await reader.ReadValueChunkAsync(buffer, 0, buffer.Length)) > 0;)
        {
            if (words.Length + count > most)
            {
                return ("", true);
            }

            words.Append(buffer, 0, count);
        }

        return (words.ToString(), false);
    }

    private static Rejection TooMuch { get; } = FileRefusals.Malformed("It is nested deeper, or has more parts, than a question has.", "Está mais aninhada, ou tem mais partes, do que uma pergunta tem.");

    private static Rejection TooManyFiles { get; } = FileRefusals.Malformed($"It has more than {MostFiles} files.", $"Tem mais de {MostFiles} ficheiros.");
}
