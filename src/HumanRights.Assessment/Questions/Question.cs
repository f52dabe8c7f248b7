using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Questions;

public enum ItemKind
{
    SingleChoice,
    MultipleChoice,
}

/// <param name="Id">Short and stable within its item; answers and keys name it, so that order and wording mean nothing.</param>
/// <param name="Text">What is shown.</param>
public sealed record Option(string Id, Text Text);

/// <summary>What a participant may see of an item. Its key is another thing, kept elsewhere (see the room Marking).</summary>
/// <param name="Kind">How many options may be chosen, and how it is marked.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Options">In the author's order; every attempt has an order of its own.</param>
/// <param name="Weight">Points for a full answer.</param>
public sealed record Question(ItemKind Kind, Text Prompt, IReadOnlyList<Option> Options, decimal Weight);

/// <summary>One version of an item as a test poses it: what is revised later does not reach it.</summary>
public sealed record PosedItem(Guid ItemId, int Version, Question Question);

/// <summary>Ids that follow from what they name: asked for twice, they are the same.</summary>
public static class NamedId
{
    public static Guid Of(FormattableString name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(name))).AsSpan(0, 16));
}

/// <summary>Records compare the lists in them by reference: their stored form is what has to be equal.</summary>
public static class Stored
{
    public static bool SameAs<T>(this T one, T other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);
}
