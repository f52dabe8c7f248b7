using System.Globalization;
using CsvHelper;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Integration;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <summary>An edition's registrations as a CSV file, page by page as it is sent, for spreadsheet programs.</summary>
public static class ExportRegistrations
{
    /// <summary>Rows read, and names asked, together.</summary>
    private const int Part = People.Batch;

    public static async Task<Results<RegistrationsFile, Refusal>> Handle(
        Guid editionId, EventWriter writer, RegistrationRows rows, People people, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        if (edition.Stage == EditionStage.Unplanned)
        {
            return new Refusal(Edition.NotPlanned);
        }

        return new RegistrationsFile(editionId, edition.Stage == EditionStage.Cancelled, rows, people);
    }

    /// <summary>The file on its way out. Without the vault it has the people's ids, and says in each row that the name is missing.</summary>
    public sealed class RegistrationsFile(Guid editionId, bool cancelled, RegistrationRows rows, People people) : IResult
    {
        public const string ContentType = "text/csv";

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellation = httpContext.RequestAborted;
            // Before anything is sent: a database that is away is still an ordinary refusal.
            var part = await rows.ReadAsync(editionId, cancelled, new(), 0, Part, cancellation);
            httpContext.Response.ContentType = ContentType + "; charset=utf-8";
            httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"registrations-{editionId:N}.csv\"";
            httpContext.Response.Headers.ContentLanguage = Language.Current;
            httpContext.Response.Headers.Vary = "Accept-Language";
            httpContext.Response.Headers.CacheControl = "no-store";
            await using var csv = CsvWriter.Create(httpContext.Response.Body, Format, leaveOpen: true);
            await csv.WriteRecordAsync([.. Header.Select(column => column.ForReader())], cancellation);
            while (part.Count > 0)
            {
                var names = await NamesAsync(part, cancellation);
                foreach (var row in part)
                {
                    await csv.WriteRecordAsync(Cells(row, names is null ? NoName.ForReader() : names.GetValueOrDefault(row.PersonId)), cancellation);
                }

                await csv.FlushAsync(cancellation);
                part = part.Count < Part ? [] : await rows.ReadAsync(editionId, cancelled, new(), part[^1].Order, Part, cancellation);
            }
        }

        private async Task<IReadOnlyDictionary<Guid, string>?> NamesAsync(IReadOnlyList<RegistrationView> part, CancellationToken cancellation)
        {
            try
            {
                return await people.NamesAsync([.. part.Select(r => r.PersonId)], cancellation);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                return null;
            }
        }
    }

    // A cell that begins like a formula is none: it gets an apostrophe before it. With its byte order mark spreadsheet programs know it is UTF-8.
    private static readonly CsvWriterOptions Format = new()
    {
        Quoting = CsvQuoting.Always, WriteByteOrderMark = true, Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n",
    };

    private static readonly Text[] Header =
    [
        new("person_id", "person_id"), new("name", "nome"), new("status", "estado"), new("since", "desde"), new("position", "posição"),
        new("offer_expires_at", "oferta_expira_em"), new("organisation", "organização"), new("region", "região"), new("sector", "setor"),
    ];

    private static Text NoName { get; } = new("(name not available)", "(nome não disponível)");

    private static string?[] Cells(RegistrationView row, string? name) =>
    [
        row.PersonId.ToString(), name, Status(row.Status).ForReader(), row.Since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        row.Position?.ToString(CultureInfo.InvariantCulture), row.OfferExpiresAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        row.Organisation, row.Region, row.Sector,
    ];

    private static Text Status(string status) => status switch
    {
        RegistrationViews.Seat => new(status, "com lugar"),
        RegistrationViews.Offered => new(status, "lugar oferecido"),
        RegistrationViews.Waiting => new(status, "em espera"),
        RegistrationViews.Withdrawn => new(status, "retirada"),
        RegistrationViews.Declined => new(status, "oferta recusada"),
        RegistrationViews.Expired => new(status, "oferta expirada"),
        RegistrationViews.Carried => new(status, "transitou"),
        RegistrationViews.Refused => new(status, "inscrição recusada"),
        RegistrationViews.Cancelled => new(status, "cancelada"),
        _ => new(status, status),
    };
}
