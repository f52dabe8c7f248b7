using HumanRights.Certification.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Certification.Ledgers;

public static class LedgerModule
{
    public static void AddLedgers(this StoreOptions store)
    {
        store.Events.MapEventType<SeatConfirmed>("seat-confirmed");
        store.Events.MapEventType<SeatLost>("seat-lost");
        store.Events.MapEventType<AttendanceMet>("attendance-met");
        store.Events.MapEventType<AttendanceUnreachable>("attendance-unreachable");
        store.Events.MapEventType<InvolvementMet>("involvement-met");
        store.Events.MapEventType<TestPassed>("test-passed");
        store.Events.MapEventType<TestFailed>("test-failed");
        store.Events.MapEventType<RequirementsFixed>("requirements-fixed");
        store.Schema.For<WaitingLedger>().Index(w => w.EditionId);
    }

    public static void MapLedgers(this RouteGroupBuilder ledgers)
    {
        ledgers.MapGet("/me", ReadLedger.HandleMine).RequireAuthorization(Roles.Participant)
            .WithName("GetMyLedger").WithSummary("What the caller has met of the edition's requirements, what is missing, and why.");
        ledgers.MapGet("/{personId:guid}", ReadLedger.HandleOne).RequireAuthorization(Roles.Coordinator)
            .WithName("GetLedger").WithSummary("One participant's ledger.");
        ledgers.MapGet("/", LedgerList.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("ListLedgers").WithSummary("An edition's ledgers in order of arrival, page by page; state=complete or state=missing.");
    }
}
