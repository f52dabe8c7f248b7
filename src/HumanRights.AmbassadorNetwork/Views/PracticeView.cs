using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Views;

/// <summary>
/// A practice as anyone may read it; <paramref name="GuideVersion"/> is the Guide's version it came with. (A member called
/// Version would be overwritten by the projection with the event's own.)
/// </summary>
public sealed record PracticeView(
    Guid Id, int GuideVersion, Organisation Organisation, Text Title, Text Summary, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals, DateTimeOffset PublishedAt);

/// <summary>A version of the Guide: the practices published up to it.</summary>
public sealed record GuideVersion(int Version, DateTimeOffset PublishedAt);

/// <param name="Version">The version shown; 0 while nothing is published.</param>
/// <param name="LatestVersion">The present one.</param>
/// <param name="Practices">Newest first.</param>
/// <param name="Versions">The latest hundred, newest first.</param>
public sealed record GuideAnswer(int Version, int LatestVersion, Page<PracticeView> Practices, IReadOnlyList<GuideVersion> Versions);

public sealed partial class PracticeViewProjection : MultiStreamProjection<PracticeView, Guid>
{
    public PracticeViewProjection()
    {
        Name = "practices";
        Identity<PracticePublished>(e => e.PracticeId);
    }

    public static PracticeView Create(IEvent<PracticePublished> e)
    {
        var practice = e.Data.Practice;
        return new PracticeView(
            e.Data.PracticeId, e.Data.GuideVersion, practice.Organisation, practice.Title, practice.Summary, practice.Topics, practice.Goals, e.Timestamp);
    }
}

public static class GuideReading
{
    private const int VersionsShown = 100;

    public static async Task<Results<Ok<GuideAnswer>, Refusal>> Handle(
        int? version, int? after, int? limit, IQuerySession session, CancellationToken cancellation) =>
        await ReadAsync(version, after, limit, session, cancellation) is { } guide ? TypedResults.Ok(guide) : new Refusal(NoVersion);

    public static async Task<Results<Ok<PracticeView>, Refusal>> HandleOne(Guid practiceId, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<PracticeView>(practiceId, cancellation) is { } practice ? TypedResults.Ok(practice) : new Refusal(NoPractice);

    public static async Task<IResult> HandleBoth(
        int? version, int? after, int? limit, HttpRequest request, IQuerySession session, CancellationToken cancellation) =>
        Show(request, await ReadAsync(version, after, limit, session, cancellation), (pages, guide) => pages.Overview(guide), NoVersion);

    public static async Task<IResult> HandleOneBoth(Guid practiceId, HttpRequest request, IQuerySession session, CancellationToken cancellation) =>
        Show(request, await session.LoadAsync<PracticeView>(practiceId, cancellation), (pages, practice) => pages.One(practice), NoPractice);

    private static IResult Show<T>(HttpRequest request, T? found, Func<GuidePages, T, IResult> page, Rejection missing) where T : class
    {
        request.HttpContext.Response.Headers.Vary = "Accept, Accept-Language";
        if (!GuidePages.AreAskedForBy(request))
        {
            return found is null ? new Refusal(missing) : TypedResults.Ok(found);
        }

        request.HttpContext.Response.Headers.ContentLanguage = ServiceDefaults.Language.Current;
        var pages = GuidePages.ForReader();
        return found is null ? pages.NotFound(missing.Reason) : page(pages, found);
    }

    private static async Task<GuideAnswer?> ReadAsync(int? version, int? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var versions = await session.Query<PracticeView>().OrderByDescending(p => p.GuideVersion).Take(VersionsShown)
            .Select(p => new GuideVersion(p.GuideVersion, p.PublishedAt)).ToListAsync(cancellation);
        var latest = versions.Count == 0 ? 0 : versions[0].Version;
        var shown = version ?? latest;
        if (shown > latest || version < 1)
        {
            return null;
        }

        var before = Math.Min(after ?? int.MaxValue, shown + 1);
        var practices = await session.Query<PracticeView>()
            .Where(p => p.GuideVersion < before).OrderByDescending(p => p.GuideVersion).PageAsync(limit, p => p.GuideVersion, cancellation);
        return new GuideAnswer(shown, latest, practices, versions);
    }

    private static Rejection NoVersion { get; } = Rejection.NotFound(new Text("The Guide has no such version.", "O Guia não tem essa versão."));

    private static Rejection NoPractice { get; } = Rejection.NotFound(new Text("There is no such practice in the Guide.", "Essa prática não existe no Guia."));
}
