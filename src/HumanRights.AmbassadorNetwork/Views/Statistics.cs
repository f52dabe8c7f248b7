using HumanRights.AmbassadorNetwork.Projects;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Views;

public sealed record StageCount(ProjectStage Stage, int Projects);

/// <summary>The network in figures: no person in it.</summary>
/// <param name="Ambassadors">Members now.</param>
/// <param name="ProjectsInDevelopment">Approved and not verified yet.</param>
/// <param name="Organisations">Of the projects in development, in the order of their names in Portuguese.</param>
/// <param name="ProjectsByStage">Every stage, also those without a project.</param>
/// <param name="Practices">In the present version of the Guide.</param>
public sealed record NetworkFigures(
    int Ambassadors, int ProjectsInDevelopment, IReadOnlyList<Organisation> Organisations, IReadOnlyList<StageCount> ProjectsByStage, int Practices);

public static class Statistics
{
    private static readonly ProjectStage[] InDevelopment = [ProjectStage.Approved, ProjectStage.Implementing, ProjectStage.Reported];

    public static async Task<Ok<NetworkFigures>> Handle(IQuerySession session, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var ambassadors = batch.Query<MemberView>().Count();
        var practices = batch.Query<PracticeView>().Count();
        var stages = Enum.GetValues<ProjectStage>().Where(s => s != ProjectStage.Undrafted)
            .Select(stage => (Stage: stage, Count: batch.Query<ProjectView>().Where(p => p.Stage == stage).Count())).ToList();
        var organisations = batch.Query<ProjectView>().Where(p => p.Stage.IsOneOf(InDevelopment)).Select(p => p.Organisation).ToList();
        await batch.Execute(cancellation);

        var counts = new List<StageCount>();
        foreach (var (stage, count) in stages)
        {
            counts.Add(new StageCount(stage, (int)await count));
        }

        var developing = await organisations;
        return TypedResults.Ok(new NetworkFigures(
            (int)await ambassadors, developing.Count, [.. developing.DistinctBy(o => o.Code).OrderBy(o => o.Name.Pt, StringComparer.Ordinal)],
            counts, (int)await practices));
    }
}
