using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>One question of a file, as it was read: an item that may be drafted, or why it is none.</summary>
/// <param name="Line">Where it begins, 1-based.</param>
/// <param name="Number">Its place among the file's questions, 1-based; 0 for what concerns the file itself.</param>
/// <param name="Name">Its authors' own.</param>
/// <param name="Key">What the file calls it; none where it gives it nothing but its words.</param>
public sealed record FileQuestion(int Line, int Number, string? Name, string? Key)
{
    /// <value>What an author would have sent.</value>
    public ContentBody? Content { get; init; }

    public Rejection? Refused { get; init; }

    /// <value>What of it was not taken, or was taken otherwise than it stands there.</value>
    public IReadOnlyList<Text> Remarks { get; init; } = [];

    /// <value>Files that came with it.</value>
    public IReadOnlyList<MediumFile> Files { get; init; } = [];

    /// <value>The file of a package it stands in.</value>
    public string? Path { get; init; }

    /// <value>Whether it spoils the whole file, of which nothing more is read.</value>
    public bool Broken { get; init; }
}
