using HumanRights.EventSourcing;

namespace HumanRights.Certification.Editions;

/// <summary>A module whose test must be passed; its planned hours are shown on the certificate.</summary>
public sealed record Module(int Number, Text Title, decimal Hours);

/// <summary>Percent of planned minutes, points, percent of each module test.</summary>
public sealed record Thresholds(int AttendancePercent, int InvolvementPoints, int PassMarkPercent);

/// <summary>What an edition demands and what its certificate will say; fixed when the edition was planned.</summary>
public sealed record Requirements(int EditionNumber, Text Programme, decimal Hours, IReadOnlyList<Module> Modules, Thresholds Thresholds);

public sealed record RequirementsDefined(Guid EditionId, Requirements Requirements);

/// <summary>It will not take place: nobody earns its certificate.</summary>
public sealed record EditionCancelled(Guid EditionId);

public sealed record Edition(Guid Id, Requirements? Requirements, bool Cancelled = false) : IState<Edition>
{
    public static Edition Initial { get; } = new(default, null);

    public static string Stream(Guid editionId) => $"edition-{editionId:N}";

    public Edition Apply(object @event) => @event switch
    {
        RequirementsDefined e => this with { Id = e.EditionId, Requirements = e.Requirements },
        EditionCancelled e => this with { Id = e.EditionId, Cancelled = true },
        _ => this,
    };

    /// <summary>An edition is planned once: what it demanded first stands.</summary>
    public Decision Define(Guid editionId, Requirements requirements) =>
        Requirements is null ? Decision.Accept(new RequirementsDefined(editionId, requirements)) : Decision.Nothing;

    public Decision CallOff(Guid editionId) => Cancelled ? Decision.Nothing : Decision.Accept(new EditionCancelled(editionId));
}
