using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.Marking;

public static class MarkingModule
{
    public static void AddMarking(this StoreOptions store)
    {
        store.Events.MapEventType<KeySealed>("key-sealed");
        store.Events.MapEventType<ItemCorrected>("item-corrected");
        store.Events.MapEventType<AttemptGraded>("attempt-graded");
        store.Events.MapEventType<AttemptRegraded>("attempt-regraded");
    }

    public static void MapResults(this RouteGroupBuilder api) =>
        api.MapGet("/tests/{testId:guid}/my-attempts/{number:int}/result", MyResult.Handle).RequireAuthorization(Roles.Participant)
            .WithName("GetMyResult").WithSummary("The caller's released result, explained item by item.");

    public static void MapCorrections(this RouteGroupBuilder api)
    {
        var corrections = api.MapGroup("/tests/{testId:guid}/corrections").RequireAuthorization(Roles.Coordinator);
        corrections.MapPost("/preview", PreviewCorrection.Handle)
            .WithName(nameof(PreviewCorrection)).WithSummary("Who would change from what to what if an item of the test were corrected; changes nothing.");
        corrections.MapPost("/", CorrectItem.Handle)
            .WithName(nameof(CorrectItem)).WithSummary("Corrects a faulty item as previewed: all attempts are marked with it, and changed results released anew.");
        corrections.MapGet("/", CorrectionList.Handle)
            .WithName("ListCorrections").WithSummary("A test's corrections with their reasons, and how many attempts still wait for them.");
    }
}
