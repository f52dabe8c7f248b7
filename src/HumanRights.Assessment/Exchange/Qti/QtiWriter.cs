using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Qti;

/// <summary>
/// A package of QTI 2.1 on its way out: an item's file each, media once, and the manifest at the end. It grows on disk, because an archive's
/// writer does not wait for who receives it; the file is gone as soon as it is sent.
/// </summary>
internal sealed class QtiPackage(Stream stream) : IItemWriter
{
    private readonly List<(string Identifier, string Path, IReadOnlyList<string> Media)> written = [];
    private readonly HashSet<string> media = new(StringComparer.Ordinal);
    private readonly FileStream grown = new(
        Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.zip"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private ZipArchive? archive;

    public async Task WriteAsync((Guid Id, ItemContent Content) item, IReadOnlyList<MediumFile> files, CancellationToken cancellation)
    {
        var identifier = QtiNames.OfItem(item.Id.ToString("D"));
        var shown = item.Content.Question.Media.Select(m => (m.FileId, Path: QtiNames.PathOf(m.FileId, m.Name))).Where(m => files.Any(f => f.Id == m.FileId)).ToList();
        foreach (var (fileId, path) in shown.Where(m => media.Add(m.Path)))
        {
            await AddAsync(path, files.First(f => f.Id == fileId).Content, cancellation);
        }

        await AddAsync($"items/{identifier}.xml", Encoding.UTF8.GetBytes(new QtiItem(item.Content, files).Write(identifier)), cancellation);
        written.Add((identifier, $"items/{identifier}.xml", [.. shown.Select(m => m.Path)]));
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        await AddAsync("imsmanifest.xml", Encoding.UTF8.GetBytes(Manifest()), cancellation);
        await archive!.DisposeAsync();
        grown.Position = 0;
        await grown.CopyToAsync(stream, cancellation);
    }

    public ValueTask DisposeAsync() => grown.DisposeAsync();

    private string Manifest()
    {
        var text = new StringBuilder(QtiItem.Declaration);
        using (var xml = XmlWriter.Create(text, QtiItem.Settings))
        {
            xml.WriteStartElement("manifest", "http://www.imsglobal.org/xsd/imscp_v1p1");
            xml.WriteAttributeString("identifier", "questions");
            xml.WriteStartElement("metadata");
            xml.WriteElementString("schema", "IMS Content");
            xml.WriteElementString("schemaversion", "1.1");
            xml.WriteEndElement();
            xml.WriteElementString("organizations", "");
            xml.WriteStartElement("resources");
            foreach (var (identifier, path, files) in written)
            {
                xml.WriteStartElement("resource");
                xml.WriteAttributeString("identifier", $"resource-{identifier}");
                xml.WriteAttributeString("type", "imsqti_item_xmlv2p1");
                xml.WriteAttributeString("href", path);
                foreach (var file in files.Prepend(path))
                {
                    xml.WriteStartElement("file");
                    xml.WriteAttributeString("href", file);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private async Task AddAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        archive ??= await ZipArchive.CreateAsync(grown, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
        await using var entry = await archive.CreateEntry(path).OpenAsync(cancellation);
        await entry.WriteAsync(content, cancellation);
    }
}

/// <summary>One item as an item of QTI.</summary>
internal sealed class QtiItem(ItemContent content, IReadOnlyList<MediumFile> files)
{
    public const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private const Held Holds = Held.Weight | Held.Order | Held.Unit | Held.Case | Held.Notes | Held.Ids;

    private readonly Question question = content.Question;
    private readonly AnswerKey key = Extras.Sorted(content).Key;

    public static XmlWriterSettings Settings { get; } = new() { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true };

    private bool Chosen => question.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.TrueFalse;

    /// <summary>Points are rounded: percents of them may not be what they were.</summary>
    private IReadOnlyList<decimal> Seen =>
    [
        .. (Chosen ? Shares.Of(question, key) : content.Key.Numbers.Select(n => n.CreditPercent).Concat(content.Key.Texts.Select(x => x.CreditPercent)))
            .Select(p => QtiItemReader.Percent(Points(p), question.Weight)),
    ];

    public string Write(string identifier)
    {
        var text = new StringBuilder(Declaration);
        using (var xml = XmlWriter.Create(text, Settings))
        {
            xml.WriteStartElement("assessmentItem", QtiNames.Namespace);
            xml.WriteAttributeString("identifier", identifier);
            xml.WriteAttributeString("title", content.Labels.Name ?? "");
            xml.WriteAttributeString("adaptive", "false");
            xml.WriteAttributeString("timeDependent", "false");
            if (Extras.Write(content, Holds, Seen) is { Length: > 0 } extras)
            {
                xml.WriteComment($" {extras} ");
            }

            Response(xml);
            Outcome(xml, "SCORE", "0");
            Outcome(xml, "MAXSCORE", Figure(question.Weight));
            xml.WriteStartElement("outcomeDeclaration");
            xml.WriteAttributeString("identifier", "FEEDBACK");
            xml.WriteAttributeString("cardinality", question.Kind == ItemKind.MultipleChoice ? "multiple" : "single");
            xml.WriteAttributeString("baseType", "identifier");
            xml.WriteEndElement();
            Body(xml);
            Processing(xml);
            Modal(xml, "explanation", key.Explanation);
            foreach (var (i, feedback) in key.Numbers.Select((n, i) => ($"number-{i + 1}", n.Feedback)).Concat(key.Texts.Select((t, i) => ($"text-{i + 1}", t.Feedback))))
            {
                Modal(xml, i, feedback);
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private decimal Points(decimal percent) => Math.Round(percent * question.Weight / 100, 10);

    private void Response(XmlWriter xml)
    {
        xml.WriteStartElement("responseDeclaration");
        xml.WriteAttributeString("identifier", "RESPONSE");
        xml.WriteAttributeString("cardinality", question.Kind is ItemKind.MultipleChoice or ItemKind.Matching ? "multiple" : "single");
        xml.WriteAttributeString("baseType", question.Kind switch { ItemKind.Matching => "directedPair", ItemKind.Numeric => "float", ItemKind.ShortText or ItemKind.OpenText => "string", _ => "identifier" });
        string[] correct = question.Kind switch
        {
            ItemKind.Matching => [.. key.Pairs.Select(Pair)],
            ItemKind.Numeric => [Figure(key.Numbers[0].Value)],
            ItemKind.ShortText => [Words(key.Texts[0].Pattern)],
            _ => [.. key.Correct.Select(QtiNames.Of)],
        };
        if (correct.Length > 0)
        {
            xml.WriteStartElement("correctResponse");
            foreach (var value in correct)
            {
                xml.WriteElementString("value", value);
            }

            xml.WriteEndElement();
        }

        (string Key, decimal Points)[] mapped = question.Kind switch
        {
            ItemKind.Matching => [.. key.Pairs.Select(p => (Pair(p), Points(100m / key.Pairs.Count)))],
            ItemKind.ShortText => [.. key.Texts.Select(t => (Words(t.Pattern), Points(t.CreditPercent)))],
            _ when Chosen => [.. question.Options.Zip(Shares.Of(question, key)).Select(o => (QtiNames.Of(o.First.Id), Points(o.Second)))],
            _ => [],
        };
        if (mapped.Length > 0)
        {
            xml.WriteStartElement("mapping");
            xml.WriteAttributeString("lowerBound", "0");
            xml.WriteAttributeString("upperBound", Figure(question.Weight));
            xml.WriteAttributeString("defaultValue", "0");
            foreach (var (mapKey, points) in mapped)
            {
                xml.WriteStartElement("mapEntry");
                xml.WriteAttributeString("mapKey", mapKey);
                xml.WriteAttributeString("mappedValue", Figure(points));
                if (question.Kind == ItemKind.ShortText)
                {
                    xml.WriteAttributeString("caseSensitive", key.CaseMatters ? "true" : "false");
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Body(XmlWriter xml)
    {
        xml.WriteStartElement("itemBody");
        switch (question.Kind)
        {
            case ItemKind.Matching:
                Interaction(xml, "matchInteraction", ("shuffle", question.FixedOrder ? "false" : "true"), ("maxAssociations", Figure(question.Options.Count)));
                Html(xml, "prompt", question.Prompt, pictures: true);
                Set(xml, 'o', question.Options, 1);
                Set(xml, 't', question.Targets, question.Options.Count);
                xml.WriteEndElement();
                break;
            case ItemKind.Numeric or ItemKind.ShortText:
                Html(xml, "div", question.Prompt, pictures: true);
                xml.WriteStartElement("p");
                Interaction(xml, "textEntryInteraction");
                xml.WriteEndElement();
                if (question.Unit is { } unit)
                {
                    xml.WriteStartElement("span");
                    xml.WriteAttributeString("class", "unit");
                    xml.WriteString(unit);
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
                break;
            case ItemKind.OpenText:
                if (key.MarkersNotes is { } notes)
                {
                    Html(xml, "rubricBlock", notes, false, ("view", "scorer"));
                }

                Interaction(xml, "extendedTextInteraction");
                Html(xml, "prompt", question.Prompt, pictures: true);
                xml.WriteEndElement();
                break;
            default:
                Interaction(xml, "choiceInteraction", ("shuffle", question.FixedOrder ? "false" : "true"), ("maxChoices", question.Kind == ItemKind.MultipleChoice ? "0" : "1"));
                Html(xml, "prompt", question.Prompt, pictures: true);
                foreach (var option in question.Options)
                {
                    Choice(xml, option);
                }

                xml.WriteEndElement();
                break;
        }

        xml.WriteEndElement();
    }

    private static void Interaction(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("responseIdentifier", "RESPONSE");
        foreach (var (attribute, value) in attributes)
        {
            xml.WriteAttributeString(attribute, value);
        }
    }

    private void Choice(XmlWriter xml, Option option)
    {
        xml.WriteStartElement("simpleChoice");
        xml.WriteAttributeString("identifier", QtiNames.Of(option.Id));
        xml.WriteRaw(Html(option.Text, pictures: true));
        if (key.Feedback.FirstOrDefault(f => f.OptionId == option.Id) is { } feedback)
        {
            Html(xml, "feedbackInline", feedback.Text, false, ("outcomeIdentifier", "FEEDBACK"), ("identifier", QtiNames.Of(option.Id)), ("showHide", "show"));
        }

        xml.WriteEndElement();
    }

    private void Set(XmlWriter xml, char set, IReadOnlyList<Option> options, int most)
    {
        xml.WriteStartElement("simpleMatchSet");
        foreach (var option in options)
        {
            Html(xml, "simpleAssociableChoice", option.Text, true, ("identifier", QtiNames.Of(set, option.Id)), ("matchMax", Figure(most)));
        }

        xml.WriteEndElement();
    }

    /// <summary>What a response earns elsewhere; an open text is for a person.</summary>
    private void Processing(XmlWriter xml)
    {
        if (question.Kind == ItemKind.OpenText)
        {
            return;
        }

        xml.WriteStartElement("responseProcessing");
        if (question.Kind == ItemKind.Numeric)
        {
            xml.WriteStartElement("responseCondition");
            foreach (var (i, number) in key.Numbers.Index())
            {
                xml.WriteStartElement(i == 0 ? "responseIf" : "responseElseIf");
                xml.WriteStartElement("equal");
                xml.WriteAttributeString("toleranceMode", "absolute");
                xml.WriteAttributeString("tolerance", $"{Figure(number.Tolerance)} {Figure(number.Tolerance)}");
                Variable(xml, "variable");
                Base(xml, "float", Figure(number.Value));
                xml.WriteEndElement();
                Outcome(xml, "SCORE", () => Base(xml, "float", Figure(Points(number.CreditPercent))));
                Outcome(xml, "FEEDBACK", () => Base(xml, "identifier", $"number-{i + 1}"));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
        else
        {
            Outcome(xml, "SCORE", () => Variable(xml, "mapResponse"));
            if (Chosen)
            {
                Outcome(xml, "FEEDBACK", () => Variable(xml, "variable"));
            }
        }

        xml.WriteEndElement();
    }

    private static void Outcome(XmlWriter xml, string identifier, Action value)
    {
        xml.WriteStartElement("setOutcomeValue");
        xml.WriteAttributeString("identifier", identifier);
        value();
        xml.WriteEndElement();
    }

    private static void Variable(XmlWriter xml, string name)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("identifier", "RESPONSE");
        xml.WriteEndElement();
    }

    private static void Base(XmlWriter xml, string type, string value)
    {
        xml.WriteStartElement("baseValue");
        xml.WriteAttributeString("baseType", type);
        xml.WriteString(value);
        xml.WriteEndElement();
    }

    private static void Outcome(XmlWriter xml, string identifier, string value)
    {
        xml.WriteStartElement("outcomeDeclaration");
        xml.WriteAttributeString("identifier", identifier);
        xml.WriteAttributeString("cardinality", "single");
        xml.WriteAttributeString("baseType", "float");
        xml.WriteStartElement("defaultValue");
        xml.WriteElementString("value", value);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Modal(XmlWriter xml, string identifier, Text? text)
    {
        if (text is not null)
        {
            Html(xml, "modalFeedback", text, false, ("outcomeIdentifier", "FEEDBACK"), ("identifier", identifier), ("showHide", identifier == "explanation" ? "hide" : "show"));
        }
    }

    private void Html(XmlWriter xml, string name, Text text, bool pictures, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            xml.WriteAttributeString(attribute, value);
        }

        xml.WriteRaw(Html(text, pictures));
        xml.WriteEndElement();
    }

    private string Html(Text text, bool pictures) => Markup.Write(text, pictures ? Picture : null, language => $"xml:lang=\"{language}\"");

    private string Picture(string name, bool inEnglish)
    {
        if (question.Media.FirstOrDefault(m => m.Name == name) is not { } medium)
        {
            return "";
        }

        var (address, alternative) = ("../" + QtiNames.PathOf(medium.FileId, name), Moodle.Pictures.Encoded(inEnglish ? medium.Alternative.En : medium.Alternative.Pt));
        return files.FirstOrDefault(f => f.Id == medium.FileId) is { Type: var type } && type.StartsWith("audio/", StringComparison.Ordinal)
            ? $"<object data=\"{address}\" type=\"{type}\">{alternative}</object>"
            : $"<img src=\"{address}\" alt=\"{alternative}\"/>";
    }

    private static string Pair(Pair pair) => $"{QtiNames.Of('o', pair.OptionId)} {QtiNames.Of('t', pair.TargetId)}";

    /// <summary>There is nothing in QTI that stands for anything.</summary>
    private static string Words(string pattern) => pattern.Replace("\\*", "\u0001", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).Replace('\u0001', '*');

    private static string Figure(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);
}
