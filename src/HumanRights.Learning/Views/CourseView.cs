using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Views;

/// <summary>A course as anyone who is signed in may see it. <paramref name="Order"/> is what pages are cut by.</summary>
public sealed record CourseView(
    Guid Id, long Order, int Number, Text Title, decimal Hours, IReadOnlyList<CourseModule> Modules, Requirements Requirements,
    IReadOnlyDictionary<Guid, int> MinutesBySession, bool ScheduleConfirmed, bool Completed, decimal? Satisfaction, bool Cancelled = false)
{
    public int PlannedMinutes => MinutesBySession.Values.Sum();
}

/// <summary>What the coordination's list shows of a course.</summary>
public sealed record CourseAnswer(
    Guid EditionId, int Number, Text Title, decimal Hours, IReadOnlyList<CourseModule> Modules, Requirements Requirements,
    int Sessions, int PlannedMinutes, bool ScheduleConfirmed, bool Completed, decimal? Satisfaction, bool Cancelled);

public sealed partial class CourseViewProjection : MultiStreamProjection<CourseView, Guid>
{
    private static readonly Text Unknown = new("", "");

    public CourseViewProjection()
    {
        Name = "courses";
        Identity<CoursePrepared>(e => e.EditionId);
        Identity<SessionScheduled>(e => e.EditionId);
        Identity<SessionRescheduled>(e => e.EditionId);
        Identity<SessionCancelled>(e => e.EditionId);
        Identity<ScheduleConfirmed>(e => e.EditionId);
        Identity<CourseCompleted>(e => e.EditionId);
        Identity<CourseCancelled>(e => e.EditionId);
        Identity<FeedbackClosed>(e => e.EditionId);
    }

    public static CourseView Create(IEvent<CoursePrepared> e) => Prepared(
        e, new CourseView(e.Data.EditionId, 0, 0, Unknown, 0, [], new Requirements(0, 0), new Dictionary<Guid, int>(), false, false, null));

    // The edition's end may be heard of before its beginning.
    public static CourseView Create(IEvent<CourseCompleted> e) => new(
        e.Data.EditionId, e.Sequence, 0, Unknown, 0, [], new Requirements(0, 0), new Dictionary<Guid, int>(), false, true, null);

    public static CourseView Create(IEvent<CourseCancelled> e) => new(
        e.Data.EditionId, e.Sequence, 0, Unknown, 0, [], new Requirements(0, 0), new Dictionary<Guid, int>(), false, false, null, true);

    public static CourseView Apply(IEvent<CoursePrepared> e, CourseView view) => Prepared(e, view);

    public static CourseView Apply(SessionScheduled e, CourseView view) => With(view, e.SessionId, Minutes(e.StartsAt, e.EndsAt));

    public static CourseView Apply(SessionRescheduled e, CourseView view) =>
        view.MinutesBySession.GetValueOrDefault(e.SessionId) == Minutes(e.StartsAt, e.EndsAt) ? view : With(view, e.SessionId, Minutes(e.StartsAt, e.EndsAt));

    public static CourseView Apply(SessionCancelled e, CourseView view) =>
        view with { MinutesBySession = view.MinutesBySession.Where(m => m.Key != e.SessionId).ToDictionary(), ScheduleConfirmed = false };

    public static CourseView Apply(ScheduleConfirmed e, CourseView view) => view with { ScheduleConfirmed = true };

    public static CourseView Apply(CourseCompleted e, CourseView view) => view with { Completed = true };

    public static CourseView Apply(CourseCancelled e, CourseView view) => view with { Cancelled = true, ScheduleConfirmed = false, MinutesBySession = new Dictionary<Guid, int>() };

    public static CourseView Apply(FeedbackClosed e, CourseView view) => view with { Satisfaction = e.Average };

    private static CourseView Prepared(IEvent<CoursePrepared> e, CourseView view) => view with
    {
        Order = e.Sequence, Number = e.Data.Number, Title = e.Data.Title, Hours = e.Data.Hours, Modules = e.Data.Modules, Requirements = e.Data.Requirements,
    };

    private static CourseView With(CourseView view, Guid session, int minutes) => view with
    {
        MinutesBySession = new Dictionary<Guid, int>(view.MinutesBySession) { [session] = minutes }, ScheduleConfirmed = false,
    };

    private static int Minutes(DateTimeOffset startsAt, DateTimeOffset endsAt) => (int)(endsAt - startsAt).TotalMinutes;
}

public static class CourseList
{
    public static async Task<Ok<Page<CourseAnswer>>> Handle(IQuerySession session, long? after, int? limit, CancellationToken cancellation)
    {
        var before = after ?? long.MaxValue;
        var page = await session.Query<CourseView>()
            .Where(c => c.Order < before && c.Number > 0)
            .OrderByDescending(c => c.Order)
            .PageAsync(limit, c => c.Order, cancellation);
        return TypedResults.Ok(new Page<CourseAnswer>([.. page.Items.Select(Answer)], page.Next));
    }

    public static async Task<Results<Ok<CourseAnswer>, Refusal>> HandleOne(Guid editionId, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<CourseView>(editionId, cancellation) is { Number: > 0 } view
            ? TypedResults.Ok(Answer(view))
            : new Refusal(Course.NotPrepared);

    private static CourseAnswer Answer(CourseView c) => new(
        c.Id, c.Number, c.Title, c.Hours, c.Modules, c.Requirements, c.MinutesBySession.Count, c.PlannedMinutes, c.ScheduleConfirmed, c.Completed, c.Satisfaction, c.Cancelled);
}
