using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Learning.Feedback;

/// <param name="EditionId">The edition.</param>
/// <param name="Closed">No more answers are taken.</param>
/// <param name="Answers">Counted so far: while open they are counted in batches, so the latest always wait.</param>
/// <param name="Average">1 to 7, to one decimal; absent while withheld.</param>
/// <param name="Distribution">How many gave 1, 2, … 7; absent while withheld.</param>
/// <param name="Withheld">Why there are no figures.</param>
public sealed record FeedbackSummary(Guid EditionId, bool Closed, int Answers, decimal? Average, IReadOnlyList<int>? Distribution, string? Withheld);

/// <summary>The coordination ends it: every waiting answer is counted, the figures are published.</summary>
public static class CloseFeedback
{
    public static Decision Close(this Course course, FeedbackBox box) => course.Feedback is not null
        ? Decision.Nothing
        : Decision.Accept(new FeedbackClosed(course.EditionId, box.Counted, Average(box), Average(box) is null ? null : [.. box.Tally]));

    /// <summary>The mean of the ratings to one decimal, halves away from zero; none for a group that is too small.</summary>
    public static decimal? Average(FeedbackBox box) => box.Counted < FeedbackBox.SmallestGroup
        ? null
        : Math.Round((decimal)box.Tally.Select((count, i) => count * (i + 1)).Sum() / box.Counted, 1, MidpointRounding.AwayFromZero);

    public static async Task<Results<Ok<FeedbackSummary>, Refusal>> Handle(
        Guid editionId, EventWriter writer, FeedbackStore boxes, TimeProvider clock, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        if (Refuse(course, clock.GetUtcNow()) is { } refused)
        {
            return new Refusal(refused);
        }

        // The box first: once it is closed its figures are final, and a repeat after a crash publishes the same.
        var box = await boxes.ChangeAsync(editionId, b => b.Close(), cancellation);
        return await writer.DecideAsync<Course>(Course.Stream(editionId), (c, _) => c.Close(box), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.Ok(Summary(editionId, box)));
    }

    public static async Task<Results<Ok<FeedbackSummary>, Refusal>> HandleSummary(
        Guid editionId, EventWriter writer, FeedbackStore boxes, CancellationToken cancellation)
    {
        var (course, _) = await writer.ReadAsync<Course>(Course.Stream(editionId), cancellation);
        return course.Prepared
            ? TypedResults.Ok(Summary(editionId, await boxes.ReadAsync(editionId, cancellation)))
            : new Refusal(Course.NotPrepared);
    }

    /// <summary>What was written, once no text can be told from the one that came before it.</summary>
    public static async Task<Ok<Page<string>>> HandleTexts(Guid editionId, int? after, int? limit, FeedbackStore boxes, CancellationToken cancellation)
    {
        var box = await boxes.ReadAsync(editionId, cancellation);
        var (first, size) = (Math.Max(0, after ?? 0), Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit));
        var texts = box.Closed && box.Counted >= FeedbackBox.SmallestGroup ? box.Texts.Skip(first).Take(size).ToList() : [];
        var next = first + texts.Count;
        return TypedResults.Ok(new Page<string>(texts, texts.Count == size && next < box.Texts.Length ? $"{next}" : null));
    }

    public static Rejection? Refuse(Course course, DateTimeOffset now) => course switch
    {
        { Prepared: false } => Course.NotPrepared,
        { Feedback: not null } => null,
        _ => course.FeedbackOpensAt is { } opens && now >= opens ? null : GiveFeedback.NotOpen(course),
    };

    private static FeedbackSummary Summary(Guid editionId, FeedbackBox box)
    {
        var average = Average(box);
        return new FeedbackSummary(
            editionId, box.Closed, box.Counted, average, average is null ? null : [.. box.Tally], average is null ? TooFew.ForReader() : null);
    }

    private static Text TooFew { get; } = new(
        $"Fewer than {FeedbackBox.SmallestGroup} answers are counted: figures of so small a group would give people away.",
        $"Há menos de {FeedbackBox.SmallestGroup} respostas contadas: os números de um grupo tão pequeno denunciariam pessoas.");
}
