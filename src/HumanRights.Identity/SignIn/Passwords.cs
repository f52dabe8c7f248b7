using HumanRights.Identity.Database;
using HumanRights.Identity.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.SignIn;

/// <summary>
/// Checks a password. Unknown address, wrong password and locked account take the same time and get the same answer, so that
/// nobody learns who has an account here.
/// </summary>
sealed class Passwords(IdentityDb db, TimeProvider time)
{
    public const int Tries = 5;
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(5);

    // PBKDF2 with HMAC-SHA-512; the hasher never looks at the user it is given.
    static readonly PasswordHasher<object> Hasher = new();
    static readonly object Nobody = new();
    static readonly string NobodysHash = Hash("");

    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <returns>Who may sign in, or null. Nobody may whose address is not confirmed.</returns>
    public async Task<SignedIn?> Check(string email, string password, CancellationToken ct)
    {
        var key = Person.KeyOf(email);
        var found = await (from person in db.People
                           join credential in db.Credentials on person.Id equals credential.PersonId
                           where person.EmailKey == key && person.ConfirmBy == null
                           select credential).AsNoTracking().SingleOrDefaultAsync(ct);
        return await Matches(found, password, ct) ? new(found!.PersonId, found.Generation) : null;
    }

    /// <summary>Whether this is the person's password, for one more of their tries.</summary>
    public async Task<bool> Check(Guid person, string password, CancellationToken ct) =>
        await Matches(await db.Credentials.AsNoTracking().SingleOrDefaultAsync(c => c.PersonId == person, ct), password, ct);

    async Task<bool> Matches(Credential? found, string password, CancellationToken ct)
    {
        var mayTry = found is not null && await SpendTry(found.PersonId, ct);
        var matches = Hasher.VerifyHashedPassword(Nobody, found?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed;
        if (!mayTry || !matches) return false;

        await db.Credentials.Where(c => c.PersonId == found!.PersonId).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.FailedTries, 0).SetProperty(c => c.LockedUntil, (DateTimeOffset?)null), ct);
        return true;
    }

    /// <summary>Counted before the password is looked at and in one statement: guesses sent at once do not share a try.</summary>
    async Task<bool> SpendTry(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var until = now + Lockout;
        return await db.Credentials
            .Where(c => c.PersonId == id && (c.LockedUntil == null || c.LockedUntil <= now))
            .ExecuteUpdateAsync(set => set
                .SetProperty(c => c.FailedTries, c => c.LockedUntil == null ? c.FailedTries + 1 : 1)
                .SetProperty(c => c.LockedUntil, c => c.LockedUntil == null && c.FailedTries + 1 >= Tries ? until : null), ct) == 1;
    }
}

/// <param name="Person">Who.</param>
/// <param name="Generation">By which of their passwords: the session ends with it.</param>
readonly record struct SignedIn(Guid Person, int Generation);
