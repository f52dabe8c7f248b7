using System.Security.Claims;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Ledgers;

/// <summary>A line as its reader sees it; title and reason in the reader's language.</summary>
public sealed record LineAnswer(
    RequirementKind Requirement, int? ModuleNumber, string? Title, LineState State, string Because, decimal? Achieved, decimal? Required, string? Unit, DateTimeOffset? MetAt);

/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The participant.</param>
/// <param name="RequirementsKnown">False while the edition's definition has not arrived: there is no verdict, and no line, yet.</param>
/// <param name="Complete">Every line is met.</param>
/// <param name="Lines">Seat, module tests in order, attendance, involvement.</param>
/// <param name="EditionCancelled">The edition does not take place: what is not met yet cannot be.</param>
/// <param name="Certificate">Once issued.</param>
public sealed record LedgerAnswer(
    Guid EditionId, Guid PersonId, bool RequirementsKnown, bool Complete, bool EditionCancelled, IReadOnlyList<LineAnswer> Lines, CertificateOfLedger? Certificate);

public sealed record CertificateOfLedger(Guid CertificateId, string Number, DateTimeOffset IssuedAt, bool Revoked);

public static class ReadLedger
{
    public static Task<Results<Ok<LedgerAnswer>, Refusal>> HandleMine(
        Guid editionId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        HandleOne(editionId, caller.PersonId(), writer, cancellation);

    public static async Task<Results<Ok<LedgerAnswer>, Refusal>> HandleOne(
        Guid editionId, Guid personId, EventWriter writer, CancellationToken cancellation)
    {
        var (ledger, version) = await writer.ReadAsync<Ledger>(Ledger.Stream(editionId, personId), cancellation);
        if (version == 0)
        {
            return new Refusal(NotBegun);
        }

        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        var (certificate, _) = await writer.ReadAsync<Certificate>(Certificate.Stream(Ledger.Id(editionId, personId)), cancellation);
        return TypedResults.Ok(new LedgerAnswer(
            editionId, personId, ledger.Requirements is not null, ledger.IsComplete(), edition.Cancelled,
            [.. ledger.Lines().Select(l => Answer(ledger, edition.Cancelled ? l.CalledOff() : l))],
            certificate.Issued is { } c ? new CertificateOfLedger(c.CertificateId, c.Number, c.IssuedAt, certificate.Revoked is not null) : null));
    }

    private static LineAnswer Answer(Ledger ledger, Line line) => new(
        line.Kind, line.ModuleNumber, ledger.Requirements!.Modules.FirstOrDefault(m => m.Number == line.ModuleNumber)?.Title.ForReader(),
        line.State, line.Because.ForReader(), line.Achieved, line.Required, line.Unit, line.MetAt);

    private static Rejection NotBegun { get; } = Rejection.NotFound(
        new Text("There is no ledger for this person in this edition.", "Não existe registo de requisitos desta pessoa nesta edição."));
}
