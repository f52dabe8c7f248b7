using System.ComponentModel.DataAnnotations;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Items;

public sealed record Words([Required, StringLength(4000, MinimumLength = 1)] string En, [Required, StringLength(4000, MinimumLength = 1)] string Pt)
{
    public Text Text => new(En, Pt);
}

/// <param name="Id">Lower-case letters, digits and hyphens; answers name it.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Correct">Whether it is right; never leaves the service to a participant before release.</param>
public sealed record OptionBody([Required, RegularExpression("^[a-z0-9-]{1,20}$")] string Id, [Required] Words Text, bool Correct);

/// <param name="Kind"><c>singleChoice</c> or <c>multipleChoice</c>.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Options">Two at least.</param>
/// <param name="Weight">Points for a full answer.</param>
/// <param name="Explanation">Shown with the released result.</param>
public sealed record ContentBody(
    ItemKind Kind, [Required] Words Prompt, [Required, MinLength(2), MaxLength(20)] IReadOnlyList<OptionBody> Options,
    [Range(0.1, 100)] decimal Weight = 1, Words? Explanation = null)
{
    public Question Question => new(Kind, Prompt.Text, [.. Options.Select(o => new Option(o.Id, o.Text.Text))], Weight);

    public AnswerKey Key => new([.. Options.Where(o => o.Correct).Select(o => o.Id)], Explanation?.Text);
}

/// <param name="ProgrammeId">Whose bank.</param>
/// <param name="ModuleNumber">The module it belongs to.</param>
/// <param name="Content">Question and key.</param>
/// <param name="ItemId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record DraftItemBody(Guid ProgrammeId, [Range(1, 20)] int ModuleNumber, [Required] ContentBody Content, Guid? ItemId = null);

/// <summary>An item as its authors see it, key included.</summary>
public sealed record ItemAnswer(Guid ItemId, Guid ProgrammeId, int ModuleNumber, int Version, int? ApprovedVersion, Question Question, AnswerKey Key)
{
    public static ItemAnswer Of(Item item) =>
        new(item.Id, item.ProgrammeId, item.ModuleNumber, item.Latest!.Number, item.Approved?.Number, item.Latest.Question, item.Latest.Key);
}

public static class DraftItem
{
    public static Decision Draft(this Item item, Guid itemId, Guid programmeId, int moduleNumber, Question question, AnswerKey key) => item.Latest switch
    {
        _ when question.Incoherence(key) is { } incoherence => incoherence,
        null => Decision.Accept(new ItemDrafted(itemId, programmeId, moduleNumber, question, key)),
        { Number: 1 } first when item.ProgrammeId == programmeId && item.ModuleNumber == moduleNumber
            && first.SameAs(new ItemVersion(1, question, key)) => Decision.Nothing,
        _ => new Rejection(
            "item-already-drafted",
            new Text("An item with this id has another content.", "Já existe uma pergunta com este identificador e outro conteúdo."),
            new Text("Revise that item, or draft one with another id.", "Reveja essa pergunta ou crie uma com outro identificador.")),
    };

    public static Task<Results<Created<ItemAnswer>, Refusal>> Handle(DraftItemBody body, EventWriter writer, CancellationToken cancellation)
    {
        var id = body.ItemId ?? Guid.CreateVersion7();
        return writer.DecideAsync<Item>(
                Item.Stream(id), (i, _) => i.Draft(id, body.ProgrammeId, body.ModuleNumber, body.Content.Question, body.Content.Key), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/assessment/items/{id}", ItemAnswer.Of(o.State)));
    }
}
