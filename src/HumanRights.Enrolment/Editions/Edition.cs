using HumanRights.Enrolment.Programmes;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Editions;

/// <summary>An edition is planned from a snapshot of the programme's blueprint: later revisions do not reach it.</summary>
public sealed record EditionPlanned(Guid EditionId, Guid ProgrammeId, int Number, int Revision, Blueprint Blueprint, int Capacity);

public sealed record EditionStarted(Guid EditionId);

public sealed record EditionCompleted(Guid EditionId);

/// <summary>The edition will not take place.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="Notice">What those registered are told; published, so it names nobody.</param>
public sealed record EditionCancelled(Guid EditionId, Text Notice);

public enum EditionStage
{
    Unplanned,
    Planned,
    Started,
    Completed,
    Cancelled,
}

public sealed record Edition(Guid Id, Guid ProgrammeId, int Number, int Capacity, Blueprint? Blueprint, EditionStage Stage) : IState<Edition>
{
    public static Edition Initial { get; } = new(default, default, 0, 0, null, EditionStage.Unplanned);

    public static string Stream(Guid editionId) => $"edition-{editionId:N}";

    public Edition Apply(object @event) => @event switch
    {
        EditionPlanned e => new Edition(e.EditionId, e.ProgrammeId, e.Number, e.Capacity, e.Blueprint, EditionStage.Planned),
        EditionStarted => this with { Stage = EditionStage.Started },
        EditionCompleted => this with { Stage = EditionStage.Completed },
        EditionCancelled => this with { Stage = EditionStage.Cancelled },
        _ => this,
    };

    public static Rejection IsCompleted { get; } = new("edition-completed", new Text("The edition is completed.", "A edição está concluída."));

    public static Rejection IsCancelled { get; } = new("edition-cancelled", new Text("The edition was cancelled.", "A edição foi cancelada."));

    public static Rejection NotPlanned { get; } = Rejection.NotFound(new Text("There is no such edition.", "Essa edição não existe."));
}
