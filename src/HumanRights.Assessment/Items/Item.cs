using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>What an item is found by; it is not shown to participants.</summary>
/// <param name="Name">The authors' own.</param>
/// <param name="Topics">What it is about.</param>
/// <param name="Objectives">Letters of the programme's objectives, such as <c>a</c> to <c>g</c>.</param>
/// <param name="Owner">The code of the partner entity that answers for it.</param>
public sealed record Labels(string? Name, IReadOnlyList<string> Topics, IReadOnlyList<string> Objectives, string? Owner)
{
    public static Labels None { get; } = new(null, [], [], null);
}

/// <summary>A new item of a module's question bank, as version 1.</summary>
public sealed record ItemDrafted(Guid ItemId, Guid ProgrammeId, int ModuleNumber, Question Question, AnswerKey Key, Labels Labels);

/// <summary>A later version, to be reviewed again; tests composed before keep theirs.</summary>
public sealed record ItemRevised(Guid ItemId, int Version, Question Question, AnswerKey Key, Labels Labels);

/// <summary>Its authors think this version is ready.</summary>
public sealed record ItemSubmitted(Guid ItemId, int Version);

/// <summary>The review asks for changes; what it asks for is an erasable row.</summary>
public sealed record ItemReturned(Guid ItemId, int Version, Guid NoteId);

/// <summary>From now on tests are composed with this version.</summary>
public sealed record ItemApproved(Guid ItemId, int Version);

/// <summary>Where an item's latest version stands; an earlier version may be approved besides.</summary>
public enum ItemStage
{
    Draft,
    InReview,
    Approved,
}

/// <summary>What one version of an item says.</summary>
public sealed record ItemContent(Question Question, AnswerKey Key, Labels Labels);

public sealed record ItemVersion(int Number, ItemContent Content)
{
    public Question Question => Content.Question;

    public AnswerKey Key => Content.Key;
}

public sealed record Item(Guid Id, Guid ProgrammeId, int ModuleNumber, ItemVersion? Latest, ItemVersion? Approved, ItemStage Stage) : IState<Item>
{
    /// <value>What it was drafted with: a repeated drafting is told from another one even after revisions.</value>
    public ItemContent? Drafted { get; init; }

    public static Item Initial { get; } = new(default, default, 0, null, null, ItemStage.Draft);

    public static string Stream(Guid itemId) => $"item-{itemId:N}";

    public Item Apply(object @event) => @event switch
    {
        ItemDrafted e => new Item(
            e.ItemId, e.ProgrammeId, e.ModuleNumber, new ItemVersion(1, new ItemContent(e.Question, e.Key, e.Labels)), null, ItemStage.Draft)
            { Drafted = new ItemContent(e.Question, e.Key, e.Labels) },
        ItemRevised e => this with { Latest = new ItemVersion(e.Version, new ItemContent(e.Question, e.Key, e.Labels)), Stage = ItemStage.Draft },
        ItemSubmitted => this with { Stage = ItemStage.InReview },
        ItemReturned => this with { Stage = ItemStage.Draft },
        ItemApproved => this with { Approved = Latest, Stage = ItemStage.Approved },
        _ => this,
    };

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such item.", "Essa pergunta não existe."));
}
