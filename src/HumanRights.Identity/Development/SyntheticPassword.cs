using HumanRights.Identity.SignIn;

namespace HumanRights.Identity.Development;

/// <summary>
/// In Development, people at example.invalid (RFC 2606: an address nobody can have) may sign in with one documented password,
/// so that demonstrations and tests go the way real people go. Anywhere else nobody gets a password from here.
/// </summary>
sealed class SyntheticPassword(IHostEnvironment environment)
{
    public const string Password = "development", Domain = "@example.invalid";

    // One hash for all of them: hashing is slow on purpose, and this secret is none.
    readonly Lazy<string> hash = new(() => Passwords.Hash(Password));

    public string? HashFor(string email) =>
        environment.IsDevelopment() && email.Trim().EndsWith(Domain, StringComparison.OrdinalIgnoreCase) ? hash.Value : null;
}
