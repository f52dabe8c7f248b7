using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Programmes;

/// <summary>A module as planned: hours of classes, the objectives it serves (letters), the codes of the entities that give it.</summary>
public sealed record Module(int Number, Text Title, decimal Hours, IReadOnlyList<string> Objectives, IReadOnlyList<string> ContributingEntities);

/// <summary>One of the programme's objectives, by its letter.</summary>
public sealed record Objective(string Letter, Text Words);

/// <summary>Policy: percent of planned minutes, points, percent of a module test.</summary>
public sealed record Thresholds(int AttendancePercent, int InvolvementPoints, int PassMarkPercent);

/// <summary>The reusable definition that editions are planned from.</summary>
public sealed record Blueprint(
    Text Title, decimal Hours, IReadOnlyList<Objective> Objectives, IReadOnlyList<Module> Modules, Thresholds Thresholds);

public sealed record ProgrammeDefined(Guid ProgrammeId, Blueprint Blueprint);

public sealed record ProgrammeRevised(Guid ProgrammeId, int Revision, Blueprint Blueprint);

public sealed record Programme(Guid Id, int Revision, Blueprint? Blueprint) : IState<Programme>
{
    public static Programme Initial { get; } = new(default, 0, null);

    public static string Stream(Guid programmeId) => $"programme-{programmeId:N}";

    public Programme Apply(object @event) => @event switch
    {
        ProgrammeDefined e => new Programme(e.ProgrammeId, 1, e.Blueprint),
        ProgrammeRevised e => this with { Revision = e.Revision, Blueprint = e.Blueprint },
        _ => this,
    };

    public static Rejection NotDefined { get; } = Rejection.NotFound(new Text("There is no such programme.", "Esse programa não existe."));
}
