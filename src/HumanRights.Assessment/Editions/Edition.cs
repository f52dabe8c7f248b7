using System.Text.Json.Serialization;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Editions;

/// <summary>A module to be tested, as the edition froze it.</summary>
public sealed record EditionModule(int Number, Text Title)
{
    /// <value>Codes of the partner entities that give it, where any are named.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ContributingEntities { get; init; }
}

/// <summary>An edition became known here, with what its tests need of it.</summary>
public sealed record EditionAnnounced(Guid EditionId, Guid ProgrammeId, int Number, IReadOnlyList<EditionModule> Modules, int PassMarkPercent);

public sealed record Edition(Guid Id, Guid ProgrammeId, int Number, IReadOnlyList<EditionModule> Modules, int PassMarkPercent) : IState<Edition>
{
    public static Edition Initial { get; } = new(default, default, 0, [], 0);

    public bool Known => Id != default;

    public static string Stream(Guid editionId) => $"edition-{editionId:N}";

    public Edition Apply(object @event) => @event switch
    {
        EditionAnnounced e => new Edition(e.EditionId, e.ProgrammeId, e.Number, e.Modules, e.PassMarkPercent),
        _ => this,
    };

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such edition.", "Essa edição não existe."));
}

/// <summary>An edition is planned once and its plan is frozen: hearing of it again changes nothing.</summary>
public static class Announce
{
    public static Decision Hear(this Edition edition, EditionAnnounced announced) => edition.Known ? Decision.Nothing : Decision.Accept(announced);
}
