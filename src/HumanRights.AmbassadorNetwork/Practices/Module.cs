using HumanRights.AmbassadorNetwork.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.AmbassadorNetwork.Practices;

public static class PracticeModule
{
    public static void AddPractices(this StoreOptions store) => store.Events.MapEventType<PracticePublished>("practice-published");

    public static void MapGuide(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/guide").WithTags("Guide").AllowAnonymous();
        pages.MapGet("", GuideReading.HandleBoth).Produces<GuideAnswer>(StatusCodes.Status200OK, "application/json", "text/html")
            .WithName("ReadGuide").WithSummary("The Best Practices Guide, a page for people (text/html) or JSON, by Accept.");
        pages.MapGet("/{practiceId:guid}", GuideReading.HandleOneBoth).Produces<PracticeView>(StatusCodes.Status200OK, "application/json", "text/html")
            .WithName("ReadPractice").WithSummary("One practice of the Guide, a page for people (text/html) or JSON, by Accept.");

        var api = app.MapGroup("/api/ambassadornetwork").WithTags("Guide");
        api.MapGet("/guide", GuideReading.Handle).AllowAnonymous()
            .WithName("GetGuide").WithSummary("The practices of a version of the Guide, newest first; without one, of the present version.");
        api.MapGet("/guide/{practiceId:guid}", GuideReading.HandleOne).AllowAnonymous()
            .WithName("GetPractice").WithSummary("One practice of the Guide.");
        api.MapPost("/guide/practices", PublishPractice.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(PublishPractice)).WithSummary("Publishes a verified project in a new version of the Guide.");
    }
}
