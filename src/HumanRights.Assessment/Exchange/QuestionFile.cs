using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// A file of questions as it was sent: beyond a megabyte on disk, gone as soon as it is read. It is there as a whole before the report begins, so
/// that who sends it need not read while sending.
/// </summary>
internal static class QuestionFile
{
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int InMemory = 1024 * 1024;

    private static readonly string[] Types = ["text/plain", "text/xml", "application/xml", "application/zip", "application/octet-stream"];

    /// <summary>Reads a request's body: the file itself, or a form with one file in it.</summary>
    /// <exception cref="BadHttpRequestException">415: it is neither; 413: it is larger than <see cref="MaxBytes"/>; 400: the form cannot be read.</exception>
    public static async Task<Stream> ReceiveAsync(HttpRequest request, CancellationToken cancellation)
    {
        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (Types.Contains(type?.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            return await HeldAsync(request.Body, cancellation);
        }

        if (!request.HasFormContentType || !string.Equals(type?.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("A file of questions is sent as it is or in a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MemoryBufferThreshold = InMemory }));
        try
        {
            var form = await request.ReadFormAsync(cancellation);
            if (form.Files is not [var file])
            {
                throw new BadHttpRequestException("One file is sent at a time.", StatusCodes.Status400BadRequest);
            }

            return file.Length <= MaxBytes ? file.OpenReadStream() : throw TooLarge;
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static BadHttpRequestException TooLarge => new("The file is too large.", StatusCodes.Status413PayloadTooLarge);

    private static async Task<Stream> HeldAsync(Stream body, CancellationToken cancellation)
    {
        var held = new FileBufferingReadStream(body, InMemory, MaxBytes, Path.GetTempPath());
        try
        {
            await held.DrainAsync(cancellation);
            held.Position = 0;
            return held;
        }
        catch (Exception e)
        {
            await held.DisposeAsync();
            if (e is IOException { Message: "Buffer limit exceeded." })
            {
                throw TooLarge;
            }

            throw;
        }
    }
}
