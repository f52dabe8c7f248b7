using HumanRights.Assessment.KeyAccess;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.Marking;

public static class MarkingModule
{
    public static void AddMarkingServices(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MarkingRows>();
        builder.Services.AddSingleton<MarkingSteps>();
    }

    public static void AddMarking(this StoreOptions store)
    {
        store.Events.MapEventType<KeySealed>("key-sealed");
        store.Events.MapEventType<ItemCorrected>("item-corrected");
        store.Events.MapEventType<AttemptGraded>("attempt-graded");
        store.Events.MapEventType<AttemptRegraded>("attempt-regraded");
        store.Events.MapEventType<OpenTextMarked>("open-text-marked");
        store.Events.MapEventType<SecondMarkAsked>("second-mark-asked");
        store.Events.MapEventType<MarkSettled>("mark-settled");
        store.Events.MapEventType<OpenTextErased>("open-text-erased");
        store.Schema.For<MarkingNote>().Index(n => n.WriterId).Index(n => n.PersonId);
        MarkingRows.Add(store);
    }

    /// <summary>What markers need; nothing of it says whose answers they are.</summary>
    public static void MapMarking(this RouteGroupBuilder api)
    {
        var marking = api.MapGroup("/tests/{testId:guid}/marking").RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
        marking.MapGet("/", MarkingQueue.Handle).ShowsKeys<MarkingQueueAnswer>("marking", queue => queue.Items.Select(i => i.ItemId))
            .WithName(nameof(MarkingQueue)).WithSummary("Open texts that wait for a marker, for a second one or to be settled, page by page, and how far marking has come.");
        marking.MapPost("/{attemptId:guid}/{itemId:guid}", MarkOpenText.Handle)
            .WithName(nameof(MarkOpenText)).WithSummary("Marks an open text by its rubric; again by the same person until the release, it corrects their mark.");
        marking.MapPost("/{attemptId:guid}/{itemId:guid}/second", SecondMark.HandleAsk)
            .WithName("AskSecondMark").WithSummary("Asks for a second marker, who does not see the first mark.");
        marking.MapPost("/{attemptId:guid}/{itemId:guid}/settle", SecondMark.HandleSettle)
            .WithName("SettleMark").WithSummary("Settles two marks that differ, by a third person and with reasons.");
    }

    public static void MapResults(this RouteGroupBuilder api) =>
        api.MapGet("/tests/{testId:guid}/my-attempts/{number:int}/result", MyResult.Handle).RequireAuthorization(Roles.Participant)
            .ShowsKeys<ResultAnswer>("own-result", result => result.Items.Select(i => i.ItemId))
            .WithName("GetMyResult").WithSummary("The caller's released result, explained item by item.");

    public static void MapCorrections(this RouteGroupBuilder api)
    {
        var corrections = api.MapGroup("/tests/{testId:guid}/corrections").RequireAuthorization(Roles.Coordinator);
        corrections.MapPost("/preview", PreviewCorrection.Handle).ShowsKeys<CorrectionPreviewAnswer>("correction-preview", preview => [preview.ItemId])
            .WithName(nameof(PreviewCorrection)).WithSummary("Who would change from what to what if an item of the test were corrected; changes nothing.");
        corrections.MapPost("/", CorrectItem.Handle).ShowsKeys<CorrectionsAnswer>("correction", made => made.Items.Select(c => c.ItemId))
            .WithName(nameof(CorrectItem)).WithSummary("Corrects a faulty item as previewed: all attempts are marked with it, and changed results released anew.");
        corrections.MapGet("/", CorrectionList.Handle).ShowsKeys<CorrectionsAnswer>("corrections", made => made.Items.Select(c => c.ItemId))
            .WithName("ListCorrections").WithSummary("A test's corrections with their reasons, and how many attempts still wait for them.");
    }
}
