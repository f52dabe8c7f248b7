using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Questions;

public enum ItemKind
{
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    Matching,
    Numeric,
    ShortText,
    OpenText,
}

/// <param name="Id">Short and stable within its item; answers and keys name it, so that order and wording mean nothing.</param>
/// <param name="Text">What is shown.</param>
public sealed record Option(string Id, Text Text);

/// <summary>One thing matched with another: an option with one of the targets.</summary>
public sealed record Pair(string OptionId, string TargetId);

/// <summary>A picture or sound of an item; its bytes are a row of their own.</summary>
/// <param name="Name">Unique within the item; a text shows the medium where it says <c>[[name]]</c>.</param>
/// <param name="FileId">Follows from content and type.</param>
/// <param name="Alternative">What is said to who cannot see or hear it.</param>
public sealed record Media(string Name, Guid FileId, Text Alternative);

/// <summary>What a participant may see of an item. Its key is another thing, kept elsewhere (see the room Marking). Texts are plain, without markup.</summary>
/// <param name="Kind">What sort of answer it takes, and how it is marked.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Options">What is chosen from, or matched, in the author's order; none where the answer is written.</param>
/// <param name="Weight">Points for a full answer.</param>
public sealed record Question(ItemKind Kind, Text Prompt, IReadOnlyList<Option> Options, decimal Weight)
{
    /// <value>What options are matched with; there may be more of them than options.</value>
    public IReadOnlyList<Option> Targets { get; init; } = [];

    /// <value>Whether every attempt shows the author's order; otherwise each has its own.</value>
    public bool FixedOrder { get; init; }

    /// <value>Shown beside the field of a number.</value>
    public string? Unit { get; init; }

    public IReadOnlyList<Media> Media { get; init; } = [];
}

/// <summary>One version of an item as a test poses it: what is revised later does not reach it.</summary>
public sealed record PosedItem(Guid ItemId, int Version, Question Question);

/// <summary>Ids that follow from what they name: asked for twice, they are the same.</summary>
public static class NamedId
{
    public static Guid Of(FormattableString name) => Of(Encoding.UTF8.GetBytes(FormattableString.Invariant(name)));

    public static Guid Of(ReadOnlySpan<byte> content) => new(SHA256.HashData(content).AsSpan(0, 16));
}

/// <summary>Records compare the lists in them by reference: their stored form is what has to be equal.</summary>
public static class Stored
{
    public static bool SameAs<T>(this T one, T other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
