using System.Security.Claims;
using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.Identity.Development;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HumanRights.Identity.People;

/// <summary>A coordinator enters people, one or many. An e-mail address that is known already names the same person again.</summary>
static class Register
{
    public static void Map(RouteGroupBuilder people)
    {
        people.MapPost("/", One).WithName("AddPerson").WithSummary("Enters a person; the same e-mail gives the same person").RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapPost("/batch", Many).WithName("AddPeople").WithSummary("Enters up to 500 people; answers in their order").RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapPut("/{id:guid}/roles", SetRoles).WithName("SetRoles").WithSummary("Gives a person exactly these roles").RequireRole(Roles.Coordinator, Roles.Operator);
        people.MapPut("/{id:guid}/verification", Verify).WithName("VerifyPerson").WithSummary("Confirms the facts that rules use").RequireRole(Roles.Coordinator, Roles.Operator);
    }

    static async Task<Results<Created<PersonAdded>, Ok<PersonAdded>, Refusal>> One(
        NewPerson person, ClaimsPrincipal caller, Registrar registrar, CancellationToken ct)
    {
        if (Ungrantable(caller, person.Roles) is { } refusal) return refusal;
        var added = (await registrar.Add([person], caller.SubjectId(), ct))[0];
        return added.Created ? TypedResults.Created($"/api/identity/people/{added.Id}", added) : TypedResults.Ok(added);
    }

    static async Task<Results<Ok<PeopleAdded>, Refusal>> Many(NewPeople people, ClaimsPrincipal caller, Registrar registrar, CancellationToken ct) =>
        people.People.Select(p => Ungrantable(caller, p.Roles)).FirstOrDefault(r => r is not null) is { } refusal ? refusal
        : TypedResults.Ok(new PeopleAdded(await registrar.Add(people.People, caller.SubjectId(), ct)));

    static async Task<Results<Ok<Profile>, Refusal>> SetRoles(
        Guid id, RolesEdit edit, ClaimsPrincipal caller, Vault vault, CancellationToken ct)
    {
        if (Ungrantable(caller, edit.Roles) is { } refusal) return refusal;
        if (await vault.Read(id, new(caller.SubjectId(), "roles"), ct) is not { } person) return OwnProfile.Unknown;
        // Taking a role away needs the same right as giving it.
        if (Ungrantable(caller, [.. person.Roles.Except(edit.Roles)]) is { } reserved) return reserved;
        person.Roles = [.. edit.Roles.Distinct()];
        return await vault.Save(ct) ? TypedResults.Ok(Profile.Of(person)) : OwnProfile.Stale;
    }

    static async Task<Results<Ok<Profile>, Refusal>> Verify(
        Guid id, Verification facts, ClaimsPrincipal caller, Vault vault, TimeProvider time, CancellationToken ct)
    {
        if (await vault.Read(id, new(caller.SubjectId(), "verification"), ct) is not { } person) return OwnProfile.Unknown;
        (person.Organisation, person.Region, person.Sector) = (facts.Organisation, facts.Region, facts.Sector);
        (person.PublicServant, person.VerifiedAt) = (facts.PublicServant, time.GetUtcNow());
        return await vault.Save(ct) ? TypedResults.Ok(Profile.Of(person)) : OwnProfile.Stale;
    }

    /// <summary>Coordinators make nobody their equal or their auditor: those roles an operator gives. `service` is for programs.</summary>
    static Refusal? Ungrantable(ClaimsPrincipal caller, string[]? roles)
    {
        string[] grantable = caller.IsInRole(Roles.Operator)
            ? [.. Roles.All.Except([Roles.Service])]
            : [Roles.Participant, Roles.Trainer, Roles.Partner, Roles.Ambassador];
        return (roles ?? []).Except(grantable).Any()
            ? new Refusal(new Rejection(
                "role-not-grantable",
                new("A role asked for does not exist, or you may not give or take it.", "Um papel pedido não existe, ou não o pode dar nem retirar."),
                new($"Use roles out of: {string.Join(", ", grantable)}.", $"Use papéis de entre: {string.Join(", ", grantable)}."),
                RejectionKind.Forbidden))
            : null;
    }
}

/// <summary>Writes new rows, with the roles and facts they were entered with.</summary>
sealed class Registrar(IdentityDb db, Vault vault, TimeProvider time, SyntheticPassword synthetic)
{
    const int Tries = 5;

    public async Task<IReadOnlyList<PersonAdded>> Add(IReadOnlyList<NewPerson> people, string by, CancellationToken ct)
    {
        for (var patience = Tries; ; patience--)
        {
            try
            {
                return await TryAdd(people, by, ct);
            }
            catch (DbUpdateException e) when (patience > 0
                && (e is DbUpdateConcurrencyException || e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }))
            {
                // Someone else has just entered, confirmed or removed one of them: look again.
                db.ChangeTracker.Clear();
            }
        }
    }

    async Task<IReadOnlyList<PersonAdded>> TryAdd(IReadOnlyList<NewPerson> people, string by, CancellationToken ct)
    {
        var keys = people.Select(p => Person.KeyOf(p.Email)).ToList();
        // What somebody says who has shown nothing yet gives way to a coordinator's word: same id, no password of theirs, no letter out.
        var unconfirmed = await db.People.Where(p => keys.Contains(p.EmailKey) && p.ConfirmBy != null).ToDictionaryAsync(p => p.EmailKey, ct);
        var known = await db.People.Where(p => keys.Contains(p.EmailKey) && p.ConfirmBy == null).ToDictionaryAsync(p => p.EmailKey, p => p.Id, ct);
        var now = time.GetUtcNow();
        var added = new List<PersonAdded>(people.Count);
        foreach (var (person, key) in people.Zip(keys))
        {
            var isNew = !known.TryGetValue(key, out var id);
            if (isNew)
            {
                if (unconfirmed.Remove(key, out var row))
                {
                    db.Credentials.RemoveRange(await db.Credentials.Where(c => c.PersonId == row.Id).ToListAsync(ct));
                    db.Letters.RemoveRange(await db.Letters.Where(l => l.PersonId == row.Id).ToListAsync(ct));
                }
                else
                {
                    db.People.Add(row = new() { Id = Guid.CreateVersion7(now), Name = "", Email = "", CreatedAt = now });
                }

                known[key] = id = row.Id;
                Fill(row, person, now);
                if (synthetic.HashFor(person.Email) is { } hash) db.Credentials.Add(new() { PersonId = id, PasswordHash = hash });
                vault.Record([id], new(by, "entered"));
            }

            added.Add(new(id, isNew));
        }

        await db.SaveChangesAsync(ct);
        return added;
    }

    static void Fill(Person row, NewPerson p, DateTimeOffset now)
    {
        (row.Name, row.Email, row.Language, row.AccessibilityNeeds) = (p.Name.Trim(), p.Email.Trim(), p.Language, p.AccessibilityNeeds);
        (row.OrganisationName, row.JobRole) = (p.OrganisationName?.Trim(), p.JobRole);
        (row.Organisation, row.Region, row.Sector) = (p.Organisation, p.Region, p.Sector);
        (row.Roles, row.PublicServant, row.VerifiedAt, row.ConfirmBy) = ([.. (p.Roles ?? [Roles.Participant]).Distinct()], p.PublicServant, now, null);
    }
}
