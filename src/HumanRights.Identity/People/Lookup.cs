using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.People;

/// <summary>Others read the vault: a coordinator finds people, services ask for facts, lists ask for names. Every row read is recorded.</summary>
static class Lookup
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapGet("/", List).WithName("ListPeople").WithSummary("People in the order they were entered, by part of a name if given")
            .RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapGet("/{id:guid}", Read).WithName("ReadPerson").WithSummary("A person's profile").RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapGet("/{id:guid}/accesses", Accesses).WithName("ListAccesses").WithSummary("Who read a person's data, when and why, the latest first; also of erased people")
            .RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapPost("/certificate-names", CertificateNames).WithName("ReadCertificateNames")
            .WithSummary("Names as they were when certificates were issued, for a batch of certificates; those of erased people are left out")
            .RequireRole(Roles.Coordinator, Roles.Service);
        people.MapPost("/facts", Facts).WithName("ReadFacts").WithSummary("The codes a rule may use, for a batch of ids; unknown ids are left out")
            .RequireRole(Roles.Service);
        people.MapPost("/names", Names).WithName("ReadNames").WithSummary("Display names for a batch of ids; unknown ids are left out")
            .RequireRole(Roles.Coordinator, Roles.Trainer, Roles.Service);
        people.MapPost("/addresses", Addresses).WithName("ReadAddresses")
            .WithSummary("Name, e-mail and language for letters, for a batch of ids; unknown and erased people are left out").RequireRole(Roles.Service);
        people.MapPost("/find", Find).WithName("FindPeople").WithSummary("The ids of people by their e-mail addresses; unknown addresses are left out")
            .RequireRole(Roles.Coordinator, Roles.Service);
    }

    static async Task<Ok<PeoplePage>> List(
        ClaimsPrincipal caller, Vault vault, CancellationToken ct,
        [FromQuery, StringLength(100)] string? search = null, [FromQuery] Guid? after = null, [FromQuery, Range(1, 100)] int limit = 50)
    {
        var found = await vault.Read(people =>
        {
            if (search is { Length: > 0 }) people = people.Where(p => EF.Functions.Like(p.SearchName, Pattern(search), "\\"));
            if (after is { } last) people = people.Where(p => p.Id > last);
            return people.OrderBy(p => p.Id).Take(limit);
        }, new(caller.SubjectId(), search is { Length: > 0 } ? "search" : "list"), ct);
        return TypedResults.Ok(new PeoplePage(
            [.. found.Select(p => new PersonListed(p.Id, p.Name, p.Email, p.Organisation, p.Roles))],
            found.Count == limit ? found[^1].Id : null));
    }

    static async Task<Results<Ok<Profile>, Refusal>> Read(Guid id, ClaimsPrincipal caller, Vault vault, CancellationToken ct) =>
        await vault.Read(id, new(caller.SubjectId(), "profile"), ct) is { } person ? TypedResults.Ok(Profile.Of(person)) : OwnProfile.Unknown;

    static async Task<Ok<IEnumerable<PersonFacts>>> Facts(Ids ids, ClaimsPrincipal caller, Vault vault, CancellationToken ct) =>
        TypedResults.Ok((await vault.Read(ids.People, new(caller.SubjectId(), "facts"), ct))
            .Select(p => new PersonFacts(p.Id, p.Organisation, p.Region, p.Sector, p.PublicServant, p.VerifiedAt)));

    static async Task<Ok<IEnumerable<PersonName>>> Names(Ids ids, ClaimsPrincipal caller, Vault vault, CancellationToken ct) =>
        TypedResults.Ok((await vault.Read(ids.People, new(caller.SubjectId(), "names"), ct)).Select(p => new PersonName(p.Id, p.Name)));

    // Somebody who has just registered is written to before they have confirmed anything.
    static async Task<Ok<IEnumerable<PersonAddress>>> Addresses(Ids ids, ClaimsPrincipal caller, Vault vault, CancellationToken ct) =>
        TypedResults.Ok((await vault.Read(ids.People, new(caller.SubjectId(), "addresses"), ct, unconfirmed: true))
            .Select(p => new PersonAddress(p.Id, p.Name, p.Email, p.Language)));

    static async Task<Ok<IEnumerable<PersonFound>>> Find(PeopleSought sought, ClaimsPrincipal caller, Vault vault, CancellationToken ct)
    {
        var asked = sought.Emails.Distinct().ToLookup(Person.KeyOf);
        var keys = asked.Select(group => group.Key).ToList();
        var found = await vault.Read(people => people.Where(p => keys.Contains(p.EmailKey)), new(caller.SubjectId(), "find"), ct);
        return TypedResults.Ok(found.SelectMany(p => asked[p.EmailKey].Select(email => new PersonFound(email, p.Id))));
    }

    /// <summary>Looking at the record is a reading too, and recorded.</summary>
    static async Task<Ok<AccessPage>> Accesses(
        Guid id, ClaimsPrincipal caller, Vault vault, IdentityDb db, CancellationToken ct, [FromQuery] long? after = null, [FromQuery, Range(1, 500)] int limit = 50)
    {
        await vault.Read(id, new(caller.SubjectId(), "accesses"), ct);
        var found = await db.Accesses.AsNoTracking().Where(a => a.PersonId == id && (after == null || a.Id < after)).OrderByDescending(a => a.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(new AccessPage([.. found.Select(a => new AccessShown(a.At, a.Reader, a.Purpose))], found.Count == limit ? found[^1].Id : null));
    }

    static async Task<Ok<List<CertificateNameShown>>> CertificateNames(CertificateIds ids, ClaimsPrincipal caller, Vault vault, IdentityDb db, CancellationToken ct)
    {
        var found = await db.CertificateNames.AsNoTracking().Where(n => ids.Certificates.Contains(n.CertificateId)).ToListAsync(ct);
        vault.Record(found.Select(n => n.PersonId), new(caller.SubjectId(), "certificate-names"));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(found.ConvertAll(n => new CertificateNameShown(n.CertificateId, n.Name, n.FrozenAt)));
    }

    static string Pattern(string search) =>
        $"%{Person.Fold(search).Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";

    public static RouteHandlerBuilder RequireRole(this RouteHandlerBuilder route, params string[] roles) =>
        route.RequireAuthorization(policy => policy.RequireRole(roles));
}
