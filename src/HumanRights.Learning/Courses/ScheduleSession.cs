using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Courses;

public sealed record Words([Required, StringLength(400, MinimumLength = 1)] string En, [Required, StringLength(400, MinimumLength = 1)] string Pt);

/// <param name="Kind">Webinar or class.</param>
/// <param name="Title">What it is about, in both languages.</param>
/// <param name="StartsAt">With an offset; may lie in the past, since a coordinator also records what took place.</param>
/// <param name="EndsAt">At most 12 hours later.</param>
/// <param name="ModuleNumber">Required of a class, absent on a webinar.</param>
/// <param name="Contributors">Codes (a-z, 0-9, hyphen) of entities and speakers.</param>
/// <param name="NotInTheMorning">Why a class ends after 13:30 in Lisbon.</param>
/// <param name="SessionId">Chosen by the caller to make a repeat harmless; otherwise one is made.</param>
public sealed record ScheduleSessionBody(
    SessionKind Kind, [Required] Words Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? ModuleNumber = null,
    [MaxLength(20)] IReadOnlyList<string>? Contributors = null, OffHours? NotInTheMorning = null, Guid? SessionId = null);

/// <summary>A session as it is shown: times with Lisbon's offset, <paramref name="Minutes"/> long.</summary>
public sealed record SessionAnswer(
    Guid SessionId, Guid EditionId, SessionKind Kind, int? ModuleNumber, Text Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    int Minutes, IReadOnlyList<string> Contributors, OffHours? NotInTheMorning, bool Cancelled);

public static partial class ScheduleSession
{
    /// <summary>So that a course's sessions are always one short list.</summary>
    public const int MostSessions = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public static Decision Schedule(this Course course, SessionScheduled wanted)
    {
        wanted = wanted with { StartsAt = wanted.StartsAt.InLisbon(), EndsAt = wanted.EndsAt.InLisbon() };
        if (course.Sessions.TryGetValue(wanted.SessionId, out var known))
        {
            return IsSame(known, wanted) ? Decision.Nothing : IdTaken;
        }

        return course switch
        {
            { Prepared: false } => Course.NotPrepared,
            { Shut: { } shut } => shut,
            { Sessions.Count: >= MostSessions } => TooMany,
            _ when BadTimes(wanted.StartsAt, wanted.EndsAt) is { } bad => bad,
            _ when !wanted.Contributors.All(c => Code().IsMatch(c)) => BadContributor,
            _ when wanted.Kind == SessionKind.Class && course.Modules.All(m => m.Number != wanted.ModuleNumber) => NoSuchModule(course),
            _ when wanted.Kind != SessionKind.Class && wanted.ModuleNumber is not null => WebinarWithModule,
            _ when wanted.Kind != SessionKind.Class && course.Planned.Any(s => s.Kind == wanted.Kind) => OneWebinar,
            _ when course.Clash(wanted.SessionId, wanted.Kind, wanted.StartsAt, wanted.EndsAt, wanted.NotInTheMorning) is { } clash => clash,
            _ => Decision.Accept(wanted),
        };
    }

    /// <summary>What a session's times may not be, whatever the course.</summary>
    internal static Rejection? BadTimes(DateTimeOffset startsAt, DateTimeOffset endsAt) => (endsAt - startsAt) switch
    {
        _ when startsAt.Year is < 2000 or > 2200 => Invalid(
            "session-date-impossible", "That is no date for a session.", "Não é data para uma sessão.", "Give a date of this century.", "Indique uma data deste século."),
        var length when length < TimeSpan.FromMinutes(1) => Invalid(
            "session-ends-before-it-starts", "The session would end before it starts.", "A sessão terminaria antes de começar.",
            "Give an end after the start.", "Indique um fim posterior ao início."),
        var length when length > Longest => Invalid(
            "session-too-long", "A session lasts at most 12 hours.", "Uma sessão dura no máximo 12 horas.", "Split it.", "Divida-a."),
        _ => null,
    };

    /// <summary>Where a session may not lie in this course.</summary>
    internal static Rejection? Clash(this Course course, Guid id, SessionKind kind, DateTimeOffset startsAt, DateTimeOffset endsAt, OffHours? because)
    {
        var others = course.Planned.Where(s => s.Id != id).ToList();
        var opening = kind == SessionKind.OpeningWebinar ? endsAt : others.FirstOrDefault(s => s.Kind == SessionKind.OpeningWebinar)?.EndsAt;
        var closing = kind == SessionKind.ClosingWebinar ? startsAt : others.FirstOrDefault(s => s.Kind == SessionKind.ClosingWebinar)?.StartsAt;
        return kind switch
        {
            SessionKind.Class when because is null && !Lisbon.IsMorning(startsAt, endsAt) => NotAMorning,
            not SessionKind.Class when closing < opening => ClosingBeforeOpening,
            _ => null,
        };
    }

    public static async Task<Results<Created<SessionAnswer>, Refusal>> Handle(
        Guid editionId, ScheduleSessionBody body, EventWriter writer, CancellationToken cancellation)
    {
        var id = body.SessionId ?? Guid.CreateVersion7();
        var wanted = new SessionScheduled(
            editionId, id, body.Kind, body.ModuleNumber, new Text(body.Title.En, body.Title.Pt), body.StartsAt, body.EndsAt,
            body.Contributors ?? [], body.NotInTheMorning);
        return await writer.DecideAsync<Course>(Course.Stream(editionId), (c, _) => c.Schedule(wanted), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/learning/courses/{editionId}/sessions/{id}", Answer(o.State, o.State.Sessions[id])));
    }

    internal static SessionAnswer Answer(Course course, Session s) => new(
        s.Id, course.EditionId, s.Kind, s.ModuleNumber, s.Title, s.StartsAt.InLisbon(), s.EndsAt.InLisbon(), s.Minutes, s.Contributors, s.NotInTheMorning,
        s.Cancelled || course.Cancelled);

    private static bool IsSame(Session known, SessionScheduled wanted) =>
        (known.Kind, known.ModuleNumber, known.Title, known.StartsAt, known.EndsAt) == (wanted.Kind, wanted.ModuleNumber, wanted.Title, wanted.StartsAt, wanted.EndsAt)
        && known.Contributors.SequenceEqual(wanted.Contributors);

    private static Rejection Invalid(string code, string en, string pt, string wayEn, string wayPt) =>
        new(code, new Text(en, pt), new Text(wayEn, wayPt), RejectionKind.Invalid);

    private static Rejection IdTaken { get; } = new(
        "session-already-scheduled",
        new Text("A session with this id is scheduled otherwise.", "Já existe uma sessão com este identificador, agendada de outro modo."),
        new Text("Reschedule it, or use another id.", "Reagende-a ou use outro identificador."));

    private static Rejection TooMany { get; } = new(
        "too-many-sessions", new Text($"A course has at most {MostSessions} sessions.", $"Um curso tem no máximo {MostSessions} sessões."));

    private static Rejection BadContributor { get; } = Invalid(
        "contributor-code-malformed", "A contributor is named by a code of small letters, digits and hyphens.", "Um contribuinte é indicado por um código de letras minúsculas, algarismos e hífenes.",
        "Use the code, not the name.", "Use o código, não o nome.");

    private static Rejection WebinarWithModule { get; } = Invalid(
        "webinar-has-no-module", "A webinar belongs to no module.", "Um webinar não pertence a nenhum módulo.", "Leave the module out.", "Omita o módulo.");

    private static Rejection OneWebinar { get; } = new(
        "webinar-already-scheduled", new Text("The course has one such webinar already.", "O curso já tem um webinar desse tipo."),
        new Text("Reschedule or cancel that one.", "Reagende ou cancele esse."));

    private static Rejection NotAMorning { get; } = new(
        "class-not-in-the-morning",
        new Text("Classes are held in the mornings: they end by 13:30 in Lisbon.", "As aulas realizam-se de manhã: terminam até às 13:30 em Lisboa."),
        new Text("Choose a morning, or say why not (notInTheMorning).", "Escolha uma manhã ou indique porquê (notInTheMorning)."));

    private static Rejection ClosingBeforeOpening { get; } = new(
        "closing-before-opening",
        new Text("The closing webinar comes after the opening one.", "O webinar de encerramento é posterior ao de abertura."),
        new Text("Choose times in that order.", "Escolha horas por essa ordem."));

    private static Rejection NoSuchModule(Course course) => Invalid(
        "no-such-module", $"A class belongs to one of the course's modules: {Numbers(course)}.", $"Uma aula pertence a um dos módulos do curso: {Numbers(course)}.",
        "Give its number.", "Indique o seu número.");

    private static string Numbers(Course course) => string.Join(", ", course.Modules.Select(m => m.Number));

    [GeneratedRegex("^[a-z0-9-]{1,60}$")]
    private static partial Regex Code();
}
