using HumanRights.Enrolment.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Enrolment.Editions;

public static class EditionModule
{
    public static void AddEditions(this StoreOptions store)
    {
        store.Events.MapEventType<EditionPlanned>("edition-planned");
        store.Events.MapEventType<EditionStarted>("edition-started");
        store.Events.MapEventType<EditionCompleted>("edition-completed");
        store.Events.MapEventType<EditionCancelled>("edition-cancelled");
    }

    public static void MapEditions(this RouteGroupBuilder editions)
    {
        editions.MapPost("/", PlanEdition.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(PlanEdition)).WithSummary("Plans an edition from the programme's present blueprint.");
        editions.MapPost("/{editionId:guid}/start", RunEdition.HandleStart).RequireAuthorization(Roles.Coordinator)
            .WithName("StartEdition").WithSummary("The edition begins.");
        editions.MapPost("/{editionId:guid}/complete", RunEdition.HandleComplete).RequireAuthorization(Roles.Coordinator)
            .WithName("CompleteEdition").WithSummary("The edition is over.");
        editions.MapPost("/{editionId:guid}/cancel", CancelEdition.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(CancelEdition)).WithSummary("Cancels the edition, with notice to everybody registered.");
        editions.MapGet("/", EditionList.Handle).AllowAnonymous()
            .WithName("ListEditions").WithSummary("All editions, newest first, with their seats and registration window.");
        editions.MapGet("/{editionId:guid}", EditionList.HandleOne).AllowAnonymous()
            .WithName("GetEdition").WithSummary("One edition with its seats and registration window.");
    }
}
