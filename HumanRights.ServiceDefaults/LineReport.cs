using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace HumanRights.ServiceDefaults;

/// <summary>What became of a file, line by line as it is decided, and a last line with the summary: JSON, <c>application/x-ndjson</c>.</summary>
public sealed class LineReport : IResult
{
    public const string ContentType = "application/x-ndjson";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAsyncEnumerator<IReadOnlyList<object>> parts;
    private readonly IReadOnlyList<object> first;
    private readonly Action finished;

    private LineReport(IAsyncEnumerator<IReadOnlyList<object>> parts, IReadOnlyList<object> first, Action finished) =>
        (this.parts, this.first, this.finished) = (parts, first, finished);

    /// <summary>A report whose first part is ready: what goes wrong before that is still an ordinary refusal.</summary>
    /// <param name="parts">Lines that are sent together.</param>
    /// <param name="finished">Called once, when the report has been sent or given up.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<LineReport> BeginAsync(IAsyncEnumerable<IReadOnlyList<object>> parts, Action finished, CancellationToken cancellation)
    {
        var reading = parts.GetAsyncEnumerator(cancellation);
        try
        {
            return new LineReport(reading, await reading.MoveNextAsync() ? reading.Current : [], finished);
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
