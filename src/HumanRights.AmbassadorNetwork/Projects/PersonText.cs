using Marten;

namespace HumanRights.AmbassadorNetwork.Projects;

/// <summary>
/// Words a person wrote. Events, which are for ever, hold only the id; this row goes when who wrote it, or whose project it
/// is about, is erased.
/// </summary>
/// <param name="Id">What events refer to.</param>
/// <param name="WrittenBy">The person who wrote it.</param>
/// <param name="About">The author of the project it is about.</param>
/// <param name="Words">As written.</param>
/// <param name="Link">With evidence: where it can be seen.</param>
public sealed record PersonText(Guid Id, Guid WrittenBy, Guid About, string Words, string? Link = null)
{
    public static PersonText New(Guid writtenBy, Guid about, string words, string? link = null) => new(Guid.CreateVersion7(), writtenBy, about, words, link);
}

public static class PersonTexts
{
    /// <summary>The words that are still there, by id.</summary>
    public static async Task<IReadOnlyDictionary<Guid, PersonText>> TextsAsync(this IQuerySession session, IEnumerable<Guid> ids, CancellationToken cancellation) =>
        (await session.LoadManyAsync<PersonText>(cancellation, ids)).ToDictionary(t => t.Id);

    /// <summary>Removes all words by or about a person, for good.</summary>
    public static void EraseTextsOf(this IDocumentOperations session, Guid personId) =>
        session.DeleteWhere<PersonText>(t => t.WrittenBy == personId || t.About == personId);
}
