using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HumanRights.Identity.Database;

/// <summary>For `dotnet ef migrations add`: it needs the model, never a database.</summary>
sealed class DesignTime : IDesignTimeDbContextFactory<IdentityDb>
{
    public IdentityDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<IdentityDb>().UseNpgsql("Host=localhost").Options);
}
