using HumanRights.Identity.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace HumanRights.Identity.Keys;

/// <summary>Data Protection keys (cookies, antiforgery), kept in the database that the replicas share.</summary>
static class SessionKeys
{
    static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public static void Add(IServiceCollection services) => services.AddDataProtection()
        .SetApplicationName("human-rights-identity")
        .SetDefaultKeyLifetime(Life)
        .PersistKeysToDbContext<IdentityDb>();

    /// <summary>Made with the schema: replicas that start together would otherwise each make one and refuse the other's cookies.</summary>
    public static void CreateFirst(IServiceProvider services)
    {
        var keys = services.GetRequiredService<IKeyManager>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > now))
            keys.CreateNewKey(activationDate: now, expirationDate: now + Life);
    }
}
