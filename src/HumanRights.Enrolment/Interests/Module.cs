using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Enrolment.Interests;

public static class InterestModule
{
    public static void AddInterests(this StoreOptions store)
    {
        store.Events.MapEventType<InterestShown>("interest-shown");
        store.Events.MapEventType<InterestWithdrawn>("interest-withdrawn");
        store.Events.MapEventType<InterestCarried>("interest-carried");
    }

    public static void MapInterests(this RouteGroupBuilder interest)
    {
        interest.MapPost("/", ShowInterest.Handle).RequireAuthorization(Roles.Participant)
            .WithName(nameof(ShowInterest)).WithSummary("Shows interest in a programme before an edition has dates; a repeat changes nothing.");
        interest.MapGet("/", InterestList.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("ListInterest").WithSummary(
                "How many are interested in a programme, by region and sector, and who, in the order they said so, page by page. With names=true each has their name.");
        interest.MapGet("/me", ShowInterest.HandleMine).RequireAuthorization(Roles.Participant)
            .WithName("GetMyInterest").WithSummary("Whether the caller's interest is on record.");
        interest.MapDelete("/me", ShowInterest.HandleWithdraw).RequireAuthorization(Roles.Participant)
            .WithName("WithdrawInterest").WithSummary("Takes the caller's interest back.");
    }
}
