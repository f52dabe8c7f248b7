using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <summary>Commands on a project by one of its two sides.</summary>
internal static class Acting
{
    /// <summary>What the caller is to the network, by its own record.</summary>
    public static async Task<Ambassador> CallerAsync(this EventWriter writer, ClaimsPrincipal caller, CancellationToken cancellation) =>
        (await writer.ReadAsync<Ambassador>(Ambassador.Stream(caller.PersonId()), cancellation)).State;

    public static async Task<Results<Ok<ProjectAnswer>, Refusal>> AsAuthorAsync(
        this EventWriter writer, Guid projectId, ClaimsPrincipal caller, Func<Project, Ambassador, Decision> decide, CancellationToken cancellation)
    {
        var author = await writer.CallerAsync(caller, cancellation);
        return await writer.DecideAsync<Project>(Project.Stream(projectId), (p, _) => decide(p, author), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ProjectAnswer.Of(o)));
    }

    public static Task<Results<Ok<ProjectAnswer>, Refusal>> AsCoordinatorAsync(
        this EventWriter writer, Guid projectId, ClaimsPrincipal caller, Func<Project, Guid, Decision> decide, CancellationToken cancellation)
    {
        var coordinator = caller.PersonId();
        return writer.DecideAsync<Project>(Project.Stream(projectId), (p, _) => decide(p, coordinator), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(ProjectAnswer.Of(o)));
    }
}
