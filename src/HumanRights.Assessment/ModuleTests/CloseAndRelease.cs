using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>
/// A test closes with the last person's window or earlier by the coordinator, for everybody; only a closed one can be released, so that no
/// result is seen while another attempt could still profit from it.
/// </summary>
public static class CloseAndRelease
{
    public static Decision Close(this ModuleTest test, DateTimeOffset now) => test switch
    {
        { Composition: null } => ModuleTest.Unknown,
        { ClosedAt: not null } => Decision.Nothing,
        _ when test.StageAt(now) is TestStage.Closed or TestStage.Released => Decision.Nothing,
        _ => Decision.Accept(new TestClosed(test.Composition.TestId, now)),
    };

    /// <param name="test">To be released.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="marking">Of a test with open texts, how far people have come.</param>
    public static Decision Release(this ModuleTest test, DateTimeOffset now, MarkingProgress? marking = null) => test switch
    {
        { Composition: null } => ModuleTest.Unknown,
        { Composition.Rehearsal: not null } => NoRelease,
        { ReleasedAt: not null } => Decision.Nothing,
        _ when test.StageAt(now) != TestStage.Closed => StillOpen(test.ClosesForAllAt),
        _ when marking is not null && marking is not { Waiting: 0, AwaitSecond: 0, ToSettle: 0, NotGraded: 0 } => NotMarked(marking),
        _ => Decision.Accept(new TestReleased(test.Composition.TestId, now)),
    };

    /// <summary>Once every attempt of a released test is graded.</summary>
    public static Decision Show(this ModuleTest test, DateTimeOffset now) => test is { Composition: { } composed, ReleasedAt: not null, ShownAt: null }
        ? Decision.Accept(new ResultsShown(composed.TestId, now))
        : Decision.Nothing;

    public static Task<Results<Ok<TestAnswer>, Refusal>> HandleClose(Guid testId, EventWriter writer, TimeProvider clock, CancellationToken cancellation) =>
        writer.DecideAsync<ModuleTest>(ModuleTest.Stream(testId), (t, now) => t.Close(now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(TestAnswer.Of(o.State, clock.GetUtcNow())));

    public static async Task<Results<Ok<TestAnswer>, Refusal>> HandleRelease(
        Guid testId, EventWriter writer, MarkingRows rows, TimeProvider clock, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var marking = test is { Composition: { } composed } ? await ToBeMarkedAsync(composed, writer, rows, cancellation) : null;
        return await writer.DecideAsync<ModuleTest>(
                ModuleTest.Stream(testId), (t, now) => t.Release(now, marking),
                alongside: session =>
                {
                    if (marking is not null)
                    {
                        session.HoldMarked(ModuleTest.Stream(testId), testId);
                    }
                },
                cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(TestAnswer.Of(o.State, clock.GetUtcNow())));
    }

    /// <summary>
    /// What rules mark is waited for after the release, before anything is shown. What people mark is waited for here: so an attempt without a
    /// grade counts only if an open text may come of it.
    /// </summary>
    private static async Task<MarkingProgress?> ToBeMarkedAsync(TestComposed test, EventWriter writer, MarkingRows rows, CancellationToken cancellation)
    {
        var open = test.Items.Where(i => i.Question.Kind == ItemKind.OpenText).Select(i => i.ItemId).ToHashSet();
        if (open.Count == 0)
        {
            return null;
        }

        // Attempts first: one that is graded in between is found among the answers.
        var adding = 0;
        foreach (var stream in await rows.NotGradedAsync(test.TestId, cancellation))
        {
            var (attempt, _) = await writer.ReadAsync<Attempt>(stream, cancellation);
            adding += attempt.EndedAt is null
                ? attempt.Start!.Items.Any(i => open.Contains(i.ItemId)) ? 1 : 0
                : attempt.Answers.Any(a => open.Contains(a.Key) && !a.Value.IsNone) ? 1 : 0;
        }

        return await rows.ProgressAsync(test.TestId, cancellation) with { NotGraded = adding };
    }

    private static Rejection NotMarked(MarkingProgress marking) => new(
        "marking-not-complete",
        new Text(
            $"{marking.Marked} of {marking.Answers} open texts are marked: nobody's result is released before everybody's can be.",
            $"Estão avaliadas {marking.Marked} de {marking.Answers} respostas abertas: nenhum resultado é divulgado antes de todos o poderem ser."),
        new Text(
            "Mark what the test's marking queue shows, have a second marker give theirs, and settle what differs; attempts that are just ending take a moment.",
            "Avalie o que a fila de avaliação do teste mostra, obtenha a segunda avaliação e decida as divergências; as tentativas que estão a terminar demoram um momento."))
    {
        Facts = new Dictionary<string, object?>
        {
            ["answers"] = marking.Answers,
            ["marked"] = marking.Marked,
            ["waiting"] = marking.Waiting,
            ["awaitSecond"] = marking.AwaitSecond,
            ["toSettle"] = marking.ToSettle,
            ["notGraded"] = marking.NotGraded,
        },
    };

    private static Rejection NoRelease { get; } = new(
        "rehearsal-not-released",
        new Text("A rehearsal is not released: each person sees their result on handing it in, and it counts for nothing.", "Um ensaio não é divulgado: cada pessoa vê o resultado ao entregá-lo, e este não conta."),
        new Text("Release the module's test.", "Divulgue o teste do módulo."));

    private static Rejection StillOpen(DateTimeOffset closesAt) => new(
        "test-still-open",
        new Text($"The test can be taken until {closesAt.InLisbon()} (Lisbon): its results cannot be released yet.", $"O teste pode ser feito até {closesAt.InLisbon()} (Lisboa): os resultados ainda não podem ser divulgados."),
        new Text("Wait until it closes, or close it now.", "Aguarde o fecho ou feche-o agora."))
    { Facts = new Dictionary<string, object?> { ["closesAt"] = closesAt } };
}
