namespace HumanRights.Certification.Verification;

public static class VerificationModule
{
    public static void MapVerification(this WebApplication app)
    {
        var group = app.MapGroup("").AllowAnonymous().WithTags("Verification");
        group.MapGet("/api/certification/verification/{number}", VerifyCertificate.Handle)
            .WithName(nameof(VerifyCertificate)).WithSummary("Whether a certificate is genuine and valid; no login, no personal data.");
        group.MapGet("/verify/{number}", VerifyCertificate.HandlePage)
            .WithName("VerifyCertificatePage").WithSummary("The same as a page for people, or as JSON when the caller prefers application/json.")
            .Produces<VerifiedCertificate>().Produces(StatusCodes.Status200OK, contentType: "text/html").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/verify", VerifyCertificate.HandleForm).ExcludeFromDescription();
    }
}
