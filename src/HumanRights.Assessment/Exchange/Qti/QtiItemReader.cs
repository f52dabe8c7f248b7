using System.Text;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Qti;

/// <summary>One item of QTI 2.1 (imsglobal.org, "Assessment Test, Section, and Item Information Model"): one interaction of a kind the bank has.</summary>
internal sealed class QtiItemReader
{
    private readonly Element item;
    private readonly QuestionDraft draft;
    private readonly Element? response;
    private readonly Dictionary<string, Element> feedback;

    /// <param name="item">The element assessmentItem.</param>
    /// <param name="file">A file of the package by its address in the item.</param>
    public QtiItemReader(Element item, Func<string, (string Name, ReadOnlyMemory<byte> Content)?> file)
    {
        this.item = item;
        draft = new QuestionDraft
        {
            Kind = ItemKind.OpenText, Extras = item.Extras,
            // What no text shows is known by the comment alone.
            File = address => file(address.StartsWith(Moodle.Pictures.Sign, StringComparison.Ordinal) && address[Moodle.Pictures.Sign.Length..] is var name
                && item.Extras?.Media?.FirstOrDefault(m => m.Name == name) is { } known ? "../" + QtiNames.PathOf(known.FileId, name) : address),
        };
        response = item.Child("responseDeclaration");
        feedback = item.All("modalFeedback").Where(f => f["identifier"].Length > 0).DistinctBy(f => f["identifier"]).ToDictionary(f => f["identifier"]);
    }

    public FileQuestion Read(int number)
    {
        var (name, key) = (ItemWords.Plain(item["title"]) is { Length: > 0 } title ? title : null, QtiNames.KeyOf(item["identifier"]));
        var body = item.Child("itemBody");
        var interactions = body is null ? [] : Interactions(body).ToList();
        if (interactions is not [var interaction] || !ReadKind(interaction))
        {
            return new FileQuestion(item.Line, number, name, key)
            {
                Refused = FileRefusals.KindNotHeld(interactions.Count == 0 ? "no interaction" : string.Join(", ", interactions.Take(5).Select(i => i.Name))),
            };
        }

        var prompt = new StringBuilder(Html(body!, interaction));
        if (interaction.Child("prompt") is { } asked)
        {
            prompt.Append("<div>").Append(Html(asked)).Append("</div>");
        }

        draft.Prompt = draft.Read(prompt.ToString(), Markings.Html, pictures: true);
        draft.Weight = Safely.Number(Outcome("MAXSCORE") ?? UpperBound ?? "") ?? 1;
        draft.Explanation = Said("explanation");
        draft.MarkersNotes = Said(item.Under("rubricBlock").FirstOrDefault(r => r["view"].Contains("scorer", StringComparison.Ordinal)));
        if (item.Under("rubricBlock").Any(r => !r["view"].Contains("scorer", StringComparison.Ordinal)))
        {
            draft.Remark("Instructions for others than markers were left out.", "As instruções para outros que não os avaliadores foram deixadas de fora.");
        }

        return draft.Read(item.Line, number, name, key);
    }

    private static IEnumerable<Element> Interactions(Element under) => under.Children.SelectMany(c =>
        c.Name.EndsWith("Interaction", StringComparison.Ordinal) ? [c] : Interactions(c));

    private bool ReadKind(Element interaction)
    {
        switch (interaction.Name)
        {
            case "choiceInteraction":
                Choice(interaction);
                return true;
            case "matchInteraction" when interaction.All("simpleMatchSet").ToList() is [var options, var targets]:
                draft.FixedOrder = interaction["shuffle"] != "true";
                Match([.. options.All("simpleAssociableChoice")], [.. targets.All("simpleAssociableChoice")]);
                return true;
            case "associateInteraction":
                draft.FixedOrder = interaction["shuffle"] != "true";
                var first = Correct().Select(p => p.Split(' ')[0]).ToHashSet();
                var choices = interaction.All("simpleAssociableChoice").ToLookup(c => first.Contains(c["identifier"]));
                Match([.. choices[true]], [.. choices[false]]);
                return true;
            case "textEntryInteraction" when Declared("baseType") is "float" or "integer":
                Numbers();
                return true;
            case "textEntryInteraction":
                Texts();
                return true;
            case "extendedTextInteraction":
                draft.Kind = ItemKind.OpenText;
                return true;
            default:
                return false;
        }
    }

    private void Choice(Element interaction)
    {
        var choices = interaction.All("simpleChoice").ToList();
        string[] ids = [.. choices.Select(c => QtiNames.IdOf(c["identifier"]))];
        var single = interaction["maxChoices"] is "1" or "" && Declared("cardinality") != "multiple";
        draft.Kind = !single ? ItemKind.MultipleChoice
            : ids.Order(StringComparer.Ordinal).SequenceEqual(["false", "true"]) && item.Extras?.Kind != ItemKind.SingleChoice ? ItemKind.TrueFalse : ItemKind.SingleChoice;
        draft.FixedOrder = interaction["shuffle"] != "true";
        var right = Correct().ToHashSet();
        var unmapped = response?.Child("mapping") is { } mapping ? Safely.Number(mapping["defaultValue"]) ?? 0 : 0;
        var points = Mapped();
        var positive = choices.Select(c => Math.Max(0, points?.GetValueOrDefault(c["identifier"], unmapped) ?? 0)).ToList();
        var most = Safely.Number(Outcome("MAXSCORE") ?? UpperBound ?? "") is > 0 and var stated ? stated : single ? positive.DefaultIfEmpty(0).Max() : positive.Sum();
        foreach (var (i, choice) in choices.Index())
        {
            var identifier = choice["identifier"];
            var percent = points is null || most == 0
                ? right.Contains(identifier) ? single ? 100 : Math.Round(100m / right.Count, 5) : single ? 0 : Math.Round(-100m / Math.Max(1, choices.Count - right.Count), 5)
                : Percent(points.GetValueOrDefault(identifier, unmapped), most);
            var words = choice.Child("feedbackInline") is { } inline ? Html(inline) : feedback.TryGetValue(identifier, out var modal) ? Html(modal) : null;
            draft.Options.Add(new ChoiceDraft(ids[i], draft.Read(Html(choice), Markings.Html, pictures: true), percent, draft.ReadOrNull(words, Markings.Html)));
        }

        if (points is null && !single)
        {
            draft.Remark("Nothing in the file says what each option is worth; here each earns or costs its part.", "Nada no ficheiro diz quanto vale cada opção; aqui cada uma vale ou desconta a sua parte.");
        }
    }

    /// <summary>A mapping holds points: so many that the sum may differ from the whole in its last digits.</summary>
    public static decimal Percent(decimal points, decimal most)
    {
        var percent = Math.Abs(points) > 1_000_000_000 ? Math.Sign(points) * 1000 : Math.Round(points * 100 / most, 8);
        return Math.Abs(percent - 100) < 0.0001m ? 100 : percent;
    }

    private void Match(List<Element> options, List<Element> targets)
    {
        draft.Kind = ItemKind.Matching;
        var pairs = Correct().Select(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(p => p.Length == 2).ToLookup(p => p[0], p => p[1]);
        draft.Targets.AddRange(targets.Select(t => new ChoiceDraft(QtiNames.IdOf(t["identifier"]), draft.Read(Html(t), Markings.Html, pictures: true))));
        foreach (var option in options)
        {
            string[] with = [.. pairs[option["identifier"]]];
            var target = with is [var one] ? targets.FindIndex(t => t["identifier"] == one) : -1;
            if (target < 0)
            {
                draft.Refuse(FileRefusals.Malformed("Something to be matched has no right partner, or several.", "Algo a corresponder não tem par certo, ou tem vários."));
            }

            draft.Options.Add(new ChoiceDraft(QtiNames.IdOf(option["identifier"]), draft.Read(Html(option), Markings.Html, pictures: true), Match: target));
        }
    }

    private void Numbers()
    {
        draft.Kind = ItemKind.Numeric;
        draft.Unit = item.Under("span").FirstOrDefault(IsUnit)?.Value;
        var most = Safely.Number(Outcome("MAXSCORE") ?? "") is > 0 and var stated ? stated : 1;
        var conditions = (item.Child("responseProcessing")?.Under("responseCondition").FirstOrDefault()?.Children ?? []).Where(c => c.Child("equal") is not null).ToList();
        foreach (var (i, condition) in conditions.Index())
        {
            var (equal, scores) = (condition.Child("equal")!, condition.All("setOutcomeValue").FirstOrDefault(s => s["identifier"] == "SCORE"));
            var (value, points) = (Safely.Number(equal.Child("baseValue")?.Word ?? ""), Safely.Number(scores?.Child("baseValue")?.Word ?? ""));
            var tolerances = equal["tolerance"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Safely.Number).ToList();
            var tolerance = equal["toleranceMode"] switch
            {
                "absolute" when tolerances is [{ } one] => one,
                "absolute" when tolerances is [{ } below, { } above] && below == above => below,
                "" or "exact" => 0,
                _ => (decimal?)null,
            };
            if (value is null || points is null || tolerance is null)
            {
                draft.Refuse(NotUnderstood);
                return;
            }

            Add(value.Value, tolerance.Value, Percent(points.Value, most), Said($"number-{i + 1}"));
        }

        if (conditions.Count == 0)
        {
            foreach (var (value, i) in Correct().Select((v, i) => (v, i)))
            {
                if (Safely.Number(value) is { } number)
                {
                    Add(number, 0, 100, Said($"number-{i + 1}"));
                }
                else
                {
                    draft.Refuse(FileRefusals.Number(value));
                }
            }
        }

        void Add(decimal value, decimal tolerance, decimal percent, Text? said) => draft.Numbers.Add(new NumberBody(value, tolerance, percent, said is null ? null : new Words(said.En, said.Pt)));
    }

    private void Texts()
    {
        draft.Kind = ItemKind.ShortText;
        var entries = response?.Child("mapping")?.All("mapEntry").ToList() ?? [];
        draft.CaseMatters = entries.Count == 0 || entries.Any(e => e["caseSensitive"] is "true" or "");
        var most = Safely.Number(Outcome("MAXSCORE") ?? UpperBound ?? "") is > 0 and var stated ? stated
            : entries.Select(e => Safely.Number(e["mappedValue"]) ?? 0).DefaultIfEmpty(1).Max() is > 0 and var highest ? highest : 1;
        var accepted = entries.Count > 0
            ? entries.Select(e => (Words: e["mapKey"], Percent: Percent(Safely.Number(e["mappedValue"]) ?? 0, most)))
            : Correct().Select(v => (Words: v, Percent: 100m));
        draft.Variants.AddRange(accepted.Select((a, i) => new VariantBody(
            a.Words.Replace("*", "\\*", StringComparison.Ordinal), a.Percent, Said($"text-{i + 1}") is { } said ? new Words(said.En, said.Pt) : null)));
    }

    private Dictionary<string, decimal>? Mapped()
    {
        if (response?.Child("mapping") is not { } mapping)
        {
            return null;
        }

        var points = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var entry in mapping.All("mapEntry"))
        {
            points.TryAdd(entry["mapKey"], Safely.Number(entry["mappedValue"]) ?? 0);
        }

        return points;
    }

    private string? UpperBound => response?.Child("mapping") is { } mapping ? mapping["upperBound"] : null;

    private string Declared(string attribute) => response is null ? "" : response[attribute];

    private IEnumerable<string> Correct() => response?.Child("correctResponse")?.All("value").Select(v => v.Word) ?? [];

    private string? Outcome(string identifier) => item.All("outcomeDeclaration").FirstOrDefault(o => o["identifier"] == identifier)?.Child("defaultValue")?.Child("value")?.Word;

    private Text? Said(string identifier) => feedback.TryGetValue(identifier, out var said) ? Said(said) : null;

    private Text? Said(Element? element) => element is null ? null : draft.ReadOrNull(Html(element), Markings.Html);

    private static bool IsUnit(Element element) => element["class"] == "unit";

    /// <summary>
    /// What stands in an element, as HTML that <see cref="Markup"/> reads, without interactions and feedback. A field among words is a gap in them.
    /// </summary>
    private static string Html(Element element, Element? interaction = null)
    {
        var html = new StringBuilder();
        Write(element, html, interaction);
        return html.ToString();
    }

    private static void Write(Element element, StringBuilder html, Element? interaction)
    {
        foreach (var part in element.Content)
        {
            switch (part)
            {
                case string words:
                    html.Append(Moodle.Pictures.Encoded(words));
                    break;
                case Element inner when inner == interaction:
                    html.Append(inner.Name == "textEntryInteraction" && element.Content.OfType<string>().Any(t => t.AsSpan().Trim(" \t\r\n").Length > 0) ? "_____" : "");
                    break;
                case Element { Name: "feedbackInline" or "feedbackBlock" or "rubricBlock" or "prompt" or "stylesheet" or "templateBlock" or "templateInline" }:
                    break;
                case Element unit when interaction is not null && IsUnit(unit):
                    break;
                case Element { Name: "object" } medium when medium["data"].Length > 0 && (medium["type"].StartsWith("image/", StringComparison.Ordinal) || medium["type"].StartsWith("audio/", StringComparison.Ordinal)):
                    html.Append($"<img src=\"{Moodle.Pictures.Encoded(medium["data"])}\" alt=\"{Moodle.Pictures.Encoded(medium.Value)}\"/>");
                    break;
                case Element inner:
                    var told = inner["lang"].Length > 0;
                    html.Append('<').Append(told ? "span class=\"multilang\" lang=\"" + Moodle.Pictures.Encoded(inner["lang"]) + "\"" : inner.Name)
                        .Append(inner["src"].Length > 0 ? $" src=\"{Moodle.Pictures.Encoded(inner["src"])}\" alt=\"{Moodle.Pictures.Encoded(inner["alt"])}\"" : "").Append('>');
                    Write(inner, html, interaction);
                    html.Append(inner.Name is "br" or "img" ? "" : $"</{(told ? "span" : inner.Name)}>");
                    break;
            }
        }
    }

    private static Rejection NotUnderstood { get; } = new(
        "scoring-not-understood",
        new Text("How the answer is scored is written in a way that the bank has no values and tolerances for.", "A forma como a resposta é pontuada não se deixa dizer em valores e tolerâncias."),
        new Text("Draft the item by hand.", "Crie a pergunta à mão."), RejectionKind.Invalid);
}
