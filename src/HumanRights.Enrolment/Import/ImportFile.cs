using System.Net.Http.Headers;
using System.Text.Unicode;
using CsvHelper;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.Features;

namespace HumanRights.Enrolment.Import;

/// <summary>A line of an import: whom it names, or what is wrong with it. The address is kept for as long as it takes to ask whose it is.</summary>
/// <param name="Line">1-based, as an editor counts; the header is line 1.</param>
/// <param name="Email">As it is written there.</param>
/// <param name="PersonId">The id written there.</param>
/// <param name="Wrong">Why it cannot be read.</param>
internal sealed record ImportedRow(int Line, string? Email, Guid? PersonId, Text? Wrong);

/// <summary>
/// A CSV file of people: UTF-8 with or without a byte order mark, comma or semicolon, quotes as RFC 4180 has them, any line ends. A line is a
/// person: a quote left open spoils its own line only. The file is held in memory: addresses are personal data and are stored nowhere here.
/// </summary>
internal sealed class ImportFile
{
    public const int MaxBytes = 16 * 1024 * 1024;
    public const int MaxLines = 100_000;

    private const string Email = "email";
    private const string PersonId = "person_id";
    private const int LongestEmail = 254;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly char separator;
    private readonly string[] header;
    private readonly int column;

    private ImportFile(ReadOnlyMemory<byte> bytes, char separator, string[] header, int column) =>
        (this.bytes, this.separator, this.header, this.column) = (bytes, separator, header, column);

    /// <summary>Columns that say nothing the import needs.</summary>
    public IReadOnlyList<string> Ignored => [.. header.Where((_, i) => i != column)];

    /// <summary>Empty lines passed over, once all rows have been read.</summary>
    public int Blank { get; private set; }

    /// <summary>Reads a request's body: the file itself, or a form with one file in it.</summary>
    /// <exception cref="BadHttpRequestException">415: it is neither; 413: it is larger than <see cref="MaxBytes"/>; 400: the form cannot be read.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReceiveAsync(HttpRequest request, CancellationToken cancellation)
    {
        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (string.Equals(type?.MediaType, "text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return await BytesAsync(request.Body, request.ContentLength, cancellation);
        }

        if (!request.HasFormContentType || !string.Equals(type?.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("A CSV file is sent as text/csv or in a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        // Never on disk: the body's own limit bounds what is held.
        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MemoryBufferThreshold = int.MaxValue }));
        try
        {
            var form = await request.ReadFormAsync(cancellation);
            if (form.Files is not [var file])
            {
                throw new BadHttpRequestException("One file is sent at a time.", StatusCodes.Status400BadRequest);
            }

            await using var content = file.OpenReadStream();
            return await BytesAsync(content, file.Length, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, e);
        }
    }

    /// <summary>The file, once its first line says which column names people; or why it cannot be imported.</summary>
    public static (ImportFile? File, Rejection? Rejection) Open(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return (null, NotUtf8);
        }

        if (bytes.Span.Count((byte)'\n') is var lines && Math.Max(lines, bytes.Span.Count((byte)'\r')) > MaxLines + 1)
        {
            return (null, TooManyLines);
        }

        var separator = FirstLine(bytes).Contains((byte)';') ? ';' : ',';
        var spoiled = false;
        using var reader = Reader(bytes, separator, () => spoiled = true);
        string[] header = [.. reader.Headers.Select(c => c.Trim().ToLowerInvariant())];
        var named = header.Where(c => c is Email or PersonId).ToList();
        var twice = header.Where(c => c.Length > 0).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        return named switch
        {
            _ when spoiled => (null, Column(
                "A quote in the first line is out of place, or is opened and not closed.", "Há na primeira linha umas aspas fora do lugar, ou abertas e não fechadas.")),
            _ when twice is not null => (null, Column(
                $"The column {Shown(twice)} appears twice.", $"A coluna {Shown(twice)} aparece duas vezes.")),
            [] => (null, Column(
                $"The first line names no column {Email} or {PersonId}, but: {Shown(string.Join(", ", header))}.",
                $"A primeira linha não indica uma coluna {Email} ou {PersonId}, mas: {Shown(string.Join(", ", header))}.")),
            [_, _] => (null, Column(
                $"Both columns {Email} and {PersonId} are there, and they might name different people.",
                $"Estão presentes as colunas {Email} e {PersonId}, que poderiam indicar pessoas diferentes.")),
            [var one] => (new ImportFile(bytes, separator, header, Array.IndexOf(header, one)), null),
            _ => throw new InvalidOperationException("Two of the same name were refused before."),
        };
    }

    /// <summary>Every line after the header, in order.</summary>
    public IEnumerable<ImportedRow> Rows()
    {
        var spoiled = false;
        using var reader = Reader(bytes, separator, () => spoiled = true);
        for (; reader.Read(); spoiled = false)
        {
            if (reader.RawRecord.IsEmpty)
            {
                Blank++;
                continue;
            }

            yield return Row(reader, spoiled);
        }
    }

    private ImportedRow Row(CsvReader reader, bool spoiled)
    {
        var line = (int)reader.LineNumber;
        ImportedRow Wrong(string en, string pt) => new(line, null, null, new Text(en, pt));

        if (spoiled)
        {
            return Wrong("A quote is out of place, or is opened and not closed on this line.", "Há umas aspas fora do lugar, ou abertas e não fechadas nesta linha.");
        }

        if (reader.FieldCount != header.Length)
        {
            return Wrong($"There are {reader.FieldCount} cells, but {header.Length} columns.", $"Há {reader.FieldCount} células, mas {header.Length} colunas.");
        }

        var value = reader.GetString(column).Trim();
        if (header[column] == PersonId)
        {
            return Guid.TryParse(value, out var id) && id != Guid.Empty
                ? new ImportedRow(line, null, id, null)
                : Wrong("This is not a person's id.", "Isto não é o identificador de uma pessoa.");
        }

        return value.Length is > 2 and <= LongestEmail && value.IndexOf('@') is > 0 && !value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? new ImportedRow(line, value, null, null)
            : Wrong("This is not an e-mail address.", "Isto não é um endereço de correio eletrónico.");
    }

    private static CsvReader Reader(ReadOnlyMemory<byte> bytes, char separator, Action spoiled) => CsvReader.Create(bytes, new CsvReaderOptions
    {
        Separator = separator, AllowLineBreaksInQuotes = false, SkipEmptyLines = false, TrackLineNumbers = true, OnMalformedRecord = _ => spoiled(),
    });

    private static ReadOnlySpan<byte> FirstLine(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOfAny((byte)'\n', (byte)'\r');
        return (end < 0 ? bytes : bytes[..end]).Span;
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(Stream content, long? length, CancellationToken cancellation)
    {
        using var held = new MemoryStream((int)Math.Min(length ?? 0, MaxBytes));
        await content.CopyToAsync(held, cancellation);
        return held.Length <= MaxBytes
            ? held.GetBuffer().AsMemory(0, (int)held.Length)
            : throw new BadHttpRequestException("The file is too large.", StatusCodes.Status413PayloadTooLarge);
    }

    // A file without a header has a person in its first line.
    private static string Shown(string columns) => columns.Length <= 200 ? columns : columns[..200] + "…";

    private static Rejection Column(string en, string pt) => new(
        "wrong-columns", new Text(en, pt),
        new Text(
            $"Give a first line that names one column {Email} or {PersonId}; other columns are ignored.",
            $"Ponha uma primeira linha que indique uma coluna {Email} ou {PersonId}; as outras são ignoradas."), RejectionKind.Invalid);

    private static Rejection NotUtf8 { get; } = new(
        "not-utf-8",
        new Text("The file is not text in UTF-8.", "O ficheiro não é texto em UTF-8."),
        new Text("Save it as \"CSV UTF-8\" and send it again.", "Guarde-o como \"CSV UTF-8\" e envie-o de novo."), RejectionKind.Invalid);

    private static Rejection TooManyLines { get; } = new(
        "too-many-lines",
        new Text($"The file has more than {MaxLines} lines.", $"O ficheiro tem mais de {MaxLines} linhas."),
        new Text("Send it in several parts, each with the header.", "Envie-o em várias partes, cada uma com o cabeçalho."), RejectionKind.Invalid);
}
