using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Learning.Feedback;

public static class FeedbackModule
{
    public static void AddFeedback(this StoreOptions store) => store.Storage.ExtendedSchemaObjects.Add(FeedbackStore.Table);

    public static void MapFeedback(this RouteGroupBuilder feedback)
    {
        feedback.MapPost("/", GiveFeedback.Handle).RequireAuthorization(Roles.Participant)
            .WithName(nameof(GiveFeedback)).WithSummary("Takes the caller's one answer, 1 to 7, without keeping whose it is.");
        feedback.MapGet("/summary", CloseFeedback.HandleSummary)
            .WithName("GetFeedbackSummary").WithSummary("Average and distribution of the counted answers; withheld for small groups.");
        feedback.MapGet("/texts", CloseFeedback.HandleTexts).RequireAuthorization(Roles.Coordinator)
            .WithName("ListFeedbackTexts").WithSummary("What was written, in no order and without ratings; only after closing, and not of small groups.");
        feedback.MapPost("/close", CloseFeedback.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(CloseFeedback)).WithSummary("Takes no more answers, counts the waiting ones and publishes the figures.");
    }
}
