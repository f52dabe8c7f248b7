using HumanRights.AmbassadorNetwork.Views;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.AmbassadorNetwork.Projects;

public static class ProjectModule
{
    public static void AddProjects(this StoreOptions store)
    {
        store.Events.MapEventType<ProjectDrafted>("project-drafted");
        store.Events.MapEventType<ProjectRevised>("project-revised");
        store.Events.MapEventType<ProjectSubmitted>("project-submitted");
        store.Events.MapEventType<ChangesRequested>("changes-requested");
        store.Events.MapEventType<ProjectApproved>("project-approved");
        store.Events.MapEventType<ProjectRejected>("project-rejected");
        store.Events.MapEventType<MentorAssigned>("mentor-assigned");
        store.Events.MapEventType<ImplementationStarted>("implementation-started");
        store.Events.MapEventType<EvidenceAdded>("evidence-added");
        store.Events.MapEventType<ImplementationReported>("implementation-reported");
        store.Events.MapEventType<OutcomeVerified>("outcome-verified");
        store.Schema.For<PersonText>().Index(t => t.WrittenBy).Index(t => t.About);
    }

    public static void MapProjects(this RouteGroupBuilder projects)
    {
        // Authors are told by their membership and by whose project it is, not by a role in the token.
        var authors = projects.MapGroup("").RequireAuthorization();
        authors.MapPost("/", DraftProject.Handle)
            .WithName(nameof(DraftProject)).WithSummary("An ambassador drafts a project for an organisation.");
        authors.MapGet("/mine", ProjectList.HandleMine)
            .WithName("ListMyProjects").WithSummary("The caller's projects, newest first.");
        authors.MapGet("/{projectId:guid}", ProjectReading.Handle)
            .WithName("GetProject").WithSummary("One project, for its author, its mentor and the coordination.");
        authors.MapPut("/{projectId:guid}", DraftProject.HandleRevise)
            .WithName("ReviseProject").WithSummary("Rewrites the proposal, before submission or after changes were requested.");
        authors.MapPost("/{projectId:guid}/submit", SubmitProject.Handle)
            .WithName(nameof(SubmitProject)).WithSummary("Submits the proposal to the coordination.");
        authors.MapPost("/{projectId:guid}/start", ImplementProject.HandleStart)
            .WithName("StartImplementation").WithSummary("Implementation of an approved project begins.");
        authors.MapPost("/{projectId:guid}/evidence", ImplementProject.HandleEvidence)
            .WithName("AddEvidence").WithSummary("Adds a piece of evidence of the implementation.");
        authors.MapPost("/{projectId:guid}/report", ImplementProject.HandleReport)
            .WithName("ReportImplemented").WithSummary("Reports the project implemented, with the evidence added so far.");

        var coordination = projects.MapGroup("").RequireAuthorization(Roles.Coordinator);
        coordination.MapGet("/", ProjectList.Handle)
            .WithName("ListProjects").WithSummary("All projects, newest first, of one stage if asked for.");
        coordination.MapPost("/{projectId:guid}/request-changes", DecideProject.HandleRequestChanges)
            .WithName("RequestChanges").WithSummary("Sends a submitted project back with reasons.");
        coordination.MapPost("/{projectId:guid}/approve", DecideProject.HandleApprove)
            .WithName("ApproveProject").WithSummary("Approves a submitted project.");
        coordination.MapPost("/{projectId:guid}/reject", DecideProject.HandleReject)
            .WithName("RejectProject").WithSummary("Rejects a submitted project with reasons.");
        coordination.MapPost("/{projectId:guid}/mentor", AssignMentor.Handle)
            .WithName(nameof(AssignMentor)).WithSummary("Assigns the person who guides the author.");
        coordination.MapPost("/{projectId:guid}/verify", VerifyOutcome.Handle)
            .WithName(nameof(VerifyOutcome)).WithSummary("Verifies the outcome of a project reported implemented.");
    }
}
