using System.ComponentModel.DataAnnotations;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Practices;

public sealed record Prose([Required, StringLength(4000, MinimumLength = 1)] string En, [Required, StringLength(4000, MinimumLength = 1)] string Pt)
{
    public Text Text => new(En, Pt);
}

/// <param name="ProjectId">A verified project.</param>
/// <param name="Title">As the Guide will show it.</param>
/// <param name="Summary">As the Guide will show it; names nobody.</param>
public sealed record PublishPracticeBody(Guid ProjectId, [Required] Name Title, [Required] Prose Summary);

public sealed record PublishedAnswer(Guid PracticeId, Guid ProjectId, int GuideVersion);

/// <summary>Takes a practice into the Guide; each publication is a new numbered version of it.</summary>
public static class PublishPractice
{
    public static Decision Publish(this Guide guide, Guid practiceId, Project project, Text title, Text summary) => project.Stage switch
    {
        ProjectStage.Undrafted => Project.NotFound,
        not ProjectStage.Verified => project.NotNow(
            "project-not-verified", "Only a project whose implementation was verified can enter the Guide.",
            "Só um projeto cuja implementação foi verificada pode entrar no Guia."),
        _ when guide.ByProject.TryGetValue(project.Id, out var published) =>
            published.Practice.Title == title && published.Practice.Summary == summary ? Decision.Nothing : AlreadyPublished,
        _ => Decision.Accept(new PracticePublished(
            practiceId, project.Id, guide.Version + 1,
            new Practice(project.Proposal!.Organisation, title, summary, project.Proposal.Topics, project.Proposal.Goals))),
    };

    public static async Task<Results<Created<PublishedAnswer>, Refusal>> Handle(PublishPracticeBody body, EventWriter writer, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7();
        var (project, _) = await writer.ReadAsync<Project>(Project.Stream(body.ProjectId), cancellation);
        return await writer.DecideAsync<Guide>(
                Guide.Stream, (g, _) => g.Publish(id, project, body.Title.Text, body.Summary.Text), cancellation: cancellation)
            .RespondAsync(o =>
            {
                var published = o.State.ByProject[body.ProjectId];
                return TypedResults.Created(
                    $"/guide/{published.PracticeId}", new PublishedAnswer(published.PracticeId, published.ProjectId, published.GuideVersion));
            });
    }

    private static Rejection AlreadyPublished { get; } = new(
        "practice-already-published",
        new Text("This project is in the Guide already, in other words.", "Este projeto já está no Guia, com outro texto."));
}
