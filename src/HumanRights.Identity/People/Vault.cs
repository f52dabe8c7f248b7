using HumanRights.Identity.Database;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.People;

/// <summary>Why a row is read, and by whom: a person's id or a client's.</summary>
readonly record struct Reading(string Reader, string Purpose);

/// <summary>
/// The only way to read people's rows. The access is recorded in the transaction that reads: what could not be recorded is
/// not shown.
/// </summary>
sealed class Vault(IdentityDb db, TimeProvider time)
{
    public async Task<Person?> Read(Guid id, Reading reading, CancellationToken ct) =>
        (await Read(people => people.Where(p => p.Id == id), reading, ct)).SingleOrDefault();

    public Task<List<Person>> Read(IReadOnlyCollection<Guid> ids, Reading reading, CancellationToken ct, bool unconfirmed = false) =>
        Read(people => people.Where(p => ids.Contains(p.Id)), reading, ct, unconfirmed);

    /// <param name="which">Out of whom.</param>
    /// <param name="reading">Who reads, and why.</param>
    /// <param name="ct">Until the rows are read.</param>
    /// <param name="unconfirmed">Also those who have yet to show that the e-mail address is theirs.</param>
    public async Task<List<Person>> Read(
        Func<IQueryable<Person>, IQueryable<Person>> which, Reading reading, CancellationToken ct, bool unconfirmed = false)
    {
        var found = await which(unconfirmed ? db.People : db.People.Where(p => p.ConfirmBy == null)).ToListAsync(ct);
        Record(found.Select(p => p.Id), reading);
        // The rows and their accesses go in one statement batch; rows come out of this method only after it.
        await db.SaveChangesAsync(ct);
        return found;
    }

    public Task<bool> Knows(Guid id, CancellationToken ct) => db.People.AnyAsync(p => p.Id == id, ct);

    /// <returns>False: a row was changed or removed since it was read, and nothing was saved.</returns>
    public async Task<bool> Save(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>For a change of rows: the caller saves both together.</summary>
    public void Record(IEnumerable<Guid> ids, Reading reading) => db.Accesses.AddRange(ids.Select(id => new VaultAccess
    {
        At = time.GetUtcNow(), Reader = reading.Reader, PersonId = id, Purpose = reading.Purpose,
    }));
}
