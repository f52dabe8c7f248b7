using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>An item is owned by an entity that gives its module, as soon as an edition has said which ones do.</summary>
public static class ItemOwner
{
    public const int Longest = 200;

    /// <param name="entities">Those that editions name for the module; nothing is known against anybody while there are none.</param>
    /// <param name="owner">Of an item, if it has one.</param>
    public static Rejection? Stranger(this IReadOnlyList<string> entities, string? owner) =>
        owner is not null && entities.Count > 0 && !entities.Contains(owner) ? NoneOf(entities) : null;

    private static Rejection NoneOf(IReadOnlyList<string> entities) => new(
        "owner-not-of-the-module",
        new Text("The owner is none of the entities that give this module.", "A entidade responsável não é nenhuma das que dão este módulo."),
        new Text($"Name one of these: {string.Join(", ", entities)}.", $"Indique uma destas: {string.Join(", ", entities)}."))
    { Facts = new Dictionary<string, object?> { ["entities"] = entities } };
}
