using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Xml;
using HumanRights.Assessment.Files;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Qti;

/// <summary>
/// QTI 2.1: a package (a ZIP archive with imsmanifest.xml), or one item's file. Nothing is unpacked to a disk, and no more of an entry is read than it
/// may have, whatever the archive says of its length.
/// </summary>
internal static class QtiReader
{
    private const int LongestItem = 2 * 1024 * 1024;

    private const int LongestManifest = 32 * 1024 * 1024;

    private const long MostUnpacked = 128L * 1024 * 1024;

    public static async IAsyncEnumerable<FileQuestion> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var begins = new byte[4];
        var length = await file.ReadAtLeastAsync(begins, begins.Length, throwOnEndOfStream: false, cancellation);
        file.Position = 0;
        if (length == 4 && begins is [(byte)'P', (byte)'K', ..])
        {
            await foreach (var question in PackageAsync(file, cancellation))
            {
                yield return question;
            }

            yield break;
        }

        yield return await ItemAsync(file, null, 1, _ => null);
    }

    private static async IAsyncEnumerable<FileQuestion> PackageAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!ZipDirectory.IsSound(file) || Open(file) is not { } archive)
        {
            yield return Broken(BrokenPackage);
            yield break;
        }

        using (archive)
        {
            var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                // One outside the package, or a second one of a name, is nothing that anybody means.
                if (QtiNames.Inside("", Uri.EscapeDataString(entry.FullName).Replace("%2F", "/", StringComparison.Ordinal)) != entry.FullName.TrimEnd('/') || !entries.TryAdd(entry.FullName, entry))
                {
                    yield return Broken(BadPath);
                    yield break;
                }
            }

            var budget = new Budget();
            var (resources, unread) = await ManifestAsync(entries.GetValueOrDefault("imsmanifest.xml"), budget);
            if (unread is not null)
            {
                yield return unread;
                yield break;
            }

            var number = 0;
            foreach (var (line, type, href) in resources)
            {
                cancellation.ThrowIfCancellationRequested();
                if (type.StartsWith("imsqti_item", StringComparison.Ordinal))
                {
                    var item = await ItemAsync(entries, line, href, ++number, budget);
                    yield return item;
                    if (item.Broken)
                    {
                        yield break;
                    }
                }
                else if (type.StartsWith("imsqti_", StringComparison.Ordinal))
                {
                    yield return new FileQuestion(line, ++number, href, null) { Refused = FileRefusals.KindNotHeld(type), Path = "imsmanifest.xml" };
                }

                if (budget.IsSpent)
                {
                    yield return Broken(TooMuch) with { Line = line, Path = "imsmanifest.xml" };
                    yield break;
                }
            }
        }
    }

    private static async Task<FileQuestion> ItemAsync(Dictionary<string, ZipArchiveEntry> entries, int line, string href, int number, Budget budget)
    {
        var path = QtiNames.Inside("", href);
        if (path is null && href.Length > 0)
        {
            return new FileQuestion(line, number, href, null) { Refused = BadPath, Path = "imsmanifest.xml", Broken = true };
        }

        if (path is null || !entries.TryGetValue(path, out var entry))
        {
            return new FileQuestion(line, number, href, null) { Refused = FileMissing, Path = "imsmanifest.xml" };
        }

        if (budget.Read(entry, LongestItem) is not { } bytes)
        {
            return new FileQuestion(1, number, href, null) { Refused = FileRefusals.TooLarge(LongestItem), Path = path };
        }

        using var stream = new MemoryStream(bytes, writable: false);
        return await ItemAsync(stream, path, number, address =>
            QtiNames.Inside(QtiNames.FolderOf(path), address) is { } inside && entries.TryGetValue(inside, out var medium)
                // One byte too many tells that it is too large.
                ? (medium.Name, budget.Read(medium, MediumFile.MaxBytes) ?? new byte[MediumFile.MaxBytes + 1]) : null);
    }

    private static async Task<FileQuestion> ItemAsync(Stream stream, string? path, int number, Func<string, (string, ReadOnlyMemory<byte>)?> file)
    {
        using var reader = XmlQuestions.Open(stream);
        try
        {
            while (await reader.ReadAsync() && reader.NodeType != XmlNodeType.Element)
            {
            }

            var line = XmlQuestions.LineOf(reader);
            if (reader.LocalName != "assessmentItem")
            {
                return new FileQuestion(line, number, path, null) { Refused = path is null ? NoItem : FileRefusals.KindNotHeld(reader.LocalName), Path = path, Broken = path is null };
            }

            var (item, refused) = await XmlQuestions.ReadAsync(reader);
            while (await reader.ReadAsync())
            {
            }

            return (refused is null ? new QtiItemReader(item, file).Read(number) : new FileQuestion(line, number, item["title"], null) { Refused = refused }) with { Path = path };
        }
        catch (XmlException e)
        {
            return new FileQuestion(Math.Max(1, e.LineNumber), number, path, null) { Refused = XmlQuestions.Broken(e), Path = path, Broken = true };
        }
    }

    /// <summary>The manifest's resources in order.</summary>
    private static async Task<(IReadOnlyList<(int Line, string Type, string Href)> Resources, FileQuestion? Unread)> ManifestAsync(ZipArchiveEntry? entry, Budget budget)
    {
        if (entry is null || budget.Read(entry, LongestManifest) is not { } bytes)
        {
            return ([], Broken(NoManifest));
        }

        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = XmlQuestions.Open(stream);
        var resources = new List<(int, string, string)>();
        try
        {
            while (await reader.ReadAsync())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "resource" })
                {
                    resources.Add((XmlQuestions.LineOf(reader), reader.GetAttribute("type") ?? "", reader.GetAttribute("href") ?? ""));
                }
            }

            return (resources, null);
        }
        catch (XmlException e)
        {
            return ([], new FileQuestion(Math.Max(1, e.LineNumber), 0, null, null) { Refused = XmlQuestions.Broken(e), Path = entry.FullName, Broken = true });
        }
    }

    private static ZipArchive? Open(Stream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            _ = archive.Entries.Count;
            return archive;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static FileQuestion Broken(Rejection rejection) => new(1, 0, null, null) { Refused = rejection, Broken = true };

    /// <summary>What all entries together may come to.</summary>
    private sealed class Budget
    {
        private long left = MostUnpacked;

        public bool IsSpent => left <= 0;

        /// <summary>An entry's bytes; null: there are more than it may have, or they cannot be unpacked.</summary>
        public byte[]? Read(ZipArchiveEntry entry, int most)
        {
            try
            {
                using var packed = entry.Open();
                using var bytes = new MemoryStream();
                var buffer = new byte[16 * 1024];
                for (int count; left > 0 && (count = packed.Read(buffer)) > 0;)
                {
                    left -= count;
                    if (bytes.Length + count > most)
                    {
                        return null;
                    }

                    bytes.Write(buffer, 0, count);
                }

                return IsSpent ? null : bytes.ToArray();
            }
            catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
            {
                return null;
            }
        }
    }

    private static Rejection BrokenPackage { get; } = FileRefusals.BrokenFile("The package is no ZIP archive that can be read, or has too many entries.", "O pacote não é um arquivo ZIP que se possa ler, ou tem demasiadas entradas.");

    private static Rejection BadPath { get; } = FileRefusals.BrokenFile(
        "The package names a file outside of it, or has two of the same name.", "O pacote refere um ficheiro fora dele, ou tem dois com o mesmo nome.");

    private static Rejection NoManifest { get; } = FileRefusals.BrokenFile("The package has no imsmanifest.xml that can be read.", "O pacote não tem um imsmanifest.xml que se possa ler.");

    private static Rejection TooMuch { get; } = FileRefusals.BrokenFile("Unpacked, the package is larger than packages may be.", "Descompactado, o pacote é maior do que os pacotes podem ser.");

    private static Rejection NoItem { get; } = FileRefusals.BrokenFile("This is no item of QTI: it does not begin with <assessmentItem>.", "Isto não é uma pergunta QTI: não começa por <assessmentItem>.");

    private static Rejection FileMissing { get; } = FileRefusals.Malformed("The manifest names a file that is not in the package.", "O manifesto refere um ficheiro que não está no pacote.");
}

/// <summary>
/// An archive's list of entries is read whole before any of them: how long it is, its end says, and that has to be true.
/// </summary>
internal static class ZipDirectory
{
    private const int LongestDirectory = 8 * 1024 * 1024;

    private const int EndLength = 22;

    private static ReadOnlySpan<byte> EndSign => [(byte)'P', (byte)'K', 5, 6];

    public static bool IsSound(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndLength + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        file.Position = 0;
        var end = tail.AsSpan().LastIndexOf(EndSign);
        if (end < 0 || tail.Length - end < EndLength)
        {
            return false;
        }

        var (size, offset) = (BitConverter.ToUInt32(tail, end + 12), BitConverter.ToUInt32(tail, end + 16));
        return size <= LongestDirectory && offset + (long)size == file.Length - tail.Length + end;
    }
}
