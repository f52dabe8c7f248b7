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

    public static Decision Release(this ModuleTest test, DateTimeOffset now) => test switch
    {
        { Composition: null } => ModuleTest.Unknown,
        { Composition.Rehearsal: not null } => NoRelease,
        { ReleasedAt: not null } => Decision.Nothing,
        _ when test.StageAt(now) != TestStage.Closed => StillOpen(test.ClosesForAllAt),
        _ => Decision.Accept(new TestReleased(test.Composition.TestId, now)),
    };

    public static Task<Results<Ok<TestAnswer>, Refusal>> HandleClose(Guid testId, EventWriter writer, TimeProvider clock, CancellationToken cancellation) =>
        writer.DecideAsync<ModuleTest>(ModuleTest.Stream(testId), (t, now) => t.Close(now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(TestAnswer.Of(o.State, clock.GetUtcNow())));

    public static Task<Results<Ok<TestAnswer>, Refusal>> HandleRelease(Guid testId, EventWriter writer, TimeProvider clock, CancellationToken cancellation) =>
        writer.DecideAsync<ModuleTest>(ModuleTest.Stream(testId), (t, now) => t.Release(now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(TestAnswer.Of(o.State, clock.GetUtcNow())));

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
