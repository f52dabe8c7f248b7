using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>Which of a person's attempts the result is made of.</summary>
public enum Counting
{
    /// <summary>The highest score; of equals the earliest.</summary>
    Best,
    Last,
    First,

    /// <summary>The mean of all scores, told with the last attempt.</summary>
    Average,
}

/// <summary>What participants see of their result, once they may see it.</summary>
public enum Feedback
{
    /// <summary>The score, and whether it is enough.</summary>
    Score,

    /// <summary>Besides, what each answer earned and which parts of it were right; nothing of what was not answered.</summary>
    RightOrWrong,

    /// <summary>Besides, the keys and the authors' explanations.</summary>
    Everything,
}

/// <summary>How a test is given. Absent from what was stored before there was a choice: it is then <see cref="Usual"/>.</summary>
/// <param name="Counting">Which attempts count.</param>
/// <param name="Feedback">What participants see.</param>
/// <param name="ShuffleItems">Whether each attempt has its own order of items.</param>
/// <param name="ShuffleOptions">Whether each attempt has its own order of options; an item may insist on its author's.</param>
public sealed record TestPolicy(Counting Counting, Feedback Feedback, bool ShuffleItems, bool ShuffleOptions)
{
    public static TestPolicy Usual { get; } = new(Counting.Best, Feedback.Everything, false, true);
}

/// <summary>A rule of composition: so many items of those that fit it.</summary>
/// <param name="Count">How many an attempt gets.</param>
/// <param name="Kind">Of this kind only.</param>
/// <param name="Topic">About this only.</param>
/// <param name="Objective">For this one only, by its letter.</param>
/// <param name="Weight">Points for a full answer to each, in place of the item's own.</param>
/// <param name="Pool">The items it is drawn from; exactly <paramref name="Count"/> of them where they were drawn once for all.</param>
public sealed record Section(int Count, ItemKind? Kind, string? Topic, string? Objective, decimal? Weight, IReadOnlyList<Guid> Pool);
