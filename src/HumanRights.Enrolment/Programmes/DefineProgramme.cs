using System.ComponentModel.DataAnnotations;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Programmes;

public sealed record Words([Required, StringLength(400, MinimumLength = 1)] string En, [Required, StringLength(400, MinimumLength = 1)] string Pt)
{
    public Text Text => new(En, Pt);
}

public sealed record ObjectiveBody([Required, RegularExpression("^[a-z]$")] string Letter, [Required] Words Words);

public sealed record ModuleBody(
    [Range(1, 20)] int Number,
    [Required] Words Title,
    [Range(0.5, 500)] decimal Hours,
    [Required, MaxLength(26)] IReadOnlyList<string> Objectives,
    [Required, MaxLength(50)] IReadOnlyList<string> ContributingEntities);

public sealed record ThresholdsBody([Range(0, 100)] int AttendancePercent, [Range(0, 1000)] int InvolvementPoints, [Range(0, 100)] int PassMarkPercent);

public sealed record RegionReserveBody([Required, StringLength(40, MinimumLength = 1)] string Region, [Range(1, 100_000)] int Seats);

/// <param name="OfferMinutes">How long a freed seat is kept for the first who waits, in minutes (up to 30 days); absent: it is theirs at once.</param>
/// <param name="OrganisationCeiling">How many of one organisation can be registered at a time.</param>
/// <param name="ReservedSeats">Seats that only people of a region can have; each region once.</param>
public sealed record RegistrationPolicyBody(
    [Range(0.01, 43_200)] decimal? OfferMinutes = null, [Range(1, 100_000)] int? OrganisationCeiling = null, [MaxLength(50)] IReadOnlyList<RegionReserveBody>? ReservedSeats = null)
{
    public RegistrationPolicy Policy => new(OfferMinutes, OrganisationCeiling, [.. (ReservedSeats ?? []).Select(r => new RegionReserve(r.Region, r.Seats))]);
}

public sealed record BlueprintBody(
    [Required] Words Title,
    [Range(1, 1000)] decimal Hours,
    [Required, MinLength(1), MaxLength(26)] IReadOnlyList<ObjectiveBody> Objectives,
    [Required, MinLength(1), MaxLength(20)] IReadOnlyList<ModuleBody> Modules,
    [Required] ThresholdsBody Thresholds,
    RegistrationPolicyBody? Registration = null)
{
    public Blueprint Blueprint => new(
        Title.Text, Hours,
        [.. Objectives.Select(o => new Objective(o.Letter, o.Words.Text))],
        [.. Modules.Select(m => new Module(m.Number, m.Title.Text, m.Hours, m.Objectives, m.ContributingEntities))],
        new Thresholds(Thresholds.AttendancePercent, Thresholds.InvolvementPoints, Thresholds.PassMarkPercent),
        Registration?.Policy);
}

/// <param name="Blueprint">What editions will be planned from.</param>
/// <param name="ProgrammeId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record DefineProgrammeBody([Required] BlueprintBody Blueprint, Guid? ProgrammeId = null);

public sealed record ProgrammeAnswer(Guid ProgrammeId, int Revision, Blueprint Blueprint);

public static class DefineProgramme
{
    public static Decision Define(this Programme programme, Guid programmeId, Blueprint blueprint) => programme switch
    {
        _ when blueprint.Incoherence() is { } incoherence => incoherence,
        { Revision: 0 } => Decision.Accept(new ProgrammeDefined(programmeId, blueprint)),
        { Revision: 1 } when Same(programme.Blueprint!, blueprint) => Decision.Nothing,
        _ => new Rejection(
            "programme-already-defined",
            new Text("A programme with this id has another blueprint.", "Já existe um programa com este identificador e outro modelo."),
            new Text("Revise that programme, or define one with another id.", "Reveja esse programa ou defina um com outro identificador.")),
    };

    public static Task<Results<Created<ProgrammeAnswer>, Refusal>> Handle(DefineProgrammeBody body, EventWriter writer, CancellationToken cancellation)
    {
        var id = body.ProgrammeId ?? Guid.CreateVersion7();
        return writer.DecideAsync<Programme>(Programme.Stream(id), (p, _) => p.Define(id, body.Blueprint.Blueprint), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/enrolment/programmes/{id}", new ProgrammeAnswer(id, o.State.Revision, o.State.Blueprint!)));
    }

    /// <summary>Blueprints hold lists, which records compare by reference: their stored form is what has to be equal.</summary>
    internal static bool Same(Blueprint one, Blueprint other) =>
        System.Text.Json.JsonSerializer.Serialize(one) == System.Text.Json.JsonSerializer.Serialize(other);
}
