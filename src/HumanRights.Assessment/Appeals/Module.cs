using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.Appeals;

public static class AppealModule
{
    public static void AddAppeals(this StoreOptions store)
    {
        store.Events.MapEventType<AppealLodged>("appeal-lodged");
        store.Events.MapEventType<AppealWithdrawn>("appeal-withdrawn");
        store.Events.MapEventType<AppealDecided>("appeal-decided");
        store.Schema.For<AppealText>().Index(t => t.TestId).Index(t => t.PersonId);
    }

    public static void MapAppeals(this RouteGroupBuilder api)
    {
        // Under the result, which is there after the release only: what is below it may know keys.
        var mine = api.MapGroup("/tests/{testId:guid}/my-attempts/{number:int}/result/appeals").RequireAuthorization(Roles.Participant);
        mine.MapPost("/", LodgeAppeal.Handle)
            .WithName("AppealResult").WithSummary("Appeals the caller's released result, or one item of it; a repeat returns the same appeal.");
        mine.MapGet("/", LodgeAppeal.HandleMine)
            .WithName("ListMyResultAppeals").WithSummary("The caller's appeals against a result, with their outcomes and reasons.");
        mine.MapDelete("/{appealId:guid}", LodgeAppeal.HandleWithdraw)
            .WithName("WithdrawResultAppeal").WithSummary("Withdraws the caller's open appeal; a repeat changes nothing.");

        var appeals = api.MapGroup("/tests/{testId:guid}/appeals").RequireAuthorization(Roles.Coordinator);
        appeals.MapGet("/", ReadAppeals.HandleList)
            .WithName("ListResultAppeals").WithSummary("A test's appeals in the order they were lodged; outcome: open, withdrawn, upheld or reversed.");
        appeals.MapGet("/{appealId:guid}", ReadAppeals.Handle)
            .WithName("GetResultAppeal").WithSummary("One appeal; the grade it is about is at its attempt.");
        appeals.MapPost("/{appealId:guid}/decision", DecideAppeal.Handle)
            .WithName("DecideResultAppeal").WithSummary("Upholds the result or reverses it, with reasons; a reversal gives items more points and releases the result anew.");
    }
}
