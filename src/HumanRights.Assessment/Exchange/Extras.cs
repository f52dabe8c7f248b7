using System.Text.Json;
using System.Text.Json.Serialization;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>What a format holds of an item by itself.</summary>
[Flags]
internal enum Held
{
    Nothing = 0,
    Weight = 1,
    Order = 2,
    Unit = 4,
    Case = 8,
    Notes = 16,
    Topics = 32,
    Ids = 64,
}

/// <summary>
/// What a format has no place for, in a comment that other systems pass over: whoever reads the file here has the very item again. What the file
/// itself says goes before it, so that a file edited elsewhere is taken as it is.
/// </summary>
internal sealed record Extras
{
    public const string Sign = "human-rights:";

    /// <summary>Characters of a comment that are looked at.</summary>
    private const int Longest = 200_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 8, IgnoreReadOnlyProperties = true, NumberHandling = JsonNumberHandling.Strict, RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public ItemKind? Kind { get; init; }

    public decimal? Weight { get; init; }

    /// <value>Ids in order; so with the targets.</value>
    public IReadOnlyList<string>? Options { get; init; }

    public IReadOnlyList<string>? Targets { get; init; }

    /// <value>Each option's target, by its id.</value>
    public IReadOnlyList<string>? Pairs { get; init; }

    /// <value>The words of true and false.</value>
    public IReadOnlyList<Words>? Labels { get; init; }

    /// <value>Each option's own weight, or none; or what each accepted value or text earns.</value>
    public IReadOnlyList<decimal?>? Credits { get; init; }

    /// <value>Accepted values or texts stand in the file with the best first, because others take the first that fits: each one's own place.</value>
    public IReadOnlyList<int>? Places { get; init; }

    /// <value>Accepted texts, where one stands for more than a file can say.</value>
    public IReadOnlyList<string>? Patterns { get; init; }

    /// <value>Of a matching's options.</value>
    public IReadOnlyList<Words?>? Feedback { get; init; }

    public bool? FixedOrder { get; init; }

    public string? Unit { get; init; }

    public bool? CaseMatters { get; init; }

    public bool? AccentsMatter { get; init; }

    public IReadOnlyList<CriterionBody>? Rubric { get; init; }

    public Words? MarkersNotes { get; init; }

    public IReadOnlyList<MediaBody>? Media { get; init; }

    public IReadOnlyList<string>? Topics { get; init; }

    public IReadOnlyList<string>? Objectives { get; init; }

    public string? Owner { get; init; }

    /// <summary>With the best of its accepted values or texts first.</summary>
    public static ItemContent Sorted(ItemContent content) => content with
    {
        Key = content.Key with
        {
            Numbers = [.. content.Key.Numbers.OrderByDescending(n => n.CreditPercent)], Texts = [.. content.Key.Texts.OrderByDescending(t => t.CreditPercent)],
        },
    };

    /// <param name="content">In its own order.</param>
    /// <param name="held">What the format needs no help with.</param>
    /// <param name="percents">What of a choice's weights can be read in the file; otherwise as they are.</param>
    public static string Write(ItemContent content, Held held, IReadOnlyList<decimal>? percents = null)
    {
        var (question, key, labels) = (content.Question, content.Key, content.Labels);
        string[] ids = [.. question.Options.Select(o => o.Id)], targets = [.. question.Targets.Select(t => t.Id)];
        var written = question.Kind == ItemKind.ShortText;
        var trueFalse = question.Kind == ItemKind.TrueFalse;
        var matching = question.Kind == ItemKind.Matching;
        var credits = Credited(content);
        decimal[] accepted = [.. key.Numbers.Select(n => n.CreditPercent).Concat(key.Texts.Select(t => t.CreditPercent))];
        var extras = new Extras
        {
            Places = Moved([.. key.Numbers.Select(n => n.CreditPercent)]) ?? Moved([.. key.Texts.Select(t => t.CreditPercent)]),
            Patterns = held.HasFlag(Held.Ids) && key.Texts.Any(t => t.Pattern.Contains('*', StringComparison.Ordinal)) ? [.. key.Texts.Select(t => t.Pattern)] : null,
            Kind = held.HasFlag(Held.Ids) ? question.Kind == ItemKind.SingleChoice && ids.Order(StringComparer.Ordinal).SequenceEqual(["false", "true"]) ? ItemKind.SingleChoice : null
                : written && key.Texts.All(t => t.Pattern.Contains("->", StringComparison.Ordinal)) ? ItemKind.ShortText : null,
            Weight = held.HasFlag(Held.Weight) || question.Weight == 1 ? null : question.Weight,
            Options = held.HasFlag(Held.Ids) || ids.SequenceEqual(trueFalse ? QuestionDraft.TrueFalseIds : QuestionDraft.OptionIds(ids.Length)) ? null : ids,
            Labels = trueFalse && !held.HasFlag(Held.Ids) && question.Options.Any(o => o.Text != QuestionDraft.TrueFalseLabel(o.Id)) ? [.. question.Options.Select(o => Said(o.Text))] : null,
            // Which of two targets with the same words is meant, and in which order they stand, no format says.
            Targets = matching && !held.HasFlag(Held.Ids) ? targets : null,
            Pairs = matching && !held.HasFlag(Held.Ids) ? [.. ids.Select(id => key.Pairs.First(p => p.OptionId == id).TargetId)] : null,
            Credits = credits is null ? accepted.Length == 0 || percents is null || accepted.SequenceEqual(percents) ? null : [.. accepted] : (trueFalse ? credits.All(c => c is null) : credits.SequenceEqual(Shares.Read(question.Kind, percents ?? Shares.Of(question, key)).Credits)) ? null : credits,
            Feedback = matching && key.Feedback.Count > 0 ? [.. ids.Select(id => key.Feedback.FirstOrDefault(f => f.OptionId == id) is { } f ? Said(f.Text) : null)] : null,
            FixedOrder = held.HasFlag(Held.Order) && ids.Length > 0 && !trueFalse || !question.FixedOrder ? null : true,
            Unit = held.HasFlag(Held.Unit) ? null : question.Unit,
            CaseMatters = held.HasFlag(Held.Case) || !key.CaseMatters ? null : true,
            AccentsMatter = written && !key.AccentsMatter ? false : null,
            Rubric = key.Rubric.Count == 0 ? null : [.. key.Rubric.Select(c => new CriterionBody(c.Id, Said(c.Text), c.Points))],
            MarkersNotes = held.HasFlag(Held.Notes) || key.MarkersNotes is not { } notes ? null : Said(notes),
            Media = question.Media.Count == 0 ? null : [.. question.Media.Select(m => new MediaBody(m.Name, m.FileId, m.Alternative.En.Length == 0 ? null : Said(m.Alternative)))],
            Topics = held.HasFlag(Held.Topics) || labels.Topics.Count == 0 ? null : labels.Topics,
            Objectives = labels.Objectives.Count == 0 ? null : labels.Objectives,
            Owner = labels.Owner,
        };
        // Two hyphens end a comment of XML, or spoil it.
        return extras == new Extras() ? "" : $"{Sign} {JsonSerializer.Serialize(extras, Json).Replace("--", "-\\u002d", StringComparison.Ordinal)}";
    }

    /// <summary>What a comment says, if it is one of ours; anything else is a comment like any other.</summary>
    public static Extras? Read(string comment)
    {
        var text = comment.AsSpan().Trim();
        if (text.Length > Longest || !text.StartsWith(Sign))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Extras>(text[Sign.Length..], Json) is { } extras && extras.IsWhole ? extras : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What annotations say of a list's elements is beyond the serializer.
    private bool IsWhole => !((IEnumerable<object?>?[])[Options, Targets, Pairs, Labels, Rubric, Media, Topics, Objectives, Patterns]).Any(list => list?.Contains(null) == true);

    // Best first, and each one's place before: the sort is stable.
    private static int[]? Moved(decimal[] credits) =>
        credits.Index().OrderByDescending(c => c.Item).Select(c => c.Index).ToArray() is var places && places.SequenceEqual(Enumerable.Range(0, places.Length)) ? null : places;

    private static Words Said(Text text) => new(text.En, text.Pt);

    private static decimal?[]? Credited(ItemContent content) => content.Question.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.TrueFalse
        ? [.. content.Question.Options.Select(o => content.Key.Credits.FirstOrDefault(c => c.OptionId == o.Id)?.Percent)]
        : null;
}
