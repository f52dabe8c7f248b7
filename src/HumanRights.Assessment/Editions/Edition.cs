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

/// <summary>The edition will not take place. It may be heard of before the edition itself.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="Notice">Why, as the coordination told everybody.</param>
public sealed record EditionCancelled(Guid EditionId, Text Notice);

public sealed record Edition(Guid Id, Guid ProgrammeId, int Number, IReadOnlyList<EditionModule> Modules, int PassMarkPercent) : IState<Edition>
{
    public static Edition Initial { get; } = new(default, default, 0, [], 0);

    /// <value>Why it was cancelled, if it was.</value>
    public Text? Cancelled { get; init; }

    public bool Known => Id != default;

    public static string Stream(Guid editionId) => $"edition-{editionId:N}";

    public Edition Apply(object @event) => @event switch
    {
        EditionAnnounced e => this with { Id = e.EditionId, ProgrammeId = e.ProgrammeId, Number = e.Number, Modules = e.Modules, PassMarkPercent = e.PassMarkPercent },
        EditionCancelled e => this with { Cancelled = e.Notice },
        _ => this,
    };

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such edition.", "Essa edição não existe."));

    public static Rejection IsCancelled(Text notice) => new(
        "edition-cancelled", new Text($"The edition was cancelled: {notice.En}", $"A edição foi cancelada: {notice.Pt}"),
        new Text("Take part in another edition.", "Participe noutra edição."));
}

/// <summary>An edition is planned once and its plan is frozen: hearing of it again changes nothing. It is cancelled for good.</summary>
public static class Announce
{
    public static Decision Cancel(this Edition edition, Guid editionId, Text notice) =>
        edition.Cancelled is not null ? Decision.Nothing : Decision.Accept(new EditionCancelled(editionId, notice));

    public static Decision Hear(this Edition edition, EditionAnnounced announced) => edition.Known ? Decision.Nothing : Decision.Accept(announced);
}
