using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Participations;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Feedback;

/// <param name="Rating">1 (not at all satisfied) to 7 (fully).</param>
/// <param name="Words">Anything to add; whoever writes should not say who they are.</param>
/// <param name="AnswerId">Random, chosen by the caller, so that a repeat after a lost answer counts once; otherwise one is made.</param>
public sealed record GiveFeedbackBody([Range(1, 7)] int Rating, [StringLength(2000, MinimumLength = 1)] string? Words = null, Guid? AnswerId = null);

/// <summary>
/// Three transactions that share nothing: the person's turn is noted, the answer goes into the box, the person is noted as having
/// answered. Whoever dies in between may answer again once the turn has lapsed; nobody can have two turns at once.
/// </summary>
public static class GiveFeedback
{
    /// <summary>Far longer than the two writes that follow may take (their commands time out after 4 s each).</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    public static Decision BeginFeedback(this Participation participation, Course course, DateTimeOffset now) => participation switch
    {
        _ when !course.Prepared => Course.NotPrepared,
        { Active: false } => Participation.NotAParticipant,
        _ when course.Cancelled => Course.EditionIsCancelled,
        { HasAnswered: true } => AlreadyGiven,
        _ when course.Feedback is not null => Closed,
        _ when course.FeedbackOpensAt is not { } opens || now < opens => NotOpen(course),
        { FeedbackBegunAt: { } begun } when now < begun + Turn => BeingTaken,
        _ => Decision.Accept(new FeedbackBegun(participation.EditionId, participation.PersonId, now)),
    };

    public static Decision FinishFeedback(this Participation participation) => participation.HasAnswered
        ? Decision.Nothing
        : Decision.Accept(new FeedbackGiven(participation.EditionId, participation.PersonId));

    public static async Task<Results<NoContent, Refusal>> Handle(
        Guid editionId, GiveFeedbackBody body, ClaimsPrincipal caller, EventWriter writer, FeedbackStore boxes, CancellationToken cancellation)
    {
        var stream = Participation.Stream(editionId, caller.PersonId());
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        var begun = await writer.DecideAsync<Participation>(stream, (p, now) => p.BeginFeedback(course, now), cancellation: cancellation);
        if (begun.Rejection is { } refused)
        {
            return new Refusal(refused);
        }

        // A version 7 id would carry the time.
        var answer = new PendingAnswer(body.AnswerId ?? RandomId(), body.Rating, body.Words);
        var taken = await boxes.ChangeAsync(editionId, box => box.Put(answer), cancellation);
        if (taken.Closed)
        {
            return new Refusal(Closed);
        }

        return await writer.DecideAsync<Participation>(stream, (p, _) => p.FinishFeedback(), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());
    }

    internal static Rejection NotOpen(Course course) => new(
        "feedback-not-open",
        course.FeedbackOpensAt is { } opens
            ? new Text($"Feedback opens at {opens:yyyy-MM-dd HH:mm} (Lisbon), with the end of the course.", $"A avaliação abre em {opens:yyyy-MM-dd HH:mm} (Lisboa), com o fim do curso.")
            : new Text("No session is scheduled yet.", "Ainda não há sessões agendadas."),
        new Text("Come back then.", "Volte nessa altura."))
    { Facts = new Dictionary<string, object?> { ["opensAt"] = course.FeedbackOpensAt } };

    private static Rejection AlreadyGiven { get; } = new(
        "feedback-already-given",
        new Text("You have answered. Nobody can tell which answer is yours, so it cannot be changed either.", "Já respondeu. Ninguém pode saber qual é a sua resposta, pelo que também não pode ser alterada."));

    private static Rejection BeingTaken { get; } = new(
        "feedback-being-taken",
        new Text("Your answer is being taken.", "A sua resposta está a ser recolhida."),
        new Text("If you get no confirmation, send it again in half a minute.", "Se não receber confirmação, envie-a de novo dentro de meio minuto."), RejectionKind.Busy);

    private static Rejection Closed { get; } = new(
        "feedback-closed", new Text("Feedback for this course is closed.", "A avaliação deste curso está encerrada."));

    private static Guid RandomId() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}
