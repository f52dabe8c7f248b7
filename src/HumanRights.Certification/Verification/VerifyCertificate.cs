using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Verification;

/// <summary>What anyone may know of a certificate by its number: enough to unmask an edited copy, nothing about the person.</summary>
/// <param name="Number">As printed.</param>
/// <param name="Status">Valid or revoked.</param>
/// <param name="Programme">Its title.</param>
/// <param name="EditionNumber">1 for the first.</param>
/// <param name="Hours">Of the whole programme.</param>
/// <param name="Modules">Every module's test was passed.</param>
/// <param name="Thresholds">What was demanded and met.</param>
/// <param name="CompletedAt">When the last requirement was met.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Revocation">Only of a revoked one.</param>
public sealed record VerifiedCertificate(
    string Number, CertificateStatus Status, Text Programme, int EditionNumber, decimal Hours, IReadOnlyList<Module> Modules, Thresholds Thresholds,
    DateTimeOffset CompletedAt, DateTimeOffset IssuedAt, Revocation? Revocation);

/// <param name="Code">Stable, such as <c>issued-in-error</c>.</param>
/// <param name="Reason">In words.</param>
/// <param name="RevokedAt">Since when it is not valid.</param>
public sealed record Revocation(string Code, Text Reason, DateTimeOffset RevokedAt);

/// <summary>Verification needs no login. How often one caller may try is limited by the gateway.</summary>
public static class VerifyCertificate
{
    public static async Task<Results<Ok<VerifiedCertificate>, Refusal>> Handle(string number, IQuerySession session, CancellationToken cancellation)
    {
        var (found, missing) = await FindAsync(number, session, cancellation);
        if (found is not null)
        {
            return TypedResults.Ok(found);
        }

        return new Refusal(missing!);
    }

    /// <summary>A page for people; data for a program that asks for it.</summary>
    public static async Task<IResult> HandlePage(string number, HttpRequest request, IQuerySession session, CancellationToken cancellation)
    {
        if (PrefersData(request))
        {
            request.HttpContext.Response.Headers.Vary = "Accept, Accept-Language";
            return (await Handle(number, session, cancellation)).Result;
        }

        var (found, missing) = await FindAsync(number, session, cancellation);
        return new VerificationPage(Language.Current, found, missing, number);
    }

    /// <summary>The form of the page: it brings the typed number to its own address.</summary>
    public static IResult HandleForm(string? number, HttpRequest request) => string.IsNullOrWhiteSpace(number)
        ? new VerificationPage(Language.Current, null, null, "")
        : CertificateNumber.Parse(number) is { } printed ? TypedResults.Redirect($"/verify/{printed}")
        : new VerificationPage(Language.Current, null, Mistyped, number);

    private static async Task<(VerifiedCertificate? Found, Rejection? Missing)> FindAsync(string typed, IQuerySession session, CancellationToken cancellation)
    {
        if (CertificateNumber.Parse(typed) is not { } number)
        {
            return (null, Mistyped);
        }

        return await session.Query<CertificateView>().SingleOrDefaultAsync(c => c.Number == number, cancellation) is { } c
            ? (new VerifiedCertificate(
                c.Number, c.Revoked is null ? CertificateStatus.Valid : CertificateStatus.Revoked, c.Requirements.Programme, c.Requirements.EditionNumber,
                c.Requirements.Hours, c.Requirements.Modules, c.Requirements.Thresholds, c.CompletedAt, c.IssuedAt,
                c.Revoked is { } reason ? new Revocation(reason.Code(), reason.Words(), c.RevokedAt!.Value) : null), null)
            : (null, Unknown);
    }

    private static bool PrefersData(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        double Quality(string type) => accepted.Where(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Max(a => (double?)(a.Quality ?? 1)) ?? 0;
        return Quality("application/json") > Quality("text/html");
    }

    private static Rejection Mistyped { get; } = new(
        "certificate-number-mistyped",
        new Text("This is not a certificate number: its check characters do not fit.", "Este não é um número de certificado: os caracteres de controlo não coincidem."),
        new Text("Compare it character by character with the certificate; it looks like HR-2026-XXXX-XXXX-XXXX. Case, spaces and dashes do not matter.",
            "Compare-o, caráter a caráter, com o certificado; tem a forma HR-2026-XXXX-XXXX-XXXX. Maiúsculas, espaços e hífenes não importam."),
        RejectionKind.NotFound);

    private static Rejection Unknown { get; } = new(
        "not-found",
        new Text("No certificate with this number was issued.", "Não foi emitido nenhum certificado com este número."),
        new Text("The number is well formed, so it was probably not mistyped: ask who showed you the certificate, or the programme's coordination.",
            "O número está bem formado, pelo que provavelmente não houve engano ao escrevê-lo: pergunte a quem lhe mostrou o certificado, ou à coordenação do programa."),
        RejectionKind.NotFound);
}
