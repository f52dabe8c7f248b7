using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.People;

/// <summary>A person and their own row: see it, correct it, take it along.</summary>
static class OwnProfile
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapGet("/me", Read).WithName("ReadOwnProfile").WithSummary("The caller's own profile");
        people.MapPut("/me", Edit).WithName("EditOwnProfile").WithSummary("Corrects the caller's own profile")
            .WithDescription("Changing organisation, region or sector withdraws a coordinator's verification until it is given again.");
        people.MapGet("/me/data", Export).WithName("ExportOwnData").WithSummary("All data kept about the caller, and who read it");
    }

    static async Task<Results<Ok<Profile>, Refusal>> Read(ClaimsPrincipal caller, Vault vault, CancellationToken ct)
    {
        var id = caller.PersonId();
        return await vault.Read(id, new(id.ToString(), "own-profile"), ct) is { } person
            ? TypedResults.Ok(Profile.Of(person)) : Unknown;
    }

    static async Task<Results<Ok<Profile>, Refusal>> Edit(
        ProfileEdit edit, ClaimsPrincipal caller, Vault vault, IdentityDb db, CancellationToken ct)
    {
        var id = caller.PersonId();
        if (await vault.Read(id, new(id.ToString(), "own-profile-edit"), ct) is not { } person) return Unknown;

        if ((person.Organisation, person.Region, person.Sector) != (edit.Organisation, edit.Region, edit.Sector))
        {
            // What a coordinator confirmed is no longer what is claimed, and a rule must not believe it.
            person.PublicServant = false;
            person.VerifiedAt = null;
        }

        person.Name = edit.Name.Trim();
        (person.Organisation, person.Region, person.Sector) = (edit.Organisation, edit.Region, edit.Sector);
        (person.JobRole, person.Language, person.AccessibilityNeeds) = (edit.JobRole, edit.Language, edit.AccessibilityNeeds);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(Profile.Of(person));
    }

    static async Task<Results<Ok<OwnData>, Refusal>> Export(
        ClaimsPrincipal caller, Vault vault, IdentityDb db, HttpResponse response, CancellationToken ct)
    {
        var id = caller.PersonId();
        if (await vault.Read(id, new(id.ToString(), "own-data-export"), ct) is not { } person) return Unknown;
        var accesses = await db.Accesses.Where(a => a.PersonId == id).OrderByDescending(a => a.Id).Take(1000)
            .Select(a => new AccessShown(a.At, a.Reader, a.Purpose)).ToListAsync(ct);
        response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        return TypedResults.Ok(new OwnData(Profile.Of(person), accesses));
    }

    public static Refusal Unknown => new(Rejection.NotFound(new(
        "No such person is known here.", "Não se conhece aqui tal pessoa.")));
}
