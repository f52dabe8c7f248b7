using System.Text.RegularExpressions;
using HumanRights.Identity.People;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace HumanRights.Identity.Database;

/// <summary>The vault, the credentials, OpenIddict's clients and tokens, and the Data Protection keys that replicas share.</summary>
sealed partial class IdentityDb(DbContextOptions<IdentityDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<Person> People => Set<Person>();
    public DbSet<Credential> Credentials => Set<Credential>();
    public DbSet<Letter> Letters => Set<Letter>();
    public DbSet<CertificateName> CertificateNames => Set<CertificateName>();
    public DbSet<VaultAccess> Accesses => Set<VaultAccess>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.UseOpenIddict<Guid>();
        model.Entity<Person>(person =>
        {
            person.ToTable("people");
            person.HasKey(p => p.Id);
            person.Property(p => p.Id).ValueGeneratedNever();
            person.HasIndex(p => p.EmailKey).IsUnique();
            person.HasIndex(p => p.ConfirmBy).HasFilter("confirm_by is not null");
            person.Property(p => p.Version).IsRowVersion();
        });
        model.Entity<Credential>(credential =>
        {
            credential.ToTable("credentials");
            credential.HasKey(c => c.PersonId);
            credential.Property(c => c.Generation).HasDefaultValue(0);
            credential.HasOne<Person>().WithOne().HasForeignKey<Credential>(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Letter>(letter =>
        {
            letter.ToTable("letters");
            letter.Property(l => l.Id).ValueGeneratedNever();
            letter.HasIndex(l => l.ExpiresAt);
            letter.HasOne<Person>().WithMany().HasForeignKey(l => l.PersonId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<CertificateName>(name =>
        {
            name.ToTable("certificate_names");
            name.HasKey(n => n.CertificateId);
            name.Property(n => n.CertificateId).ValueGeneratedNever();
            name.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<VaultAccess>(access =>
        {
            access.ToTable("vault_accesses");
            access.HasIndex(a => new { a.PersonId, a.At });
            access.HasIndex(a => a.At);
        });

        // Our own tables are also read by hand (COPY, psql): no quoted names there.
        foreach (var type in new[] { typeof(Person), typeof(Credential), typeof(Letter), typeof(CertificateName), typeof(VaultAccess) })
            foreach (var property in model.Entity(type).Metadata.GetProperties().Where(p => p.Name != nameof(Person.Version)))
                property.SetColumnName(WordStart().Replace(property.Name, "_").ToLowerInvariant());
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
