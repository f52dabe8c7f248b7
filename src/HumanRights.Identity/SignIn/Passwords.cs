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

    /// <returns>The person's id, or null.</returns>
    public async Task<Guid?> Check(string email, string password, CancellationToken ct)
    {
        var key = Person.KeyOf(email);
        var found = await (from person in db.People
                           join credential in db.Credentials on person.Id equals credential.PersonId
                           where person.EmailKey == key
                           select new { person.Id, credential.PasswordHash }).SingleOrDefaultAsync(ct);

        var mayTry = found is not null && await SpendTry(found.Id, ct);
        var matches = Hasher.VerifyHashedPassword(Nobody, found?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed;
        if (!mayTry || !matches) return null;

        await db.Credentials.Where(c => c.PersonId == found!.Id).ExecuteUpdateAsync(set => set
            .SetProperty(c => c.FailedTries, 0).SetProperty(c => c.LockedUntil, (DateTimeOffset?)null), ct);
        return found!.Id;
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
