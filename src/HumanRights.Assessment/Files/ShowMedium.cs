using System.Security.Claims;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HumanRights.Assessment.Files;

/// <summary>Pictures and sounds are shown to the bank's authors, and to who has an item with them before them in an attempt.</summary>
public static class ShowMedium
{
    public static async Task<Results<FileContentHttpResult, Refusal>> Handle(
        Guid fileId, HttpContext http, MediumRows rows, CancellationToken cancellation) => await ShowAsync(fileId, http, rows, cancellation);

    /// <summary>Of the caller's attempt; any other file is unknown, whether it exists or not.</summary>
    public static async Task<Results<FileContentHttpResult, Refusal>> HandleMine(
        Guid testId, int number, Guid fileId, ClaimsPrincipal caller, HttpContext http, EventWriter writer, MediumRows rows, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, caller.PersonId(), number), cancellation);
        if (attempt.Start is not { } start)
        {
            return new Refusal(Attempt.Unknown);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var posed = start.Items.Select(p => p.ItemId).ToHashSet();
        return test.Composition!.Items.Any(i => posed.Contains(i.ItemId) && i.Question.Media.Any(m => m.FileId == fileId))
            ? await ShowAsync(fileId, http, rows, cancellation)
            : new Refusal(MediumFile.Unknown);
    }

    private static async Task<Results<FileContentHttpResult, Refusal>> ShowAsync(
        Guid fileId, HttpContext http, MediumRows rows, CancellationToken cancellation)
    {
        if (await rows.LoadAsync(fileId, cancellation) is not { } file)
        {
            return new Refusal(MediumFile.Unknown);
        }

        // It never changes: the id follows from the content. Nobody but the browser may keep it, since it may be part of a test.
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.Vary = "Authorization";
        return TypedResults.File(file.Content.ToArray(), file.Type, entityTag: new EntityTagHeaderValue($"\"{fileId:N}\""), enableRangeProcessing: true);
    }
}
