using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>A new item of a module's question bank, as version 1.</summary>
public sealed record ItemDrafted(Guid ItemId, Guid ProgrammeId, int ModuleNumber, Question Question, AnswerKey Key);

/// <summary>A later version; tests composed before keep theirs.</summary>
public sealed record ItemRevised(Guid ItemId, int Version, Question Question, AnswerKey Key);

/// <summary>From now on tests are composed with this version.</summary>
public sealed record ItemApproved(Guid ItemId, int Version);

public sealed record ItemVersion(int Number, Question Question, AnswerKey Key);

public sealed record Item(Guid Id, Guid ProgrammeId, int ModuleNumber, ItemVersion? Latest, ItemVersion? Approved) : IState<Item>
{
    public static Item Initial { get; } = new(default, default, 0, null, null);

    public static string Stream(Guid itemId) => $"item-{itemId:N}";

    public Item Apply(object @event) => @event switch
    {
        ItemDrafted e => new Item(e.ItemId, e.ProgrammeId, e.ModuleNumber, new ItemVersion(1, e.Question, e.Key), null),
        ItemRevised e => this with { Latest = new ItemVersion(e.Version, e.Question, e.Key) },
        ItemApproved => this with { Approved = Latest },
        _ => this,
    };

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such item.", "Essa pergunta não existe."));
}
