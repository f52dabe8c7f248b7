using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HumanRights.Enrolment.Import;

/// <summary>What became of one line.</summary>
/// <param name="Line">1-based; the header is line 1.</param>
/// <param name="Outcome">seat, waiting, already-registered, refused, unknown-person, duplicate-in-file, malformed or not-decided.</param>
/// <param name="PersonId">The person, where one was found.</param>
/// <param name="Position">Place on the waiting list, as of this line.</param>
/// <param name="Code">The refusal's.</param>
/// <param name="Because">Why, in the reader's language.</param>
/// <param name="WayOut">What can be done about it.</param>
public sealed record ImportLine(
    int Line, string Outcome, Guid? PersonId = null, int? Position = null, string? Code = null, string? Because = null, string? WayOut = null);

/// <summary>The last line of the report.</summary>
/// <param name="DryRun">Nothing was registered: this is what would become of the file now.</param>
/// <param name="Complete">Every line was decided. Otherwise the same file may be sent again: who is registered stays so.</param>
/// <param name="Lines">Lines reported, the header and empty ones not counted.</param>
/// <param name="Outcomes">Lines by outcome.</param>
/// <param name="Refusals">Refused lines by the refusal's code.</param>
/// <param name="Blank">Empty lines passed over.</param>
/// <param name="IgnoredColumns">Columns that were not looked at.</param>
/// <param name="Because">Why it is not complete.</param>
/// <param name="WayOut">What to do then.</param>
public sealed record ImportSummary(
    bool DryRun, bool Complete, int Lines, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<string, int> Refusals, int Blank,
    IReadOnlyList<string> IgnoredColumns, string? Because = null, string? WayOut = null);

/// <summary>One line of JSON for each line of the file as it is decided, and a last one with the summary: <c>application/x-ndjson</c>.</summary>
public sealed class ImportReport : IResult
{
    public const string ContentType = "application/x-ndjson";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAsyncEnumerator<IReadOnlyList<object>> parts;
    private readonly IReadOnlyList<object> first;
    private readonly Action finished;

    private ImportReport(IAsyncEnumerator<IReadOnlyList<object>> parts, IReadOnlyList<object> first, Action finished) =>
        (this.parts, this.first, this.finished) = (parts, first, finished);

    /// <summary>A report whose first part is ready: what goes wrong before that is still an ordinary refusal.</summary>
    internal static async Task<ImportReport> BeginAsync(IAsyncEnumerable<IReadOnlyList<object>> parts, Action finished, CancellationToken cancellation)
    {
        var reading = parts.GetAsyncEnumerator(cancellation);
        try
        {
            return new ImportReport(reading, await reading.MoveNextAsync() ? reading.Current : [], finished);
        }
        catch
        {
            await reading.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            httpContext.Response.ContentType = ContentType;
            httpContext.Response.Headers.CacheControl = "no-store";
            for (var (part, more) = (first, true); more; part = (more = await parts.MoveNextAsync()) ? parts.Current : [])
            {
                foreach (var line in part)
                {
                    httpContext.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(line, line.GetType(), Json));
                    httpContext.Response.BodyWriter.Write("\n"u8);
                }

                // Progress is visible, and nobody on the way takes the silence for an end.
                await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }
        }
        finally
        {
            await parts.DisposeAsync();
            finished();
        }
    }
}
