using System.Security.Claims;
using System.Text.Json.Serialization;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using HumanRights.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Views;

/// <summary>How one participant stands. Whether they gave feedback is nobody's business here.</summary>
public sealed record ProgressView(string Id, Guid EditionId, Guid PersonId, long Order, bool Active, Standing Standing);

public sealed partial class ProgressViewProjection : MultiStreamProjection<ProgressView, string>
{
    public ProgressViewProjection()
    {
        Name = "progress";
        Identity<ParticipationBegun>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<ParticipationEnded>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<AttendanceMarked>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<InvolvementCredited>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<AttendanceRequirementMet>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<AttendanceRequirementUnreachable>(e => Participation.Stream(e.EditionId, e.PersonId));
        Identity<InvolvementRequirementMet>(e => Participation.Stream(e.EditionId, e.PersonId));
    }

    public static ProgressView Create(IEvent<ParticipationBegun> e) => New(e.Data.EditionId, e.Data.PersonId, e.Sequence, true);

    public static ProgressView Create(IEvent<ParticipationEnded> e) => New(e.Data.EditionId, e.Data.PersonId, e.Sequence, false);

    public static ProgressView Apply(ParticipationBegun e, ProgressView view) => view with { Active = true };

    public static ProgressView Apply(ParticipationEnded e, ProgressView view) => view with { Active = false };

    public static ProgressView Apply(AttendanceMarked e, ProgressView view) => view with
    {
        Standing = view.Standing with { Minutes = new Dictionary<Guid, int>(view.Standing.Minutes) { [e.SessionId] = e.Minutes } },
    };

    public static ProgressView Apply(InvolvementCredited e, ProgressView view) =>
        view with { Standing = view.Standing with { Points = view.Standing.Points + e.Points } };

    public static ProgressView Apply(AttendanceRequirementMet e, ProgressView view) => view with { Standing = view.Standing with { AttendanceMet = true } };

    public static ProgressView Apply(AttendanceRequirementUnreachable e, ProgressView view) =>
        view with { Standing = view.Standing with { AttendanceUnreachable = true } };

    public static ProgressView Apply(InvolvementRequirementMet e, ProgressView view) => view with { Standing = view.Standing with { InvolvementMet = true } };

    private static ProgressView New(Guid editionId, Guid personId, long order, bool active) => new(
        Participation.Stream(editionId, personId), editionId, personId, order, active, new Standing(new Dictionary<Guid, int>(), 0, false, false, false));
}

public enum RequirementStatus
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("met")]
    Met,

    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}

/// <param name="Status">Open, met (for good) or, of attendance, unreachable.</param>
/// <param name="AttendedMinutes">Of the planned sessions.</param>
/// <param name="PlannedMinutes">Of the whole course, sessions to come included.</param>
/// <param name="Percent">Attended of planned, to one decimal.</param>
/// <param name="RequiredPercent">What the edition demands.</param>
/// <param name="MissingMinutes">Still to be attended; 0 when enough.</param>
/// <param name="Because">Why it is so, in the reader's language.</param>
public sealed record AttendanceProgress(
    RequirementStatus Status, int AttendedMinutes, int PlannedMinutes, decimal Percent, int RequiredPercent, int MissingMinutes, string Because);

public sealed record InvolvementProgress(RequirementStatus Status, int Points, int RequiredPoints, int MissingPoints, string Because);

public sealed record ProgressAnswer(Guid EditionId, Guid PersonId, bool Active, AttendanceProgress Attendance, InvolvementProgress Involvement)
{
    public static ProgressAnswer Of(Guid personId, bool active, Standing standing, Course course)
    {
        var (planned, attended, required) = (course.PlannedMinutes, standing.Attended(course), course.Requirements.AttendancePercent);
        var minutes = Math.Max(0, (int)(((planned * (long)required) + 99) / 100) - attended);
        var points = Math.Max(0, course.Requirements.InvolvementPoints - standing.Points);
        return new ProgressAnswer(
            course.EditionId, personId, active && !course.Cancelled,
            new AttendanceProgress(
                standing.AttendanceMet ? RequirementStatus.Met : standing.AttendanceUnreachable ? RequirementStatus.Unreachable : RequirementStatus.Open,
                attended, planned, planned == 0 ? 0 : Math.Round(100m * attended / planned, 1), required, minutes, Because(standing, course, minutes).ForReader()),
            new InvolvementProgress(
                standing.InvolvementMet ? RequirementStatus.Met : RequirementStatus.Open, standing.Points, course.Requirements.InvolvementPoints, points,
                (standing.InvolvementMet
                    ? new Text("You have the points required.", "Tem os pontos exigidos.")
                    : points == 0
                        ? new Text("You have the points required; the verdict follows shortly.", "Tem os pontos exigidos; a decisão segue em breve.")
                        : new Text($"Points still missing: {points}.", $"Pontos em falta: {points}.")).ForReader()));
    }

    private static Text Because(Standing standing, Course course, int missing) => standing switch
    {
        { AttendanceMet: true } => new Text("You have attended enough of the course.", "Assistiu a uma parte suficiente do curso."),
        _ when course.Cancelled => new Text("The edition was cancelled.", "A edição foi cancelada."),
        _ when !course.Confirmed => new Text(
            "The schedule is not confirmed (or has changed since): attendance is judged once it is.",
            "O calendário não está confirmado (ou mudou entretanto): a assiduidade é avaliada quando estiver."),
        _ when missing == 0 => new Text("You have attended enough; the verdict follows shortly.", "Assistiu ao suficiente; a decisão segue em breve."),
        { AttendanceUnreachable: true } => new Text(
            $"Minutes still missing: {missing}, more than the sessions still open could give. If a mark is wrong, tell the coordination.",
            $"Minutos em falta: {missing}, mais do que as sessões ainda em aberto podem dar. Se um registo estiver errado, informe a coordenação."),
        _ => new Text($"Minutes still missing: {missing}.", $"Minutos em falta: {missing}."),
    };
}

public static class ProgressList
{
    public static async Task<Results<Ok<ProgressAnswer>, Refusal>> Mine(
        Guid editionId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        var (mine, version) = await writer.ReadAsync<Participation>(Participation.Stream(editionId, caller.PersonId()), cancellation);
        return course.Prepared && version > 0
            ? TypedResults.Ok(ProgressAnswer.Of(mine.PersonId, mine.Active, mine.Standing, course))
            : new Refusal(course.Prepared ? NotMine : Course.NotPrepared);
    }

    public static async Task<Results<Ok<Page<ProgressAnswer>>, Refusal>> Handle(
        Guid editionId, bool? active, long? after, int? limit, EventWriter writer, IQuerySession session, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        if (!course.Prepared)
        {
            return new Refusal(Course.NotPrepared);
        }

        var cursor = after ?? 0;
        var found = session.Query<ProgressView>().Where(p => p.EditionId == editionId && p.Order > cursor);
        if (active is { } wanted)
        {
            found = found.Where(p => p.Active == wanted);
        }

        var page = await found.OrderBy(p => p.Order).PageAsync(limit, p => p.Order, cancellation);
        return TypedResults.Ok(new Page<ProgressAnswer>(
            [.. page.Items.Select(p => ProgressAnswer.Of(p.PersonId, p.Active, p.Standing, course))], page.Next));
    }

    private static Rejection NotMine { get; } = Rejection.NotFound(new Text(
        "You have no seat in this edition (one just taken appears in a moment).", "Não tem lugar nesta edição (um lugar acabado de ocupar aparece dentro de momentos)."));
}
