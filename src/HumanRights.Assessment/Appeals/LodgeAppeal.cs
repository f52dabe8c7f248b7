using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Appeals;

/// <param name="Words">Why it should be looked at again.</param>
/// <param name="ItemId">The item it is about; absent: the whole result.</param>
public sealed record ResultAppealBody([Required, StringLength(5_000, MinimumLength = 1)] string Words, Guid? ItemId = null);

/// <summary>Every released result can be appealed by the person whose it is: one appeal at a time, and the same result about the same thing once.</summary>
public static class LodgeAppeal
{
    public static Decision Lodge(this AppealedGrade grade, Attempt attempt, ModuleTest test, Guid appealId, Guid? itemId)
    {
        if (attempt.Start is not { } start)
        {
            return Attempt.Unknown;
        }

        if (test.Composition!.Rehearsal is not null)
        {
            return RehearsalsAreNot;
        }

        if (attempt.Released is null || grade.Grade.Current is not { } graded)
        {
            return MyResult.NotReleased;
        }

        return grade switch
        {
            _ when itemId is not null && graded.Marks.Items.All(m => m.ItemId != itemId) => UnknownItem,
            { Open: { } open } => open.ItemId == itemId ? Decision.Nothing : AnotherIsOpen(open),
            // A result that has changed since is another one.
            _ when grade.Appeals.Find(a => a.ItemId == itemId && a.Decided?.ScorePercent == graded.Marks.ScorePercent) is { } earlier => earlier.DecidedAlready,
            _ => Decision.Accept(new AppealLodged(appealId, start.AttemptId, start.PersonId, itemId)),
        };
    }

    public static Decision Withdraw(this AppealedGrade grade, Guid appealId) => grade.Appeals.Find(a => a.Id == appealId) switch
    {
        null => AppealTexts.Unknown,
        { Withdrawn: true } => Decision.Nothing,
        { Decided: not null } appeal => appeal.DecidedAlready,
        _ => Decision.Accept(new AppealWithdrawn(appealId)),
    };

    public static async Task<Results<Ok<AppealText>, Refusal>> Handle(
        Guid testId, int number, ResultAppealBody body, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, personId, number), cancellation);
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (attempt.Start is null || (await writer.ReadAsync<Person>(Person.Stream(personId), cancellation)).State.Forgotten)
        {
            return new Refusal(Attempt.Unknown);
        }

        var text = new AppealText(Guid.CreateVersion7(), testId, attempt.Start.AttemptId, personId, number, body.ItemId, body.Words, clock.GetUtcNow());
        // Of a repeat while the appeal is open, the words first written stand.
        return await writer.DecideAsync<AppealedGrade>(
                Grade.Stream(testId, personId, number), (g, _) => g.Lodge(attempt, test, text.Id, body.ItemId),
                alongside: rows => rows.Insert(text), cancellation: cancellation)
            .ShowAsync(g => g.Open!.Id, session, cancellation);
    }

    public static Task<Results<Ok<AppealText>, Refusal>> HandleWithdraw(
        Guid testId, int number, Guid appealId, ClaimsPrincipal caller, EventWriter writer, IQuerySession session, CancellationToken cancellation) =>
        writer.DecideAsync<AppealedGrade>(
                Grade.Stream(testId, caller.PersonId(), number), (g, _) => g.Withdraw(appealId),
                alongside: rows => rows.MarkWithdrawn(appealId), cancellation: cancellation)
            .ShowAsync(_ => appealId, session, cancellation);

    public static async Task<Ok<Page<AppealText>>> HandleMine(
        Guid testId, int number, Guid? after, int? limit, ClaimsPrincipal caller, IQuerySession session, CancellationToken cancellation)
    {
        var (personId, cursor) = (caller.PersonId(), after ?? Guid.Empty);
        return TypedResults.Ok(await session.Query<AppealText>().Where(t => t.TestId == testId && t.PersonId == personId && t.Number == number && t.Id > cursor)
            .OrderBy(t => t.Id).PageAsync(limit, t => t.Id, cancellation));
    }

    private static Rejection RehearsalsAreNot { get; } = new(
        "rehearsal-not-appealed",
        new Text("A rehearsal counts for nothing: there is nothing to appeal.", "Um ensaio não conta: não há nada de que recorrer."),
        new Text("Tell your trainers what you think is wrong with it.", "Diga aos formadores o que lhe parece errado."));

    private static Rejection UnknownItem { get; } = new(
        "unknown-item", new Text("The attempt has no such item.", "A tentativa não tem essa pergunta."),
        new Text("Name an item of your result, or none to appeal the whole.", "Indique uma pergunta do seu resultado, ou nenhuma para recorrer do todo."), RejectionKind.Invalid);

    private static Rejection AnotherIsOpen(Appeal open) => new(
        "appeal-open",
        new Text("Another appeal against this result is open.", "Está pendente outro recurso deste resultado."),
        new Text("Wait until it is decided, or withdraw it and lodge one that says all.", "Aguarde a decisão, ou retire-o e apresente um que diga tudo."))
    { Facts = new Dictionary<string, object?> { ["appealId"] = open.Id } };
}
