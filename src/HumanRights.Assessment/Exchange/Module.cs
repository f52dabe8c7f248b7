using HumanRights.Assessment.KeyAccess;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Exchange;

public static class ExchangeModule
{
    /// <summary>What a form has around a file.</summary>
    private const int FormAround = 4096;

    /// <summary>For the bank's authors, like the bank.</summary>
    public static void MapExchange(this RouteGroupBuilder items)
    {
        items.RequireAuthorization(policy => policy.RequireRole(Roles.Trainer, Roles.Coordinator));
        items.MapPost("/import", ImportItems.Handle)
            .WithMetadata(new RequestSizeLimitAttribute(QuestionFile.MaxBytes + FormAround))
            .Accepts<IFormFile>("text/plain", "application/xml", "application/zip", "application/octet-stream", "text/xml", "multipart/form-data")
            .Produces<QuestionLine>(StatusCodes.Status200OK, LineReport.ContentType)
            .WithName(nameof(ImportItems)).WithSummary(
                "Drafts items from a file of questions (format=gift, moodle or qti), and answers question by question (NDJSON, the last line is a summary). With dryRun=true nothing is stored.");
        items.MapGet("/export", ExportItems.Handle).ShowsKeysInParts("export")
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/xml", "application/zip")
            .WithName(nameof(ExportItems)).WithSummary("Items of a bank, by module, topic, objective, owner or one by one, as a file of questions (format=gift, moodle or qti).");
    }
}
