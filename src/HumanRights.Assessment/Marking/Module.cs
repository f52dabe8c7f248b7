using HumanRights.Assessment.KeyAccess;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.Marking;

public static class MarkingModule
{
    public static void AddMarking(this StoreOptions store)
    {
        store.Events.MapEventType<KeySealed>("key-sealed");
        store.Events.MapEventType<AttemptGraded>("attempt-graded");
    }

    public static void MapResults(this RouteGroupBuilder api) =>
        api.MapGet("/tests/{testId:guid}/my-attempts/{number:int}/result", MyResult.Handle).RequireAuthorization(Roles.Participant)
            .ShowsKeys<ResultAnswer>("own-result", result => result.Items.Select(i => i.ItemId))
            .WithName("GetMyResult").WithSummary("The caller's released result, explained item by item.");
}
