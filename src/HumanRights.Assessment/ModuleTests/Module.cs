using HumanRights.Assessment.Editions;
using HumanRights.Assessment.KeyAccess;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>
/// A test as the coordination sees it; keys are in the question bank, not here. The window is told as instants and as clocks in Lisbon show
/// it; <paramref name="ClosesForAllAt"/> is when the longest extended window ends. <paramref name="Items"/> are all that attempts may pose, <paramref name="ItemsPerAttempt"/> of them each.
/// </summary>
public sealed record TestAnswer(
    Guid TestId, Guid EditionId, int ModuleNumber, Text Title, TestStage Stage, DateTimeOffset OpensAt, DateTimeOffset ClosesAt,
    string OpensInLisbon, string ClosesInLisbon, DateTimeOffset ClosesForAllAt, string ClosesForAllInLisbon, int Minutes, int Attempts, int PassMarkPercent, int? Rehearsal, TestPolicy Policy, IReadOnlyList<PosedItem> Items,
    IReadOnlyList<Section> Sections, bool DrawnOnce, int ItemsPerAttempt, DateTimeOffset? ClosedAt, DateTimeOffset? ReleasedAt)
{
    public static TestAnswer Of(ModuleTest test, DateTimeOffset now)
    {
        var c = test.Composition!;
        return new TestAnswer(
            c.TestId, c.EditionId, c.ModuleNumber, c.Title, test.StageAt(now), c.OpensAt, c.ClosesAt, c.OpensAt.InLisbon(), c.ClosesAt.InLisbon(),
            test.ClosesForAllAt, test.ClosesForAllAt.InLisbon(), c.Minutes, c.Attempts, c.PassMarkPercent, c.Rehearsal, c.Rules, c.Items, c.Drawn, c.DrawnBy is not null, c.ItemsPerAttempt, test.ClosedAt, test.ReleasedAt);
    }
}

public static class ModuleTestModule
{
    public static void AddModuleTests(this StoreOptions store)
    {
        store.Events.MapEventType<TestComposed>("test-composed");
        store.Events.MapEventType<TestClosed>("test-closed");
        store.Events.MapEventType<TestReleased>("test-released");
        store.Events.MapEventType<AllowanceGiven>("allowance-given");
        store.Events.MapEventType<AllowanceTakenBack>("allowance-taken-back");
        store.Schema.For<AllowanceReason>().Index(r => r.PersonId).Index(r => r.TestId);
        store.Events.MapEventType<ResultsShown>("results-shown");
    }

    public static void MapModuleTests(this RouteGroupBuilder api)
    {
        var editions = api.MapGroup("/editions/{editionId:guid}").RequireAuthorization(Roles.Coordinator);
        editions.MapPut("/modules/{moduleNumber:int}/test", ComposeTest.Handle)
            .WithName(nameof(ComposeTest)).WithSummary("Composes the test of an edition's module from approved items, named or by rule; anew until it opens.");
        editions.MapPut("/modules/{moduleNumber:int}/rehearsals/{number:int}", ComposeTest.HandleRehearsal)
            .WithName("ComposeRehearsal").WithSummary("Composes a rehearsal: its results are its person's at once, and count for nothing.");
        editions.MapGet("/tests", OfEdition)
            .WithName("ListTests").WithSummary("An edition's tests and rehearsals by module.");

        var tests = api.MapGroup("/tests/{testId:guid}").RequireAuthorization(Roles.Coordinator);
        tests.MapGet("/", Get)
            .WithName("GetTest").WithSummary("One test.");
        tests.MapPost("/close", CloseAndRelease.HandleClose)
            .WithName("CloseTest").WithSummary("Closes a test before its time; open attempts are closed with what they had saved.");
        tests.MapPost("/release", CloseAndRelease.HandleRelease)
            .WithName("ReleaseTest").WithSummary("Releases all results of a closed test at once, when people have marked what waits for them; a repeat changes nothing.");
        tests.MapPut("/allowances/{personId:guid}", GiveAllowance.Handle)
            .WithName(nameof(GiveAllowance)).WithSummary("Gives one person extra time or a longer window, also while their attempt is open.");
        tests.MapDelete("/allowances/{personId:guid}", TakeBackAllowance.Handle)
            .WithName(nameof(TakeBackAllowance)).WithSummary("Takes an allowance back that no attempt has had the use of.");
        tests.MapGet("/allowances", AllowanceList.Handle)
            .WithName("ListAllowances").WithSummary("Who has extra time or a longer window, and why.");
        tests.MapGet("/attempts", AttemptList.Handle)
            .WithName("ListAttempts").WithSummary("A test's attempts in order of starting, page by page.");
        tests.MapGet("/attempts/{attemptId:guid}/grade", ReviewGrade.Handle).ShowsKeys<ReviewAnswer>("grade", grade => grade.Items.Select(i => i.Explained.ItemId))
            .WithName("GetGrade").WithSummary("An attempt's grade for reviewers: item by item what was answered, what is accepted, and who marked it how.");
        tests.MapGet("/summary", TestSummary.Handle)
            .WithName("GetTestSummary").WithSummary("How far attempts, grading and release have come, and the results in figures.");
    }

    private static async Task<Results<Ok<TestAnswer>, Refusal>> Get(Guid testId, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is null)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        return TypedResults.Ok(TestAnswer.Of(test, clock.GetUtcNow()));
    }

    /// <summary>A handful, since an edition has a handful of modules: always one page, and always as committed now.</summary>
    private static async Task<Results<Ok<Page<TestAnswer>>, Refusal>> OfEdition(
        Guid editionId, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        if (!edition.Known)
        {
            return new Refusal(Edition.Unknown);
        }

        var tests = await writer.TestsOfAsync(edition, cancellation);
        return TypedResults.Ok(new Page<TestAnswer>([.. tests.Select(t => TestAnswer.Of(t, clock.GetUtcNow()))], null));
    }
}
