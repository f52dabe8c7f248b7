using System.Globalization;
using System.Text;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <param name="Id">What the file calls it; empty if it does not.</param>
/// <param name="Text">In both languages.</param>
/// <param name="Percent">Of the weight.</param>
/// <param name="Feedback">Empty if there is none.</param>
/// <param name="Match">Of a matching: its target's place among <see cref="QuestionDraft.Targets"/>.</param>
internal sealed record ChoiceDraft(string Id, Text Text, decimal Percent = 0, Text? Feedback = null, int Match = -1);

/// <summary>A question while it is read, whatever its format: what makes an item of it is the same for all of them.</summary>
internal sealed class QuestionDraft
{
    private const int LongestName = 200;

    /// <summary>Of one question; where more are told, they are of a sort that is told already.</summary>
    private const int MostRemarks = 20;

    private readonly List<Text> remarks = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (MediumFile? File, string En, string Pt)> media = new(StringComparer.Ordinal);
    private Rejection? refused;
    private IReadOnlyList<bool> correct = [];
    private IReadOnlyList<decimal?> credits = [];

    /// <summary>Finds a file that came with the question, by its address in a text; null: it is not one of those.</summary>
    public Func<string, (string Name, ReadOnlyMemory<byte> Content)?> File { get; init; } = _ => null;

    public required ItemKind Kind { get; set; }

    public Text Prompt { get; set; } = new("", "");

    public decimal? Weight { get; set; }

    public bool FixedOrder { get; set; }

    public bool CaseMatters { get; set; }

    public string? Unit { get; set; }

    public Text? Explanation { get; set; }

    public Text? MarkersNotes { get; set; }

    public List<ChoiceDraft> Options { get; } = [];

    public List<ChoiceDraft> Targets { get; } = [];

    /// <value>Of a matching in a file that pairs words with words.</value>
    public List<(Text Option, Text Target)> Pairs { get; } = [];

    /// <value>Targets of no option, likewise.</value>
    public List<Text> Distractors { get; } = [];

    public List<NumberBody> Numbers { get; } = [];

    public List<VariantBody> Variants { get; } = [];

    public List<string> Topics { get; } = [];

    public Extras? Extras { get; set; }

    public IReadOnlyList<Text> Remarks => remarks;

    public IReadOnlyList<MediumFile> Files => [.. media.Values.Select(m => m.File).OfType<MediumFile>().DistinctBy(f => f.Id)];

    public static IReadOnlyList<string> TrueFalseIds { get; } = ["true", "false"];

    public static IReadOnlyList<string> OptionIds(int count) => [.. Enumerable.Range(0, count).Select(i => i < 26 ? $"{(char)('a' + i)}" : $"o{i + 1}")];

    public static Text TrueFalseLabel(string id) => id == "true" ? new Text("True", "Verdadeiro") : new Text("False", "Falso");

    public void Remark(string en, string pt) => Remark(new Text(en, pt));

    public void Remark(Text remark)
    {
        if (remarks.Count < MostRemarks && !remarks.Contains(remark))
        {
            remarks.Add(remark);
        }
    }

    /// <summary>From here on the same address may be another file.</summary>
    public void ForgetAddresses() => names.Clear();

    /// <summary>The first reason is the one that is told.</summary>
    public void Refuse(Rejection rejection) => refused ??= rejection;

    /// <summary>A text of the file as plain text. Pictures are shown only where participants see them before the release anyway.</summary>
    public Text Read(string raw, Markings markings, bool pictures = false)
    {
        var markup = new Markup((source, alternative, language) => pictures ? Picture(source, alternative, language) : Instead(alternative), Remark);
        return markup.Read(raw, markings).Plain();
    }

    /// <summary>Likewise, where an empty text is none.</summary>
    public Text? ReadOrNull(string? raw, Markings markings) =>
        string.IsNullOrEmpty(raw) || Read(raw, markings) is var text && (string.IsNullOrWhiteSpace(text.En) || string.IsNullOrWhiteSpace(text.Pt)) ? null : text;

    private string Instead(string alternative)
    {
        Remark("Pictures and sounds of explanations and feedback became their alternative text.", "As imagens e os sons de explicações e comentários passaram ao seu texto alternativo.");
        return alternative;
    }

    private string Picture(string source, string alternative, string language)
    {
        if (!names.TryGetValue(source, out var name))
        {
            names[source] = name = Take(source);
        }

        if (media.TryGetValue(name, out var seen))
        {
            alternative = ItemWords.Plain(alternative);
            media[name] = language == "en" ? seen with { En = seen.En.Length > 0 ? seen.En : alternative } : seen with { Pt = seen.Pt.Length > 0 ? seen.Pt : alternative };
        }

        return name.Length > 0 ? $"[[{name}]]" : "";
    }

    private string Take(string source)
    {
        var inline = source.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        if ((inline ? Inline(source) : File(source)) is not { } found)
        {
            // The comment knows it from an earlier file, and the platform may.
            if (Extras?.Media?.FirstOrDefault(m => source.EndsWith("/" + m.Name, StringComparison.Ordinal)) is { } known)
            {
                media.TryAdd(known.Name, (null, "", ""));
                return known.Name;
            }

            Refuse(inline ? MediumFile.NotAMedium : source.Contains("//", StringComparison.Ordinal) ? FileRefusals.MediumElsewhere(source) : FileRefusals.MediumMissing(source));
            return "";
        }

        var (file, rejection) = MediumFile.Of(found.Content);
        if (rejection is not null)
        {
            Refuse(rejection with { Facts = new Dictionary<string, object?> { ["medium"] = FileRefusals.Shown(found.Name) } });
            return "";
        }

        var name = Named(found.Name, file!.Id);
        media.TryAdd(name, (file, "", ""));
        return name;
    }

    /// <summary>An item's media have names of plain letters; another file's of the same name gets a number.</summary>
    private string Named(string fileName, Guid id)
    {
        var plain = new StringBuilder();
        foreach (var c in fileName.Normalize(NormalizationForm.FormD))
        {
            _ = char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? plain.Append(c) : CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark ? plain : plain.Append('-');
        }

        var name = plain.Length == 0 ? "file" : plain.Length > 90 ? plain.ToString(plain.Length - 90, 90) : plain.ToString();
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{i}-{name}").First(n => !media.TryGetValue(n, out var held) || held.File?.Id == id);
    }

    private static (string Name, ReadOnlyMemory<byte> Content)? Inline(string source)
    {
        var comma = source.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && source.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase) && Safely.Base64(source[(comma + 1)..]) is { } content
            ? ("picture", content) : null;
    }

    /// <summary>What it comes to.</summary>
    public FileQuestion Read(int line, int number, string? name, string? key)
    {
        var label = Extras is null && name is { Length: > LongestName } ? Shorten(name) : name;
        var question = new FileQuestion(line, number, name, key);
        // Before the reason is looked for: making it may find one.
        var content = refused is null ? Content(label) : null;
        return refused is not null
            ? question with { Refused = refused, Remarks = Remarks }
            : question with { Content = content, Remarks = Remarks, Files = Files };
    }

    private string Shorten(string name)
    {
        Remark("The name was cut: it is longer than names are here.", "O nome foi cortado: é mais longo do que os nomes aqui são.");
        return name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)];
    }

    private ContentBody Content(string? name)
    {
        Kind = Extras?.Kind == ItemKind.ShortText && Variants.Count > 0 ? ItemKind.ShortText : Kind;
        var (numbers, variants) = (InPlace(Numbers), InPlace(Variants));
        if (Extras?.Credits is { } earned && earned.Count == numbers.Count + variants.Count
            && numbers.Select(n => n.CreditPercent).Concat(variants.Select(v => v.CreditPercent)).Zip(earned).All(e => e.Second is { } own && Math.Abs(e.First - own) < 0.001m))
        {
            numbers = [.. numbers.Select((n, i) => n with { CreditPercent = earned[i]!.Value })];
            variants = [.. variants.Select((v, i) => v with { CreditPercent = earned[i]!.Value })];
        }

        variants = Extras?.Patterns is { } patterns && patterns.Count == variants.Count ? [.. variants.Zip(patterns, (v, p) => v with { Pattern = p })] : variants;
        Match();
        if (Kind == ItemKind.TrueFalse && Extras?.Options is [var first, _] && first == Options[1].Id)
        {
            Options.Reverse();
        }

        Weigh();
        var (matching, trueFalse) = (Kind == ItemKind.Matching, Kind == ItemKind.TrueFalse);
        var ids = !trueFalse && Extras?.Options?.Count == Options.Count ? Extras.Options : Named(Options) ?? OptionIds(Options.Count);
        var targets = Named(Targets) ?? [.. Enumerable.Range(1, Targets.Count).Select(i => $"{i}")];
        return new ContentBody(
            Kind, Words(Prompt), Options.Count == 0 ? null : [.. Options.Select(Option)], Extras?.Weight ?? Weight ?? 1, Explanation is null ? null : Words(Explanation),
            Targets.Count == 0 ? null : [.. Targets.Select((t, i) => new TargetBody(targets[i], Words(t.Text)))], numbers, variants,
            Extras?.CaseMatters ?? CaseMatters, Kind == ItemKind.ShortText && (Extras?.AccentsMatter ?? true), Extras?.Rubric,
            Extras?.MarkersNotes ?? (MarkersNotes is null ? null : Words(MarkersNotes)), Extras?.Unit ?? Unit, Extras?.FixedOrder ?? FixedOrder,
            Media(), name is { Length: > 0 } ? name : null, Extras?.Topics ?? [.. Topics.Distinct()], Extras?.Objectives, Extras?.Owner);

        OptionBody Option(ChoiceDraft option, int i) => new(
            ids[i], trueFalse && option.Text.En.Length == 0 ? Extras?.Labels is { } labels && labels.Count == Options.Count ? labels[i] : Words(TrueFalseLabel(ids[i])) : Words(option.Text),
            i < correct.Count && correct[i], i < credits.Count ? credits[i] : null, option.Match >= 0 ? targets[option.Match] : null,
            option.Feedback is not null ? Words(option.Feedback) : matching && Extras?.Feedback is { } feedback && feedback.Count == Options.Count ? feedback[i] : null);
    }

    private IReadOnlyList<T> InPlace<T>(IReadOnlyList<T> best) =>
        Extras?.Places is { } places && places.Order().SequenceEqual(Enumerable.Range(0, best.Count)) ? [.. places.Zip(best).OrderBy(p => p.First).Select(p => p.Second)] : best;

    private static IReadOnlyList<string>? Named(List<ChoiceDraft> drafts) =>
        drafts.All(d => d.Id.Length > 0) && drafts.DistinctBy(d => d.Id).Count() == drafts.Count ? [.. drafts.Select(d => d.Id)] : null;

    /// <summary>Where a file pairs words with words, the same words are the same target, unless the comment knows better.</summary>
    private void Match()
    {
        if (Pairs.Count == 0 && Distractors.Count == 0)
        {
            return;
        }

        if (Extras is { Pairs: { } pairs, Targets: { } ids } && pairs.Count == Pairs.Count && ids.Distinct().Count() == ids.Count
            && pairs.All(ids.Contains) && pairs.Zip(Pairs, (id, pair) => (id, pair.Target)).Distinct().Count() == pairs.Distinct().Count()
            && ids.Count(id => !pairs.Contains(id)) == Distractors.Count)
        {
            var others = new Queue<Text>(Distractors);
            Targets.AddRange(ids.Select(id => new ChoiceDraft(id, pairs.Contains(id) ? Pairs[pairs.Index().First(p => p.Item == id).Index].Target : others.Dequeue())));
            Options.AddRange(Pairs.Select((p, i) => new ChoiceDraft("", p.Option, Match: ids.Index().First(t => t.Item == pairs[i]).Index)));
            return;
        }

        Text[] words = [.. Pairs.Select(p => p.Target).Concat(Distractors).Distinct()];
        Targets.AddRange(words.Select(w => new ChoiceDraft("", w)));
        Options.AddRange(Pairs.Select(p => new ChoiceDraft("", p.Option, Match: Array.IndexOf(words, p.Target))));
    }

    private void Weigh()
    {
        if (Kind is not (ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.TrueFalse))
        {
            return;
        }

        if (Kind != ItemKind.MultipleChoice && Options.Any(o => o.Percent < 0))
        {
            Remark("Wrong options cost points in the file; where one option is chosen, a wrong one earns nothing here.", "No ficheiro as opções erradas descontam; onde se escolhe uma só opção, uma errada aqui não vale nada.");
            Replace(o => o.Percent < 0, 0);
        }

        decimal[] percents = [.. Options.Select(o => o.Percent)];
        (correct, credits) = Shares.Read(Kind, percents);
        if (Extras?.Credits is { } said && Shares.Fit(Kind, percents, said) is { } right)
        {
            (correct, credits) = (right, said);
        }
        else if (Kind == ItemKind.MultipleChoice && percents.Any(p => p == 0) && percents.Sum() > 0.1m)
        {
            Remark("Wrong options cost nothing in the file; here they cost as much as right ones earn, so that choosing everything earns nothing.",
                "No ficheiro as opções erradas nada descontam; aqui descontam tanto quanto as certas valem, para que escolher tudo nada valha.");
            credits = [.. credits.Select((c, i) => percents[i] == 0 ? null : c)];
        }
    }

    private void Replace(Func<ChoiceDraft, bool> which, decimal percent)
    {
        for (var i = 0; i < Options.Count; i++)
        {
            Options[i] = which(Options[i]) ? Options[i] with { Percent = percent } : Options[i];
        }
    }

    private List<MediaBody> Media()
    {
        var said = new Dictionary<string, MediaBody>(StringComparer.Ordinal);
        foreach (var one in Extras?.Media ?? [])
        {
            said.TryAdd(one.Name, one);
            if (!media.ContainsKey(one.Name))
            {
                Take("@@PLUGINFILE@@/" + one.Name);
            }
        }

        var bodies = new List<MediaBody>();
        foreach (var name in said.Keys.Concat(media.Keys.Where(n => !said.ContainsKey(n))).ToList())
        {
            var (known, (file, en, pt)) = (said.GetValueOrDefault(name), media.GetValueOrDefault(name));
            (en, pt) = (Else(en, known?.Alternative?.En), Else(pt, known?.Alternative?.Pt));
            (en, pt) = (Else(en, pt), Else(pt, en));
            if (en.Length == 0)
            {
                Remark("A picture or sound has no alternative text: give it one before the review.", "Uma imagem ou um som não tem texto alternativo: indique-o antes da revisão.");
            }

            if ((file?.Id ?? known?.FileId) is { } id)
            {
                bodies.Add(new MediaBody(name, id, en.Length == 0 ? null : new Words(en, pt)));
            }
            else
            {
                Refuse(FileRefusals.MediumMissing(name));
            }
        }

        return bodies;

        static string Else(string? one, string? other) => one is { Length: > 0 } ? one : other ?? "";
    }

    private static Words Words(Text text) => new(text.En, text.Pt);
}

internal static class Safely
{
    /// <summary>The bytes, spaces and line ends passed over; null if these are none.</summary>
    public static ReadOnlyMemory<byte>? Base64(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes.AsMemory(0, count) : null;
    }

    /// <summary>A number that can be compared: no more digits than a decimal has, in no other notation than <c>-1.5e3</c>.</summary>
    public static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
