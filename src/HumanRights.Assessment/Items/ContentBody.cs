using System.ComponentModel.DataAnnotations;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>Plain text: markup is shown, not obeyed.</summary>
public sealed record Words([Required, StringLength(4000, MinimumLength = 1)] string En, [Required, StringLength(4000, MinimumLength = 1)] string Pt)
{
    public Text Text => new Text(En, Pt).Plain();
}

/// <param name="Id">Lower-case letters, digits and hyphens; answers name it, and participants see it.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Correct">Whether it is right; never leaves the service to a participant before release.</param>
/// <param name="CreditPercent">What choosing it earns, or costs, where it is not what the kind gives it.</param>
/// <param name="Match">Of a matching: the id of the target it belongs to.</param>
/// <param name="Feedback">Shown with the released result to who chose it.</param>
public sealed record OptionBody(
    [Required, RegularExpression("^[a-z0-9-]{1,20}$")] string Id, [Required] Words Text, bool Correct = false,
    [Range(-100, 100)] decimal? CreditPercent = null, [StringLength(20)] string? Match = null, Words? Feedback = null);

public sealed record TargetBody([Required, RegularExpression("^[a-z0-9-]{1,20}$")] string Id, [Required] Words Text);

/// <param name="Value">What is accepted.</param>
/// <param name="Tolerance">How far off an answer may be, either way.</param>
/// <param name="CreditPercent">What it earns.</param>
/// <param name="Feedback">Shown with the released result to who gave it.</param>
public sealed record NumberBody(decimal Value, [Range(0, 1e15)] decimal Tolerance = 0, [Range(0, 100)] decimal CreditPercent = 100, Words? Feedback = null);

/// <param name="Pattern"><c>*</c> stands for anything, <c>\*</c> for an asterisk.</param>
/// <param name="CreditPercent">What it earns.</param>
/// <param name="Feedback">Shown with the released result to who gave it.</param>
public sealed record VariantBody([Required, StringLength(500, MinimumLength = 1)] string Pattern, [Range(0, 100)] decimal CreditPercent = 100, Words? Feedback = null);

public sealed record CriterionBody([Required, RegularExpression("^[a-z0-9-]{1,20}$")] string Id, [Required] Words Text, [Range(0.01, 100)] decimal Points);

/// <param name="Name">What texts call it in double brackets.</param>
/// <param name="FileId">As answered when the file was sent.</param>
/// <param name="Alternative">What is said to who cannot see or hear it; an item whose media lack it is not approved.</param>
public sealed record MediaBody([Required, RegularExpression("^[A-Za-z0-9._-]{1,100}$")] string Name, Guid FileId, Words? Alternative = null);

/// <summary>What an item says. Which members count follows from its kind; the others stay away.</summary>
/// <param name="Kind">The kind of answer it takes.</param>
/// <param name="Prompt">The question; <c>[[name]]</c> shows a medium.</param>
/// <param name="Options">Of a choice or matching, two at least; of true or false, <c>true</c> and <c>false</c>.</param>
/// <param name="Weight">Points for a full answer.</param>
/// <param name="Explanation">Shown with the released result.</param>
/// <param name="Targets">Of a matching.</param>
/// <param name="Numbers">Accepted values.</param>
/// <param name="Variants">Accepted short texts.</param>
/// <param name="CaseMatters">Whether a short text needs the right capitals.</param>
/// <param name="AccentsMatter">Whether it needs the right accents.</param>
/// <param name="Rubric">Of an open text.</param>
/// <param name="MarkersNotes">For who marks it.</param>
/// <param name="Unit">Shown beside a number.</param>
/// <param name="FixedOrder">Whether options keep the author's order.</param>
/// <param name="Media">Pictures and sounds.</param>
/// <param name="Name">The authors' own.</param>
/// <param name="Topics">What it is about.</param>
/// <param name="Objectives">Letters, as the programme has them.</param>
/// <param name="Owner">The code of the partner entity that answers for it, one of those that give the module.</param>
public sealed record ContentBody(
    ItemKind Kind, [Required] Words Prompt, [MaxLength(20)] IReadOnlyList<OptionBody>? Options = null,
    [Range(0.1, 100)] decimal Weight = 1, Words? Explanation = null, [MaxLength(20)] IReadOnlyList<TargetBody>? Targets = null,
    [MaxLength(20)] IReadOnlyList<NumberBody>? Numbers = null, [MaxLength(20)] IReadOnlyList<VariantBody>? Variants = null,
    bool CaseMatters = false, bool AccentsMatter = false,
    [MaxLength(10)] IReadOnlyList<CriterionBody>? Rubric = null, Words? MarkersNotes = null, [StringLength(40)] string? Unit = null, bool FixedOrder = false,
    [MaxLength(10)] IReadOnlyList<MediaBody>? Media = null, [StringLength(200)] string? Name = null,
    [MaxLength(10)] IReadOnlyList<string>? Topics = null, [MaxLength(26)] IReadOnlyList<string>? Objectives = null, [StringLength(ItemOwner.Longest)] string? Owner = null)
{
    public ItemContent Content => new(Question, Key, Labels);

    private IReadOnlyList<OptionBody> Offered => Options ?? [];

    private Question Question => new(Kind, Prompt.Text, [.. Offered.Select(o => new Option(o.Id, o.Text.Text))], Figures.Plain(Weight))
    {
        Targets = [.. (Targets ?? []).Select(t => new Option(t.Id, t.Text.Text))],
        FixedOrder = FixedOrder,
        Unit = OrNull(Unit),
        Media = [.. (Media ?? []).Select(m => new Media(m.Name, m.FileId, m.Alternative?.Text ?? new Text("", "")))],
    };

    private AnswerKey Key => new([.. Offered.Where(o => o.Correct).Select(o => o.Id)], Explanation?.Text)
    {
        Credits = [.. Offered.Where(o => o.CreditPercent is not null).Select(o => new OptionCredit(o.Id, Figures.Plain(o.CreditPercent!.Value)))],
        Pairs = [.. Offered.Where(o => o.Match is not null).Select(o => new Pair(o.Id, o.Match!))],
        Numbers = [.. (Numbers ?? []).Select(n => new AcceptedNumber(Figures.Plain(n.Value), Figures.Plain(n.Tolerance), Figures.Plain(n.CreditPercent), n.Feedback?.Text))],
        Texts = [.. (Variants ?? []).Select(v => new AcceptedText(ItemWords.Plain(v.Pattern), Figures.Plain(v.CreditPercent), v.Feedback?.Text))],
        CaseMatters = CaseMatters,
        AccentsMatter = AccentsMatter,
        Feedback = [.. Offered.Where(o => o.Feedback is not null).Select(o => new OptionFeedback(o.Id, o.Feedback!.Text))],
        Rubric = [.. (Rubric ?? []).Select(c => new Criterion(c.Id, c.Text.Text, Figures.Plain(c.Points)))],
        MarkersNotes = MarkersNotes?.Text,
    };

    private Labels Labels => new(
        OrNull(Name), [.. (Topics ?? []).Select(ItemWords.Plain).Where(t => t.Length > 0).Distinct()],
        [.. (Objectives ?? []).Distinct().Order(StringComparer.Ordinal)], OrNull(Owner));

    private static string? OrNull(string? text) => text is null ? null : ItemWords.Plain(text) is { Length: > 0 } plain ? plain : null;
}

/// <param name="ProgrammeId">Whose bank.</param>
/// <param name="ModuleNumber">The module it belongs to.</param>
/// <param name="Content">Question and key.</param>
/// <param name="ItemId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record DraftItemBody(Guid ProgrammeId, [Range(1, 20)] int ModuleNumber, [Required] ContentBody Content, Guid? ItemId = null);

/// <summary>An item as its authors see it, key included. <paramref name="Stage"/> is the latest version's.</summary>
public sealed record ItemAnswer(
    Guid ItemId, Guid ProgrammeId, int ModuleNumber, int Version, int? ApprovedVersion, ItemStage Stage, Question Question, AnswerKey Key, Labels Labels)
{
    public static ItemAnswer Of(Item item) => new(
        item.Id, item.ProgrammeId, item.ModuleNumber, item.Latest!.Number, item.Approved?.Number, item.Stage, item.Latest.Question, item.Latest.Key,
        item.Latest.Content.Labels);
}
