using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Files;

/// <param name="FileId">What items name it by; the same file sent again has the same.</param>
/// <param name="Type">Its media type, as its bytes say.</param>
/// <param name="Bytes">How many.</param>
public sealed record MediumAnswer(Guid FileId, string Type, int Bytes);

/// <summary>An author sends a picture or sound, for an item to name it.</summary>
public static class SendMedium
{
    public static async Task<Results<Ok<MediumAnswer>, Refusal>> Handle(HttpRequest request, MediumRows rows, CancellationToken cancellation)
    {
        using var content = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MediumFile.MaxBytes));
        await request.Body.CopyToAsync(content, cancellation);
        var (file, rejection) = MediumFile.Of(content.ToArray());
        if (file is null)
        {
            return new Refusal(rejection!);
        }

        await rows.SaveAsync(file, cancellation);
        return TypedResults.Ok(new MediumAnswer(file.Id, file.Type, file.Content.Length));
    }
}
