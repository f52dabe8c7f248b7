using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.Identity.People;
using HumanRights.Identity.SignIn;
using HumanRights.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using IDocumentSession = Marten.IDocumentSession;

namespace HumanRights.Identity.Accounts;

/// <summary>
/// People and their own accounts: register, confirm, choose another password. What anyone may ask for (a registration, a letter) has the same answer
/// whether the address is known or not.
/// </summary>
sealed class AccountKeeper(IdentityDb db, EventWriter writer, Passwords passwords, Links links, PublicServantDomains domains, TimeProvider time, IConfiguration configuration)
{
    const int Tries = 5;

    /// <summary>How long a registration waits for its confirmation.</summary>
    readonly TimeSpan patience = configuration.GetValue("Identity:UnconfirmedKept", TimeSpan.FromDays(7));

    /// <summary>
    /// Enters somebody who registers, and asks for the letter, in one transaction. A known address gets the letter for a new password instead: its owner
    /// learns that the account exists, and nobody else. Registering again before the confirmation replaces what was said.
    /// </summary>
    public async Task<Rejection?> Register(NewRegistration person, CancellationToken ct)
    {
        var (key, hash) = (Person.KeyOf(person.Email), Passwords.Hash(person.Password));
        for (var left = Tries; ; left--)
        {
            var found = await db.People.Where(p => p.EmailKey == key).Select(p => new { p.Id, p.ConfirmBy }).SingleOrDefaultAsync(ct);
            if (found is { ConfirmBy: null }) return await Request(found.Id, Letter.PasswordReset, null, ct);
            try
            {
                var id = found?.Id ?? Guid.CreateVersion7(time.GetUtcNow());
                return await Request(id, Letter.Confirmation, session => Enter(session, id, isNew: found is null, person, hash), ct);
            }
            catch (Exception e) when (IsGone(e) && left > 0)
            {
                // Somebody else has just entered this address, or the row that was there has just been removed: look again.
            }
        }
    }

    /// <summary>Another confirmation letter; for an account that is confirmed, the letter for a new password, as when registering.</summary>
    public Task<Rejection?> SendAgain(string email, CancellationToken ct) => Write(email, p => p.ConfirmBy is null ? Letter.PasswordReset : Letter.Confirmation, ct);

    public Task<Rejection?> Forgotten(string email, CancellationToken ct) => Write(email, _ => Letter.PasswordReset, ct);

    /// <summary>
    /// Opens the account to whoever has the letter and the password: the address's owner alone may be the victim of a registration by another, and who
    /// registered alone may not own the address.
    /// </summary>
    public async Task<AccountOutcome> Confirm(Guid letterId, string key, string password, CancellationToken ct)
    {
        if (await Open(letterId, key, Letter.Confirmation, ct) is not { } letter) return AccountOutcome.LinkSpent;
        if (!await passwords.Check(letter.PersonId, password, ct)) return AccountOutcome.WrongPassword;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await Spend(letter, ct)) return AccountOutcome.LinkSpent;
        await Confirmed(letter.PersonId, ct);
        await transaction.CommitAsync(ct);
        return AccountOutcome.Done;
    }

    /// <summary>Whether the link of the letter still opens anything.</summary>
    public async Task<bool> IsOpen(Guid letterId, string key, string purpose, CancellationToken ct) => await Open(letterId, key, purpose, ct) is not null;

    /// <summary>A new password for whoever has the letter. It shows that the address is theirs too, and ends all sessions there were.</summary>
    public async Task<AccountOutcome> Reset(Guid letterId, string key, string password, CancellationToken ct)
    {
        if (await Open(letterId, key, Letter.PasswordReset, ct) is not { } letter) return AccountOutcome.LinkSpent;
        var email = await db.People.Where(p => p.Id == letter.PersonId).Select(p => p.Email).SingleOrDefaultAsync(ct);
        if (email is null) return AccountOutcome.LinkSpent;
        if (NewPassword.Problem(password, email) is not null) return AccountOutcome.PasswordRefused;

        var hash = Passwords.Hash(password);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await Spend(letter, ct)) return AccountOutcome.LinkSpent;
        await Confirmed(letter.PersonId, ct);
        await SetPassword(letter.PersonId, hash, ct);
        await transaction.CommitAsync(ct);
        return AccountOutcome.Done;
    }

    /// <summary>A new password for whoever knows the old one.</summary>
    public async Task<AccountOutcome> Change(Guid person, string current, string password, CancellationToken ct)
    {
        if (!await passwords.Check(person, current, ct)) return AccountOutcome.WrongPassword;
        var email = await db.People.Where(p => p.Id == person).Select(p => p.Email).SingleAsync(ct);
        if (NewPassword.Problem(password, email) is not null) return AccountOutcome.PasswordRefused;

        var hash = Passwords.Hash(password);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await SetPassword(person, hash, ct);
        await transaction.CommitAsync(ct);
        return AccountOutcome.Done;
    }

    async Task<Rejection?> Write(string email, Func<Person, string> purpose, CancellationToken ct)
    {
        var key = Person.KeyOf(email);
        return await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.EmailKey == key, ct) is { } person
            ? await Request(person.Id, purpose(person), null, ct)
            : null;
    }

    async Task<Rejection?> Request(Guid person, string purpose, Action<IDocumentSession>? alongside, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var anHourAgo = now - TimeSpan.FromHours(1);
        var recent = await db.Letters.CountAsync(l => l.PersonId == person && l.CreatedAt > anHourAgo, ct);
        var letter = Guid.CreateVersion7(now);
        try
        {
            return (await writer.DecideAsync<Erasure>(
                Erasure.Stream(person),
                (state, _) => LetterRequest.Decide(state, person, letter, purpose, recent),
                alongside: session =>
                {
                    alongside?.Invoke(session);
                    session.QueueSqlCommand(
                        "insert into letters (id, person_id, purpose, created_at, expires_at) values (?, ?, ?, ?, ?)",
                        letter, person, purpose, now, now + (purpose == Letter.Confirmation ? Letter.ConfirmationLife : Letter.PasswordResetLife));
                },
                cancellation: ct)).Rejection;
        }
        catch (Exception e) when (alongside is null && IsGone(e))
        {
            // Erased or removed a moment ago: as unknown as anyone.
            return null;
        }
    }

    void Enter(IDocumentSession session, Guid id, bool isNew, NewRegistration said, string hash)
    {
        var now = time.GetUtcNow();
        var row = new Person
        {
            Id = id, Name = said.Name.Trim(), Email = said.Email.Trim(), OrganisationName = said.OrganisationName?.Trim(), JobRole = said.JobRole?.Trim(),
            Region = said.Region, Sector = said.Sector, Language = said.Language, AccessibilityNeeds = said.AccessibilityNeeds,
        };
        if (isNew)
            session.QueueSqlCommand("""
                insert into people (id, name, search_name, email, email_key, organisation_name, job_role, region, sector, language, accessibility_needs,
                                    roles, public_servant, created_at, confirm_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?) on conflict (email_key) do nothing
                """, id, row.Name, row.SearchName, row.Email, row.EmailKey, row.OrganisationName!, row.JobRole!, row.Region!, row.Sector!, row.Language,
                row.AccessibilityNeeds!, (string[])[Roles.Participant], now, now + patience);
        else
            session.QueueSqlCommand("""
                update people set name = ?, search_name = ?, email = ?, organisation_name = ?, job_role = ?, region = ?, sector = ?, language = ?,
                                  accessibility_needs = ?, confirm_by = ?
                where id = ? and confirm_by is not null
                """, row.Name, row.SearchName, row.Email, row.OrganisationName!, row.JobRole!, row.Region!, row.Sector!, row.Language,
                row.AccessibilityNeeds!, now + patience, id);

        // Without the person's row, this breaks the foreign key and with it the transaction. Never over the password of a confirmed account.
        session.QueueSqlCommand("""
            insert into credentials (person_id, password_hash, failed_tries) values (?, ?, 0)
            on conflict (person_id) do update set password_hash = excluded.password_hash, generation = credentials.generation + 1
            where exists (select 1 from people where id = excluded.person_id and confirm_by is not null)
            """, id, hash);
        session.QueueSqlCommand("insert into vault_accesses (at, reader, person_id, purpose) values (now(), ?, ?, 'registered')", id.ToString(), id);
    }

    async Task<Letter?> Open(Guid letterId, string key, string purpose, CancellationToken ct)
    {
        if (!links.Opens(letterId, key)) return null;
        var now = time.GetUtcNow();
        return await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == letterId && l.Purpose == purpose && l.ExpiresAt > now, ct);
    }

    /// <summary>Of two that use the link at once, one finds the row. The person's other letters of this kind have no use either now.</summary>
    async Task<bool> Spend(Letter letter, CancellationToken ct)
    {
        if (await db.Letters.Where(l => l.Id == letter.Id).ExecuteDeleteAsync(ct) == 0) return false;
        await db.Letters.Where(l => l.PersonId == letter.PersonId && l.Purpose == letter.Purpose).ExecuteDeleteAsync(ct);
        return true;
    }

    async Task Confirmed(Guid id, CancellationToken ct)
    {
        // Locked: registering again at the same moment waits, and then finds the account confirmed.
        var person = await db.People.FromSql($"select *, xmin from people where id = {id} for update").SingleAsync(ct);
        if (person.ConfirmBy is null) return;
        person.ConfirmBy = null;
        if (domains.List(person.Email))
        {
            (person.PublicServant, person.VerifiedAt) = (true, time.GetUtcNow());
            // The one code of an organisation that the address itself proves.
            person.Organisation ??= EmailAddress.DomainOf(person.Email) is { Length: <= 64 } domain ? domain : null;
        }

        await db.SaveChangesAsync(ct);
    }

    async Task SetPassword(Guid person, string hash, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"""
            insert into credentials (person_id, password_hash, failed_tries) values ({person}, {hash}, 0)
            on conflict (person_id) do update set password_hash = excluded.password_hash, failed_tries = 0, locked_until = null, generation = credentials.generation + 1
            """, ct);
        await db.Database.ExecuteSqlAsync($"""delete from "OpenIddictTokens" where "Subject" = {person.ToString()}""", ct);
        await db.Database.ExecuteSqlAsync($"""delete from "OpenIddictAuthorizations" where "Subject" = {person.ToString()}""", ct);
        await db.Letters.Where(l => l.PersonId == person).ExecuteDeleteAsync(ct);
    }

    static bool IsGone(Exception e) =>
        ((e as PostgresException) ?? (e.InnerException as PostgresException)) is { SqlState: PostgresErrorCodes.ForeignKeyViolation };
}

/// <summary>What came of a link or a change.</summary>
enum AccountOutcome
{
    Done,

    /// <summary>Used, expired, or no link of ours.</summary>
    LinkSpent,
    WrongPassword,
    PasswordRefused,
}
