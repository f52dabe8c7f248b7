using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using HumanRights.Certification.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;

namespace HumanRights.Certification.Verification;

/// <summary>The verification as a page: no script, nothing loaded, its only style allowed by its hash.</summary>
public sealed class VerificationPage(string language, VerifiedCertificate? found, Rejection? missing, string typed) : IResult
{
    private const string Style =
        """
        :root { color-scheme: light dark }
        body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
        .status { font-weight: 700; font-size: 1.375rem; border-inline-start: .4rem solid; padding: .25rem 1rem }
        dt { font-weight: 700; margin-top: .75rem } dd { margin: 0 }
        input, button { font: inherit; padding: .5rem; max-width: 100% }
        footer { margin-top: 3rem; border-top: 1px solid }
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly bool portuguese = language == Language.Portuguese;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = missing is null ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = language;
        response.Headers.Vary = "Accept, Accept-Language";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        // A revocation must be seen at once.
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync(Document(), httpContext.RequestAborted);
    }

    private string Document()
    {
        var title = found is not null ? $"{Say("Certificate", "Certificado")} {found.Number}"
            : missing is not null ? Say("Certificate not found", "Certificado não encontrado")
            : Say("Verify a certificate", "Verificar um certificado");
        return $"""
            <!doctype html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{E(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{E(title)}</h1>
            {(found is not null ? Certified(found) : missing is not null ? Missing(missing) : "")}
            {Form()}
            </main>
            <footer><p>{E(Say("This page shows no personal data. Compare it with the certificate you were given.", "Esta página não mostra dados pessoais. Compare-a com o certificado que lhe foi apresentado."))}</p></footer>
            </body>
            </html>
            """;
    }

    private string Certified(VerifiedCertificate v) => $"""
        <p class="status" role="status">{E(v.Status == CertificateStatus.Valid
            ? Say("Valid: this certificate is genuine.", "Válido: este certificado é autêntico.")
            : Say("Revoked: this certificate is no longer valid.", "Revogado: este certificado já não é válido."))}</p>
        <h2>{E(Say("What it certifies", "O que certifica"))}</h2>
        <dl>
        {(v.Revocation is { } r ? Entry(Say("Reason for revocation", "Motivo da revogação"), Say(r.Reason)) + Entry(Say("Revoked on", "Revogado em"), Day(r.RevokedAt)) : "")}
        {Entry(Say("Programme", "Programa"), Say(v.Programme))}
        {Entry(Say("Edition", "Edição"), v.EditionNumber.ToString(Culture))}
        {Entry(Say("Hours", "Horas"), Number(v.Hours))}
        {Entry(Say("Requirements met on", "Requisitos cumpridos em"), Day(v.CompletedAt))}
        {Entry(Say("Issued on", "Emitido em"), Day(v.IssuedAt))}
        </dl>
        <h2>{E(Say("Modules, each with its test passed", "Módulos, cada um com o teste superado"))}</h2>
        <ol>
        {string.Concat(v.Modules.Select(m => $"<li>{E(Say(m.Title))} ({E(Number(m.Hours))} h)</li>"))}
        </ol>
        <h2>{E(Say("What was required", "O que foi exigido"))}</h2>
        <ul>
        <li>{E(Say($"Attendance: at least {v.Thresholds.AttendancePercent} % of the planned time", $"Assiduidade: pelo menos {v.Thresholds.AttendancePercent} % do tempo planeado"))}</li>
        <li>{E(Say($"Involvement: at least {v.Thresholds.InvolvementPoints} points", $"Envolvimento: pelo menos {v.Thresholds.InvolvementPoints} pontos"))}</li>
        <li>{E(Say($"Each module test: at least {v.Thresholds.PassMarkPercent} %", $"Cada teste de módulo: pelo menos {v.Thresholds.PassMarkPercent} %"))}</li>
        </ul>
        """;

    private string Missing(Rejection rejection) => $"""
        <p class="status" role="status">{E(Say(rejection.Reason))}</p>
        <h2>{E(Say("What to check", "O que verificar"))}</h2>
        <p>{E(Say(rejection.WayOut!))}</p>
        """;

    private string Form() => $"""
        <h2>{E(found is null ? Say("Enter the number", "Introduza o número") : Say("Verify another", "Verificar outro"))}</h2>
        <form action="/verify" method="get">
        <p><label for="number">{E(Say("Certificate number", "Número do certificado"))}</label><br>
        <input id="number" name="number" required maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" value="{E(found is null ? typed : "")}">
        <button>{E(Say("Verify", "Verificar"))}</button></p>
        </form>
        """;

    private CultureInfo Culture => CultureInfo.GetCultureInfo(portuguese ? "pt-PT" : "en-GB");

    private string Say(string en, string pt) => portuguese ? pt : en;

    private string Say(Text text) => Say(text.En, text.Pt);

    private string Number(decimal hours) => hours.ToString("0.##", Culture);

    // The programme's day: a certificate issued late in the evening bears the date its holder saw.
    private string Day(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Lisbon).ToString("d MMMM yyyy", Culture);

    private static readonly TimeZoneInfo Lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");

    private static string Entry(string term, string description) => $"<dt>{E(term)}</dt><dd>{E(description)}</dd>";

    private static string E(string text) => Encoder.Encode(text);
}
