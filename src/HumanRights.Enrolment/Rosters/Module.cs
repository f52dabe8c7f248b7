using System.Security.Claims;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

public static class RosterModule
{
    /// <summary>The desk that rosters are decided at.</summary>
    public static void AddRosterDesk(this IServiceCollection services) => services.AddSingleton<RosterDesk>();

    public static void AddRosters(this StoreOptions store)
    {
        store.Events.MapEventType<RegistrationOpened>("registration-opened");
        store.Events.MapEventType<RegistrationClosed>("registration-closed");
        store.Events.MapEventType<SeatTaken>("seat-taken");
        store.Events.MapEventType<PlacedOnWaitingList>("placed-on-waiting-list");
        store.Events.MapEventType<RegistrationWithdrawn>("registration-withdrawn");
        store.Events.MapEventType<RegistrationRefused>("registration-refused");
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
            .WithName("ListRegistrations").WithSummary("An edition's registrations in order of arrival, page by page.");
        registrations.MapPost("/open", OpenRegistration.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(OpenRegistration)).WithSummary("Announces the window in which people can register.");
        registrations.MapPost("/close", OpenRegistration.HandleClose).RequireAuthorization(Roles.Coordinator)
            .WithName("CloseRegistration").WithSummary("Closes registration before its time.");
    }

    private static async Task<Results<Ok<RegistrationAnswer>, Refusal>> Mine(
        Guid editionId, ClaimsPrincipal caller, RosterDesk desk, CancellationToken cancellation)
    {
        var (roster, _) = await desk.ReadAsync(editionId, cancellation);
        if (Register.Answer(roster, caller.PersonId()) is { } answer)
        {
            return TypedResults.Ok(answer);
        }

        return new Refusal(NotRegistered);
    }

    private static Rejection NotRegistered { get; } = Rejection.NotFound(
        new Text("You have no active registration for this edition.", "Não tem inscrição ativa nesta edição."));
}
