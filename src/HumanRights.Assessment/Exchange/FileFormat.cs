using HumanRights.Assessment.Exchange.Gift;
using HumanRights.Assessment.Exchange.Moodle;
using HumanRights.Assessment.Exchange.Qti;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>A format that questions come in and go out in.</summary>
/// <param name="Name">As requests name it.</param>
/// <param name="Extension">Of its files.</param>
/// <param name="ContentType">Of its files.</param>
/// <param name="Read">Question by question.</param>
/// <param name="Writer">Item by item, onto a stream.</param>
internal sealed record FileFormat(
    string Name, string Extension, string ContentType, Func<Stream, CancellationToken, IAsyncEnumerable<FileQuestion>> Read, Func<Stream, IItemWriter> Writer)
{
    private static readonly IReadOnlyList<FileFormat> All =
    [
        new("gift", "gift.txt", "text/plain; charset=utf-8", GiftReader.ReadAsync, stream => new GiftFile(stream)),
        new("moodle", "xml", "application/xml; charset=utf-8", MoodleReader.ReadAsync, stream => new MoodleFile(stream)),
        new("qti", "zip", "application/zip", QtiReader.ReadAsync, stream => new QtiPackage(stream)),
    ];

    public static FileFormat? Of(string name) => All.FirstOrDefault(f => f.Name == name);

    public static Rejection Unknown { get; } = new(
        "unknown-format", new Text("Questions come in no such format.", "As perguntas não têm esse formato."),
        new Text($"Name one of these: {string.Join(", ", All.Select(f => f.Name))}.", $"Indique um destes: {string.Join(", ", All.Select(f => f.Name))}."), RejectionKind.Invalid);
}

/// <summary>Writes a file of items, one after the other; the end is written by <see cref="EndAsync"/>.</summary>
internal interface IItemWriter : IAsyncDisposable
{
    /// <param name="item">Its id and what it says.</param>
    /// <param name="files">Those of its media that are there.</param>
    /// <param name="cancellation">The request's.</param>
    Task WriteAsync((Guid Id, Items.ItemContent Content) item, IReadOnlyList<Files.MediumFile> files, CancellationToken cancellation);

    Task EndAsync(CancellationToken cancellation);
}
