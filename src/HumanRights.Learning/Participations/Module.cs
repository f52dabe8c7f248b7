using HumanRights.Learning.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Learning.Participations;

public static class ParticipationModule
{
    public static void AddParticipations(this StoreOptions store)
    {
        store.Events.MapEventType<ParticipationBegun>("participation-begun");
        store.Events.MapEventType<ParticipationEnded>("participation-ended");
        store.Events.MapEventType<AttendanceMarked>("attendance-marked");
        store.Events.MapEventType<InvolvementCredited>("involvement-credited");
        store.Events.MapEventType<AttendanceRequirementMet>("attendance-requirement-met");
        store.Events.MapEventType<AttendanceRequirementUnreachable>("attendance-requirement-unreachable");
        store.Events.MapEventType<InvolvementRequirementMet>("involvement-requirement-met");
        store.Events.MapEventType<FeedbackBegun>("feedback-begun");
        store.Events.MapEventType<FeedbackGiven>("feedback-given");
    }

    public static void AddVerdicts(this IServiceCollection services) => services.ConfigureMarten((provider, store) =>
        store.Projections.Subscribe(
            new Verdicts(provider, provider.GetRequiredService<ILogger<Verdicts>>()),
            subscription => subscription.Name = Verdicts.SubscriptionName));

    public static void MapParticipations(this RouteGroupBuilder course)
    {
        course.MapPost("/sessions/{sessionId:guid}/attendance", MarkAttendance.HandleSession).RequireTeacher()
            .WithName("MarkSessionAttendance").WithSummary("Marks many people's minutes in a session; every line is answered.");
        course.MapPut("/sessions/{sessionId:guid}/attendance/{personId:guid}", MarkAttendance.Handle).RequireTeacher()
            .WithName(nameof(MarkAttendance)).WithSummary("Marks one person's minutes in a session; a correction replaces them.");
        course.MapPost("/involvement", CreditInvolvement.HandleMany).RequireTeacher()
            .WithName("CreditManyInvolvements").WithSummary("Credits many people's involvement; every line is answered.");
        course.MapPost("/participants/{personId:guid}/involvement", CreditInvolvement.Handle).RequireTeacher()
            .WithName(nameof(CreditInvolvement)).WithSummary("Credits points for a person's involvement.");
        course.MapGet("/progress/me", ProgressList.Mine).RequireAuthorization(Roles.Participant)
            .WithName("GetMyProgress").WithSummary("The caller's progress: what is met, what is missing and why.");
        course.MapGet("/progress", ProgressList.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName("ListProgress").WithSummary("All participants' progress in order of joining, page by page.");
    }

    private static RouteHandlerBuilder RequireTeacher(this RouteHandlerBuilder endpoint) =>
        endpoint.RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
}
