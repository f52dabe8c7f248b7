using System.Security.Claims;
using HumanRights.Enrolment.Due;
using HumanRights.Enrolment.Import;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Enrolment.Rosters;

public static class RosterModule
{
    /// <summary>What a form has around a file.</summary>
    private const int FormAround = 4096;

    /// <summary>The desks that rosters are decided at.</summary>
    public static void AddRosterDesk(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Desk").Get<RosterLimits>() ?? new());
        builder.Services.AddSingleton<RosterSnapshots>();
        builder.Services.AddSingleton<RosterTools>();
        builder.Services.AddSingleton<RosterDesk>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RosterDesk>());
    }

    public static void AddRosters(this StoreOptions store)
    {
        store.Events.MapEventType<RegistrationAnnounced>("registration-announced");
        store.Events.MapEventType<RegistrationOpened>("registration-opened");
        store.Events.MapEventType<RegistrationClosed>("registration-closed");
        store.Events.MapEventType<RegistrationsEnded>("registrations-ended");
        store.Events.MapEventType<RosterSettled>("roster-settled");
        store.Events.MapEventType<CapacityChanged>("capacity-changed");
        store.Events.MapEventType<SeatTaken>("seat-taken");
        store.Events.MapEventType<PlacedOnWaitingList>("placed-on-waiting-list");
        store.Events.MapEventType<SeatOffered>("seat-offered");
        store.Events.MapEventType<OfferAccepted>("offer-accepted");
        store.Events.MapEventType<OfferDeclined>("offer-declined");
        store.Events.MapEventType<OfferExpired>("offer-expired");
        store.Events.MapEventType<OfferEnded>("offer-ended");
        store.Events.MapEventType<RegistrationWithdrawn>("registration-withdrawn");
        store.Events.MapEventType<CarriedOver>("carried-over");
        store.Events.MapEventType<RegistrationRefused>("registration-refused");
        store.Events.MapEventType<PersonApproved>("person-approved");
        store.Events.MapEventType<AppealLodged>("appeal-lodged");
        store.Events.MapEventType<AppealDecided>("appeal-decided");
        store.Schema.For<AppealText>().Index(t => new { t.EditionId, t.PersonId }).Index(t => t.PersonId);
        store.AddDueRows(new DueRows());
        store.Storage.ExtendedSchemaObjects.Add(RosterSnapshots.Table());
    }

    public static void MapRegistrations(this RouteGroupBuilder registrations)
    {
        registrations.MapPost("/", Register.Handle).RequireAuthorization(Roles.Participant)
            .WithName(nameof(Register)).WithSummary("Registers the caller: a seat, or a place on the waiting list; a repeat returns the same registration.");
        registrations.MapGet("/me", Mine).RequireAuthorization(Roles.Participant)
            .WithName("GetMyRegistration").WithSummary("The caller's registration and the reason for its state.");
        registrations.MapDelete("/me", Withdraw.Handle).RequireAuthorization(Roles.Participant)
            .WithName(nameof(Withdraw)).WithSummary("Withdraws the caller's registration; a freed seat goes to the first who waits.");
        registrations.MapGet("/", RegistrationList.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("ListRegistrations").WithSummary(
                "An edition's registrations in order of arrival, page by page; by status, organisation, region, sector, person's id, or part of a name. With names=true each has its name.");
        registrations.MapPost("/on-behalf", OnBehalf.HandleRegister).RequireAuthorization(Roles.Coordinator)
            .WithName("RegisterOnBehalf").WithSummary("The coordination registers a person, by the same rules; a repeat returns the same registration.");
        registrations.MapDelete("/people/{personId:guid}", OnBehalf.HandleWithdraw).RequireAuthorization(Roles.Coordinator)
            .WithName("WithdrawOnBehalf").WithSummary("The coordination withdraws a person's registration; a freed seat goes to the first who waits.");
        registrations.MapPost("/import", ImportRegistrations.Handle).RequireAuthorization(Roles.Coordinator)
            .WithMetadata(new RequestSizeLimitAttribute(ImportFile.MaxBytes + FormAround)).Accepts<IFormFile>("text/csv", "multipart/form-data")
            .Produces<ImportLine>(StatusCodes.Status200OK, LineReport.ContentType)
            .WithName(nameof(ImportRegistrations)).WithSummary(
                "Registers people from a CSV file with a column email or person_id, and answers line by line (NDJSON, the last line is a summary). With dryRun=true nothing is registered.");
        registrations.MapGet("/export", ExportRegistrations.Handle).RequireAuthorization(Roles.Coordinator)
            .Produces<string>(StatusCodes.Status200OK, ExportRegistrations.RegistrationsFile.ContentType)
            .WithName(nameof(ExportRegistrations)).WithSummary("An edition's registrations with names, as a CSV file for spreadsheet programs.");
        registrations.MapGet("/people/{personId:guid}", RegistrationList.HandleOne).RequireAuthorization(Roles.Coordinator)
            .WithName("GetRegistration").WithSummary("One person's registration.");
        registrations.MapGet("/people/{personId:guid}/history", RegistrationHistory.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("GetRegistrationHistory").WithSummary("What happened to one person's registration, by whom and why, step by step.");
        registrations.MapGet("/me/history", RegistrationHistory.HandleMine).RequireAuthorization(Roles.Participant)
            .WithName("GetMyRegistrationHistory").WithSummary("What happened to the caller's registration and why, step by step.");
        registrations.MapPost("/me/offer/accept", Offers.HandleAccept).RequireAuthorization(Roles.Participant)
            .WithName("AcceptOffer").WithSummary("Accepts the seat offered to the caller; a repeat changes nothing.");
        registrations.MapPost("/me/offer/decline", Offers.HandleDecline).RequireAuthorization(Roles.Participant)
            .WithName("DeclineOffer").WithSummary("Declines the seat offered to the caller: their registration ends, and the seat goes on to the next.");
        registrations.MapPost("/open", OpenRegistration.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(OpenRegistration)).WithSummary("Announces the window in which people can register; it opens and closes by itself.");
        registrations.MapPost("/close", OpenRegistration.HandleClose).RequireAuthorization(Roles.Coordinator)
            .WithName("CloseRegistration").WithSummary("Closes registration before its time.");
        registrations.MapPost("/carry-over", CarryOver.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(CarryOver)).WithSummary("Places unserved people of another edition, and those interested in the programme, on this one's list, in order.");
    }

    /// <summary>What the coordination does with an edition's roster, and what anyone may see of it.</summary>
    public static void MapRosters(this RouteGroupBuilder edition)
    {
        edition.MapGet("/window", OpenRegistration.HandleWindow).AllowAnonymous()
            .WithName("GetRegistrationWindow").WithSummary("When registration opens and closes, and the server's time to count down from.");
        edition.MapGet("/statistics", EditionFigures.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("GetEditionStatistics").WithSummary("Registrations by status, region, sector and organisation; time to fill, offers, refusals and appeals.");
        edition.MapPut("/capacity", OpenRegistration.HandleCapacity).RequireAuthorization(Roles.Coordinator)
            .WithName("ChangeCapacity").WithSummary("Changes the number of seats: added ones go to those who wait, fewer evict nobody.");
        edition.MapPost("/approvals", Approve.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("ApprovePerson").WithSummary("Vouches that a person is a public servant, whatever their account claims.");
        edition.MapPost("/appeals", Appeals.HandleLodge).RequireAuthorization(Roles.Participant)
            .WithName("LodgeAppeal").WithSummary("Appeals a refusal, by its code; a repeat returns the same appeal.");
        edition.MapGet("/appeals/mine", Appeals.HandleMine).RequireAuthorization(Roles.Participant)
            .WithName("ListMyAppeals").WithSummary("The caller's appeals with their outcomes and reasons.");
        edition.MapGet("/appeals", Appeals.HandleList).RequireAuthorization(Roles.Coordinator)
            .WithName("ListAppeals").WithSummary("An edition's appeals in the order they were lodged; outcome: open, upheld or reversed.");
        edition.MapPost("/appeals/{appealId:guid}/decision", Appeals.HandleDecide).RequireAuthorization(Roles.Coordinator)
            .WithName("DecideAppeal").WithSummary("Upholds or reverses, with reasons; a reversal registers the person by the same rules.");
    }

    private static async Task<Results<Ok<RegistrationAnswer>, Refusal>> Mine(
        Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation)
    {
        var (roster, _) = await desk.ReadAsync(editionId, cancellation);
        if (Register.Answer(roster, caller.PersonId()) is { } answer)
        {
            return TypedResults.Ok(answer);
        }

        return new Refusal(roster.LastOutcomeOf(caller.PersonId()));
    }
}
