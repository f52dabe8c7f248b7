using System.ComponentModel.DataAnnotations;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Participations;

/// <param name="Minutes">Attended, at most the session's length; another value replaces it.</param>
public sealed record MarkAttendanceBody([Range(0, 720)] int Minutes);

public sealed record AttendanceLine(Guid PersonId, [Range(0, 720)] int Minutes);

public sealed record MarkSessionBody([Required, MinLength(1), MaxLength(200)] IReadOnlyList<AttendanceLine> Marks);

public sealed record AttendanceAnswer(Guid EditionId, Guid SessionId, Guid PersonId, int Minutes);

public static class MarkAttendance
{
    public static Decision Mark(this Participation participation, Course course, Guid sessionId, int minutes, DateTimeOffset now) =>
        course.Sessions.GetValueOrDefault(sessionId) switch
        {
            _ when !course.Prepared => Course.NotPrepared,
            null => Course.NoSuchSession,
            _ when course.Cancelled => Course.EditionIsCancelled,
            { Cancelled: true } => Course.IsCancelled,
            var s when now < s.StartsAt => NotStarted(s),
            var s when minutes < 0 || minutes > s.Minutes => TooMany(s),
            _ when !participation.Active => Participation.NotAParticipant,
            _ when participation.Minutes.TryGetValue(sessionId, out var marked) && marked == minutes => Decision.Nothing,
            _ => Decision.Accept(new AttendanceMarked(participation.EditionId, participation.PersonId, sessionId, minutes)),
        };

    public static async Task<Results<Ok<AttendanceAnswer>, Refusal>> Handle(
        Guid editionId, Guid sessionId, Guid personId, MarkAttendanceBody body, EventWriter writer, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        return await MarkAsync(writer, course, editionId, sessionId, new AttendanceLine(personId, body.Minutes), cancellation)
            .RespondAsync(o => TypedResults.Ok(new AttendanceAnswer(editionId, sessionId, personId, o.State.Minutes[sessionId])));
    }

    public static async Task<Results<Ok<BatchAnswer>, Refusal>> HandleSession(
        Guid editionId, Guid sessionId, MarkSessionBody body, EventWriter writer, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        if (!course.Prepared || !course.Sessions.ContainsKey(sessionId))
        {
            return new Refusal(course.Prepared ? Course.NoSuchSession : Course.NotPrepared);
        }

        var lines = new List<LineAnswer>();
        foreach (var mark in body.Marks)
        {
            var outcome = await MarkAsync(writer, course, editionId, sessionId, mark, cancellation);
            lines.Add(LineAnswer.Of(mark.PersonId, outcome));
        }

        return TypedResults.Ok(BatchAnswer.Of(lines));
    }

    private static Task<Outcome<Participation>> MarkAsync(
        EventWriter writer, Course course, Guid editionId, Guid sessionId, AttendanceLine mark, CancellationToken cancellation) =>
        writer.DecideAsync<Participation>(
            Participation.Stream(editionId, mark.PersonId), (p, now) => p.Mark(course, sessionId, mark.Minutes, now), cancellation: cancellation);

    private static Rejection NotStarted(Session session) => new(
        "session-not-started",
        new Text($"The session starts at {session.StartsAt:yyyy-MM-dd HH:mm} (Lisbon).", $"A sessão começa em {session.StartsAt:yyyy-MM-dd HH:mm} (Lisboa)."),
        new Text("Mark attendance once it has started.", "Registe a assiduidade depois do início."))
    { Facts = new Dictionary<string, object?> { ["startsAt"] = session.StartsAt } };

    private static Rejection TooMany(Session session) => new(
        "minutes-exceed-session",
        new Text($"The session lasts {session.Minutes} minutes.", $"A sessão dura {session.Minutes} minutos."),
        new Text("Give at most so many.", "Indique no máximo esse número."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["sessionMinutes"] = session.Minutes } };
}
