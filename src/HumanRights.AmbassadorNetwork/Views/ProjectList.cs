using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Views;

/// <param name="Id">The project.</param>
/// <param name="AuthorId">The ambassador.</param>
/// <param name="Organisation">The organisation it changes.</param>
/// <param name="Topics">Codes.</param>
/// <param name="Goals">Sustainable Development Goals.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Title">Absent once its author was erased.</param>
public sealed record ProjectListed(
    Guid Id, Guid AuthorId, Organisation Organisation, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals, ProjectStage Stage, DateTimeOffset Since, string? Title);

/// <summary>A stage as a query names it: the same words as in JSON, where the framework's own reading would want capitals or accept numbers.</summary>
public sealed record StageFilter(ProjectStage Stage)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out StageFilter? filter)
    {
        filter = Enum.GetValues<ProjectStage>().Where(s => s.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(s => new StageFilter(s)).FirstOrDefault();
        return filter is not null;
    }
}

public static class ProjectList
{
    public static Task<Ok<Page<ProjectListed>>> Handle(
        StageFilter? stage, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        IQueryable<ProjectView> found = session.Query<ProjectView>();
        if (stage is { Stage: var wanted })
        {
            found = found.Where(p => p.Stage == wanted);
        }

        return ListAsync(found, after, limit, session, cancellation);
    }

    public static Task<Ok<Page<ProjectListed>>> HandleMine(
        long? after, int? limit, ClaimsPrincipal caller, IQuerySession session, CancellationToken cancellation)
    {
        var me = caller.PersonId();
        return ListAsync(session.Query<ProjectView>().Where(p => p.AuthorId == me), after, limit, session, cancellation);
    }

    private static async Task<Ok<Page<ProjectListed>>> ListAsync(
        IQueryable<ProjectView> found, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var before = after ?? long.MaxValue;
        var page = await found.Where(p => p.Order < before).OrderByDescending(p => p.Order).PageAsync(limit, p => p.Order, cancellation);
        var titles = await session.TextsAsync(page.Items.Select(p => p.TitleId), cancellation);
        return TypedResults.Ok(new Page<ProjectListed>(
            [.. page.Items.Select(p => new ProjectListed(
                p.Id, p.AuthorId, p.Organisation, p.Topics, p.Goals, p.Stage, p.Since, titles.GetValueOrDefault(p.TitleId)?.Words))],
            page.Next));
    }
}
