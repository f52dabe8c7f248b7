using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Programmes;

/// <summary>A module as planned: hours of classes, the objectives it serves (letters), the codes of the entities that give it.</summary>
public sealed record Module(int Number, Text Title, decimal Hours, IReadOnlyList<string> Objectives, IReadOnlyList<string> ContributingEntities);

/// <summary>One of the programme's objectives, by its letter.</summary>
public sealed record Objective(string Letter, Text Words);

/// <summary>Policy: percent of planned minutes, points, percent of a module test.</summary>
public sealed record Thresholds(int AttendancePercent, int InvolvementPoints, int PassMarkPercent);

/// <summary>Seats that only people of a region can have.</summary>
/// <param name="Region">The region's code, as in people's profiles.</param>
/// <param name="Seats">How many of the capacity.</param>
public sealed record RegionReserve(string Region, int Seats);

/// <summary>What governs an edition's registrations beyond first come, first served. All of it is off unless set.</summary>
/// <param name="OfferMinutes">How long a freed seat is kept for the first who waits until they accept it; absent: it is theirs at once.</param>
/// <param name="OrganisationCeiling">How many of one organisation can be registered (with a seat or waiting) at a time.</param>
/// <param name="ReservedSeats">Seats kept for regions.</param>
public sealed record RegistrationPolicy(decimal? OfferMinutes, int? OrganisationCeiling, IReadOnlyList<RegionReserve> ReservedSeats)
{
    public static RegistrationPolicy None { get; } = new(null, null, []);

    public TimeSpan? OfferPeriod() => OfferMinutes is { } minutes ? TimeSpan.FromMinutes((double)minutes) : null;

    /// <summary>Why so few seats do not do: there are more reserved ones.</summary>
    public Rejection? Exceeds(int capacity) => ReservedSeats.Sum(r => (long)r.Seats) is var reserved && reserved <= capacity ? null : new Rejection(
        "more-seats-reserved-than-there-are",
        new Text(
            $"{reserved} seats are reserved for regions, and the edition would have {capacity}.",
            $"Há {reserved} lugares reservados a regiões, e a edição teria {capacity}."),
        new Text(
            "Give the edition at least as many seats, or plan it from a blueprint that reserves fewer.",
            "Dê à edição pelo menos esses lugares, ou planeie-a a partir de um modelo que reserve menos."))
    { Facts = new Dictionary<string, object?> { ["reserved"] = reserved, ["capacity"] = capacity } };

    public int ReservedFor(string region) => ReservedSeats.FirstOrDefault(r => r.Region == region)?.Seats ?? 0;
}

/// <summary>The reusable definition that editions are planned from.</summary>
public sealed record Blueprint(
    Text Title, decimal Hours, IReadOnlyList<Objective> Objectives, IReadOnlyList<Module> Modules, Thresholds Thresholds, RegistrationPolicy? Registration = null);

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
