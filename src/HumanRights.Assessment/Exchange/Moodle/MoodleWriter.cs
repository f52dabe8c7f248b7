using System.Globalization;
using System.Text;
using System.Xml;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Moodle;

/// <summary>A file of Moodle XML on its way out.</summary>
internal sealed class MoodleFile(Stream stream) : IItemWriter
{
    private readonly StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);
    private bool begun;

    public async Task WriteAsync((Guid Id, ItemContent Content) item, IReadOnlyList<MediumFile> files, CancellationToken cancellation)
    {
        await BeginAsync();
        await writer.WriteAsync(new MoodleQuestion(item.Content, files).Write(item.Id.ToString("D")).AsMemory(), cancellation);
        await writer.FlushAsync(cancellation);
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        await BeginAsync();
        await writer.WriteAsync("\n</quiz>\n".AsMemory(), cancellation);
        await writer.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private async Task BeginAsync()
    {
        if (!begun)
        {
            begun = true;
            await writer.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
        }
    }
}

/// <summary>One item as a question of Moodle.</summary>
internal sealed class MoodleQuestion(ItemContent content, IReadOnlyList<MediumFile> files)
{
    private const Held Holds = Held.Weight | Held.Order | Held.Unit | Held.Case | Held.Notes | Held.Topics;

    private readonly Question question = content.Question;
    private readonly AnswerKey key = Extras.Sorted(content).Key;

    public string Write(string id)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize, ConformanceLevel = ConformanceLevel.Fragment }))
        {
            xml.WriteStartElement("question");
            xml.WriteAttributeString("type", question.Kind switch
            {
                ItemKind.SingleChoice or ItemKind.MultipleChoice => "multichoice",
                ItemKind.TrueFalse => "truefalse",
                ItemKind.Matching => "matching",
                ItemKind.Numeric => "numerical",
                ItemKind.ShortText => "shortanswer",
                _ => "essay",
            });
            if (Extras.Write(content, Holds) is { Length: > 0 } extras)
            {
                xml.WriteComment($" {extras} ");
            }

            Plain(xml, "name", content.Labels.Name is { } name ? Markup.Write(new Text(name, name)) : "");
            // What no text shows stands with the prompt.
            Html(xml, "questiontext", question.Prompt, pictures: true, also: Unshown());
            Html(xml, "generalfeedback", key.Explanation);
            xml.WriteElementString("defaultgrade", Figure(question.Weight));
            xml.WriteElementString("penalty", "0");
            xml.WriteElementString("hidden", "0");
            xml.WriteElementString("idnumber", id);
            Kind(xml);
            if (content.Labels.Topics.Count > 0)
            {
                xml.WriteStartElement("tags");
                foreach (var topic in content.Labels.Topics)
                {
                    Plain(xml, "tag", topic);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private void Kind(XmlWriter xml)
    {
        switch (question.Kind)
        {
            case ItemKind.SingleChoice or ItemKind.MultipleChoice:
                xml.WriteElementString("single", question.Kind == ItemKind.SingleChoice ? "true" : "false");
                xml.WriteElementString("shuffleanswers", question.FixedOrder ? "false" : "true");
                foreach (var (option, percent) in question.Options.Zip(Shares.Of(question, key)))
                {
                    Answer(xml, percent, FeedbackOf(option.Id), () => Html(xml, null, option.Text, pictures: true));
                }

                break;
            case ItemKind.TrueFalse:
                foreach (var (option, percent) in question.Options.Zip(Shares.Of(question, key)).OrderByDescending(o => o.First.Id, StringComparer.Ordinal))
                {
                    Answer(xml, percent, FeedbackOf(option.Id), () => xml.WriteElementString("text", option.Id));
                }

                break;
            case ItemKind.Matching:
                xml.WriteElementString("shuffleanswers", question.FixedOrder ? "false" : "true");
                foreach (var option in question.Options)
                {
                    Pair(xml, option.Text, question.Targets.First(t => t.Id == key.Pairs.First(p => p.OptionId == option.Id).TargetId).Text);
                }

                foreach (var target in question.Targets.Where(t => key.Pairs.All(p => p.TargetId != t.Id)))
                {
                    Pair(xml, new Text("", ""), target.Text);
                }

                break;
            case ItemKind.Numeric:
                foreach (var number in key.Numbers)
                {
                    Answer(xml, number.CreditPercent, number.Feedback, () => xml.WriteElementString("text", Figure(number.Value)), Figure(number.Tolerance));
                }

                if (question.Unit is { } unit)
                {
                    xml.WriteStartElement("units");
                    xml.WriteStartElement("unit");
                    xml.WriteElementString("multiplier", "1");
                    xml.WriteElementString("unit_name", unit);
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                }

                break;
            case ItemKind.ShortText:
                xml.WriteElementString("usecase", key.CaseMatters ? "1" : "0");
                foreach (var accepted in key.Texts)
                {
                    Answer(xml, accepted.CreditPercent, accepted.Feedback, () => xml.WriteElementString("text", accepted.Pattern));
                }

                break;
            default:
                xml.WriteElementString("responseformat", "plain");
                Html(xml, "graderinfo", key.MarkersNotes);
                break;
        }
    }

    private static void Plain(XmlWriter xml, string name, string text)
    {
        xml.WriteStartElement(name);
        xml.WriteElementString("text", text);
        xml.WriteEndElement();
    }

    private void Pair(XmlWriter xml, Text option, Text target)
    {
        xml.WriteStartElement("subquestion");
        xml.WriteAttributeString("format", "html");
        Html(xml, null, option, pictures: true);
        // Moodle shows no pictures in what is chosen from.
        Plain(xml, "answer", Markup.Write(target));
        xml.WriteEndElement();
    }

    private void Answer(XmlWriter xml, decimal percent, Text? feedback, Action text, string? tolerance = null)
    {
        xml.WriteStartElement("answer");
        xml.WriteAttributeString("fraction", Figure(percent));
        xml.WriteAttributeString("format", question.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice ? "html" : "moodle_auto_format");
        text();
        if (tolerance is not null)
        {
            xml.WriteElementString("tolerance", tolerance);
        }

        Html(xml, "feedback", feedback);
        xml.WriteEndElement();
    }

    /// <summary>A text and the files it shows, in an element of their own if it has a name.</summary>
    private void Html(XmlWriter xml, string? name, Text? text, bool pictures = false, IEnumerable<string>? also = null)
    {
        if (name is not null)
        {
            xml.WriteStartElement(name);
            xml.WriteAttributeString("format", "html");
        }

        xml.WriteStartElement("text");
        if (text is { En.Length: > 0 } or { Pt.Length: > 0 })
        {
            xml.WriteCData(Markup.Write(text, pictures ? Pictures.Of(question.Media) : null));
        }

        xml.WriteEndElement();
        foreach (var medium in question.Media.Where(m => (pictures && Shows(text, m)) || also?.Contains(m.Name) == true))
        {
            if (files.FirstOrDefault(f => f.Id == medium.FileId) is { } file)
            {
                xml.WriteStartElement("file");
                xml.WriteAttributeString("name", medium.Name);
                xml.WriteAttributeString("path", "/");
                xml.WriteAttributeString("encoding", "base64");
                xml.WriteString(Convert.ToBase64String(file.Content.Span));
                xml.WriteEndElement();
            }
        }

        if (name is not null)
        {
            xml.WriteEndElement();
        }
    }

    private IEnumerable<string> Unshown() => question.Media.Where(m => !Shows(question.Prompt, m) && !question.Options.Any(o => Shows(o.Text, m))).Select(m => m.Name);

    private static bool Shows(Text? text, Media medium) => text is not null && (text.En + text.Pt).Contains($"[[{medium.Name}]]", StringComparison.Ordinal);

    private Text? FeedbackOf(string option) => key.Feedback.FirstOrDefault(f => f.OptionId == option)?.Text;

    private static string Figure(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);
}
