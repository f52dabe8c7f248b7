using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Files;

public static class FileModule
{
    private static readonly string[] MoreTypes = ["image/jpeg", "image/gif", "image/webp", "audio/mpeg", "audio/ogg", "audio/wav"];

    public static void AddFiles(this StoreOptions store) => store.Storage.ExtendedSchemaObjects.Add(MediumRows.Table());

    public static void MapFiles(this RouteGroupBuilder api)
    {
        var media = api.MapGroup("/media").RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
        media.MapPost("/", SendMedium.Handle)
            .WithMetadata(new RequestSizeLimitAttribute(MediumFile.MaxBytes)).Accepts<IFormFile>("image/png", MoreTypes)
            .WithName(nameof(SendMedium)).WithSummary("Takes a picture (PNG, JPEG, GIF, WebP) or a sound (MP3, Ogg, WAV) that items can show; the same file sent again has the same id.");
        media.MapGet("/{fileId:guid}", ShowMedium.Handle).Produces<string>(StatusCodes.Status200OK, "image/png", MoreTypes)
            .WithName(nameof(ShowMedium)).WithSummary("A picture or sound of an item, for the bank's authors.");
        api.MapGet("/tests/{testId:guid}/my-attempts/{number:int}/media/{fileId:guid}", ShowMedium.HandleMine).RequireAuthorization(Roles.Participant)
            .Produces<string>(StatusCodes.Status200OK, "image/png", MoreTypes)
            .WithName("ShowMyMedium").WithSummary("A picture or sound of an item of the caller's attempt.");
    }
}
