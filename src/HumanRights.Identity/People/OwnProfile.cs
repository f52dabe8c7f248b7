using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace HumanRights.Identity.People;

/// <summary>A person and their own row: see it, correct it, take it along.</summary>
static class OwnProfile
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapGet("/me", Read).WithName("ReadOwnProfile").WithSummary("The caller's own profile");
        people.MapPut("/me", Edit).WithName("EditOwnProfile").WithSummary("Corrects the caller's own profile")
            .WithDescription("Changing organisation, region or sector withdraws a coordinator's verification until it is given again. If-Match: the version read; another one is refused.");
        people.MapGet("/me/data", Export).WithName("ExportOwnData").WithSummary("All data kept about the caller, and who read it");
    }

    static async Task<Results<Ok<Profile>, Refusal>> Read(ClaimsPrincipal caller, Vault vault, CancellationToken ct)
    {
        var id = caller.PersonId();
        return await vault.Read(id, new(id.ToString(), "own-profile"), ct) is { } person
            ? TypedResults.Ok(Profile.Of(person)) : Unknown;
    }

    static async Task<Results<Ok<Profile>, Refusal>> Edit(
        ProfileEdit edit, [FromHeader(Name = "If-Match")] long? version, ClaimsPrincipal caller, Vault vault, PublicServantDomains domains, CancellationToken ct)
    {
        var id = caller.PersonId();
        if (await vault.Read(id, new(id.ToString(), "own-profile-edit"), ct) is not { } person) return Unknown;
        if (version is { } seen && seen != person.Version) return Stale;

        if ((person.Organisation, person.Region, person.Sector) != (edit.Organisation, edit.Region, edit.Sector))
        {
            // What a coordinator confirmed is no longer what is claimed, and a rule must not believe it. What the address proves stays proved.
            person.PublicServant = domains.List(person.Email);
            person.VerifiedAt = null;
        }

        person.Name = edit.Name.Trim();
        (person.Organisation, person.Region, person.Sector) = (edit.Organisation, edit.Region, edit.Sector);
        (person.JobRole, person.Language, person.AccessibilityNeeds) = (edit.JobRole, edit.Language, edit.AccessibilityNeeds);
        person.OrganisationName = edit.OrganisationName?.Trim();
        return await vault.Save(ct) ? TypedResults.Ok(Profile.Of(person)) : Stale;
    }

    static async Task<Results<Ok<OwnData>, Refusal>> Export(
        ClaimsPrincipal caller, Vault vault, IdentityDb db, HttpResponse response, CancellationToken ct)
    {
        var id = caller.PersonId();
        if (await vault.Read(id, new(id.ToString(), "own-data-export"), ct) is not { } person) return Unknown;
        var credential = await db.Credentials.AsNoTracking().SingleOrDefaultAsync(c => c.PersonId == id, ct);
        var letters = await db.Letters.Where(l => l.PersonId == id).OrderBy(l => l.CreatedAt).Select(l => new LetterShown(l.Purpose, l.CreatedAt, l.ExpiresAt)).ToListAsync(ct);
        var certificates = await db.CertificateNames.Where(n => n.PersonId == id).OrderBy(n => n.FrozenAt)
            .Select(n => new CertificateNameShown(n.CertificateId, n.Name, n.FrozenAt)).ToListAsync(ct);
        var subject = id.ToString();
        var sessions = await db.Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().Where(a => a.Subject == subject).OrderBy(a => a.CreationDate)
            .Select(a => new SessionShown(a.Application!.ClientId, a.CreationDate, a.Status)).ToListAsync(ct);
        var accesses = await db.Accesses.Where(a => a.PersonId == id).OrderByDescending(a => a.Id)
            .Select(a => new AccessShown(a.At, a.Reader, a.Purpose)).ToListAsync(ct);
        var readings = await db.Accesses.LongCountAsync(a => a.Reader == subject && a.PersonId != id, ct);
        response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        return TypedResults.Ok(new OwnData(
            Profile.Of(person), credential is null ? null : new(credential.FailedTries, credential.LockedUntil), letters, certificates, sessions, accesses, readings));
    }

    public static Refusal Stale => new(new Rejection(
        "stale-version",
        new("This was changed since you read it.", "Isto foi alterado desde que o leu."),
        new("Read it again and repeat the change with the new version.", "Leia de novo e repita a alteração com a nova versão."),
        RejectionKind.Stale));

    public static Refusal Unknown => new(Rejection.NotFound(new(
        "No such person is known here.", "Não se conhece aqui tal pessoa.")));
}
