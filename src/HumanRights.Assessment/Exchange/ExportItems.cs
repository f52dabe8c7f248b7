using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.KeyAccess;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Exchange;

/// <summary>Items of a bank as a file: their latest versions, page by page as they are sent.</summary>
public static class ExportItems
{
    private const int Part = 100;

    private const int MostChosen = 200;

    /// <param name="programmeId">Whose bank.</param>
    /// <param name="moduleNumber">Of this module only.</param>
    /// <param name="topic">About this only.</param>
    /// <param name="objective">For this one only, by its letter.</param>
    /// <param name="owner">Of this entity only, by its code.</param>
    /// <param name="itemId">These only; may be given several times.</param>
    /// <param name="format">Of the file.</param>
    /// <param name="store">The store.</param>
    /// <param name="media">Pictures and sounds.</param>
    public static Results<ItemsFile, Refusal> Handle(
        Guid programmeId, int? moduleNumber, string? topic, string? objective, string? owner, Guid[]? itemId, string format, IDocumentStore store, MediumRows media)
    {
        if (FileFormat.Of(format) is not { } form)
        {
            return new Refusal(FileFormat.Unknown);
        }

        if (itemId is { Length: > MostChosen })
        {
            return new Refusal(TooManyChosen);
        }

        Guid[] chosen = itemId ?? [];
        return new ItemsFile(form, media, (after, cancellation) => PageAsync(store, programmeId, moduleNumber, topic, objective, owner, chosen, after, cancellation));
    }

    private static async Task<IReadOnlyList<ItemView>> PageAsync(
        IDocumentStore store, Guid programmeId, int? moduleNumber, string? topic, string? objective, string? owner, Guid[] chosen, long after, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var found = session.Find(programmeId, moduleNumber, topic, objective, owner, null, after);
        return await (chosen.Length > 0 ? found.Where(i => i.Id.IsOneOf(chosen)) : found).OrderBy(i => i.Order).Take(Part).ToListAsync(cancellation);
    }

    private static Rejection TooManyChosen { get; } = new(
        "too-many-items", new Text($"At most {MostChosen} items are chosen one by one.", $"Escolhem-se uma a uma no máximo {MostChosen} perguntas."),
        new Text("Choose by module or topic, or in several parts.", "Escolha por módulo ou tema, ou em várias partes."), RejectionKind.Invalid);

    /// <summary>The file on its way out.</summary>
    public sealed class ItemsFile : IResult
    {
        private readonly FileFormat format;
        private readonly MediumRows media;
        private readonly Func<long, CancellationToken, Task<IReadOnlyList<ItemView>>> page;

        internal ItemsFile(FileFormat format, MediumRows media, Func<long, CancellationToken, Task<IReadOnlyList<ItemView>>> page) =>
            (this.format, this.media, this.page) = (format, media, page);

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellation = httpContext.RequestAborted;
            // Before anything is sent: a database that is away is still an ordinary refusal.
            var part = await PartAsync(0);
            httpContext.Response.ContentType = format.ContentType;
            httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"items.{format.Extension}\"";
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.Headers.XContentTypeOptions = "nosniff";
            await using var writer = format.Writer(httpContext.Response.Body);
            while (part.Count > 0)
            {
                foreach (var item in part)
                {
                    await writer.WriteAsync((item.Id, new ItemContent(item.Question, item.Key, item.Labels)), await FilesAsync(item, cancellation), cancellation);
                }

                part = part.Count < Part ? [] : await PartAsync(part[^1].Order);
            }

            await writer.EndAsync(cancellation);

            async Task<IReadOnlyList<ItemView>> PartAsync(long after)
            {
                var items = await page(after, cancellation);
                await httpContext.RecordKeysAsync([.. items.Select(i => i.Id)]);
                return items;
            }
        }

        private async Task<IReadOnlyList<MediumFile>> FilesAsync(ItemView item, CancellationToken cancellation)
        {
            var files = new List<MediumFile>();
            foreach (var id in item.Question.Media.Select(m => m.FileId).Distinct())
            {
                if (await media.LoadAsync(id, cancellation) is { } file)
                {
                    files.Add(file);
                }
            }

            return files;
        }
    }
}
