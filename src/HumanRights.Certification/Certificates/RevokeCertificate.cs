using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Certificates;

/// <summary>Why a certificate is no longer valid; shown to whoever verifies it, so it says nothing about the person.</summary>
public enum RevocationReason
{
    IssuedInError,
    ResultAnnulled,
    AttendanceAnnulled,
    ObtainedByFraud,
    HolderRequest,
}

public static class RevocationReasons
{
    /// <summary>As other services hear it.</summary>
    public static string Code(this RevocationReason reason) => reason switch
    {
        RevocationReason.IssuedInError => "issued-in-error",
        RevocationReason.ResultAnnulled => "result-annulled",
        RevocationReason.AttendanceAnnulled => "attendance-annulled",
        RevocationReason.ObtainedByFraud => "obtained-by-fraud",
        _ => "holder-request",
    };

    public static Text Words(this RevocationReason reason) => reason switch
    {
        RevocationReason.IssuedInError => new Text("It was issued in error.", "Foi emitido por erro."),
        RevocationReason.ResultAnnulled => new Text("The result of a module test was annulled.", "O resultado de um teste de módulo foi anulado."),
        RevocationReason.AttendanceAnnulled => new Text("The attendance it was based on was annulled.", "A assiduidade em que se baseava foi anulada."),
        RevocationReason.ObtainedByFraud => new Text("It was obtained by fraud.", "Foi obtido de forma fraudulenta."),
        _ => new Text("Its holder asked for it.", "O titular pediu-o."),
    };
}

public sealed record RevokeBody(RevocationReason Reason);

public static class RevokeCertificate
{
    public static Decision Revoke(this Certificate certificate, RevocationReason reason, DateTimeOffset now) => certificate switch
    {
        { Issued: null } => NotIssued,
        { Revoked: { } before } => before == reason ? Decision.Nothing : AlreadyRevoked(before),
        { Issued: var c } => Decision.Accept(new CertificateRevoked(c.CertificateId, c.EditionId, c.PersonId, c.Number, reason, now)),
    };

    public static async Task<Results<NoContent, Refusal>> Handle(Guid certificateId, RevokeBody body, EventWriter writer, CancellationToken cancellation) =>
        await writer.DecideAsync<Certificate>(Certificate.Stream(certificateId), (c, now) => c.Revoke(body.Reason, now), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());

    private static Rejection NotIssued { get; } = Rejection.NotFound(new Text("There is no such certificate.", "Esse certificado não existe."));

    private static Rejection AlreadyRevoked(RevocationReason before) => new(
        "certificate-already-revoked",
        new Text($"The certificate is revoked for another reason: {before.Words().En}", $"O certificado já está revogado por outro motivo: {before.Words().Pt}"),
        new Text("A revocation stands as it was first decided.", "A revogação mantém-se como foi decidida."));
}
