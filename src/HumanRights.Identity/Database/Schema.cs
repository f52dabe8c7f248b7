using HumanRights.Identity.Development;
using HumanRights.Identity.Keys;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HumanRights.Identity.Database;

/// <summary>Brings `identity-db` to this version. One process at a time, whoever starts first: the others wait and find it done.</summary>
static class Schema
{
    const long AdvisoryLock = 0x48_52_49_44; // "HRID"
    const int PatienceSeconds = 120;

    /// <summary>By the command `migrate`, and in Development at start; elsewhere a new version meets a schema made ready for it.</summary>
    public static async Task ApplyWhenDue(WebApplication app, string[] args, CancellationToken ct)
    {
        var serving = args.All(a => a.StartsWith("--", StringComparison.Ordinal) || a.Contains('='));
        if (args is ["migrate", ..] || (serving && app.Configuration.GetValue("Store:MigrateAtStart", app.Environment.IsDevelopment())))
            await Apply(app.Services, withDevelopmentWorld: app.Environment.IsDevelopment(), ct);
    }

    public static async Task Apply(IServiceProvider services, bool withDevelopmentWorld, CancellationToken ct)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(ct);
        await Run("select pg_advisory_lock($1)", ct);
        try
        {
            await using var scope = services.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<IdentityDb>().Database;
            database.SetCommandTimeout(PatienceSeconds);
            await database.MigrateAsync(ct);
            SessionKeys.CreateFirst(services);
            if (withDevelopmentWorld) await DevelopmentWorld.Seed(scope.ServiceProvider, ct);
        }
        finally
        {
            await Run("select pg_advisory_unlock($1)", CancellationToken.None);
        }

        async Task Run(string sql, CancellationToken cancellation)
        {
            await using var command = new NpgsqlCommand(sql, connection)
            { Parameters = { new() { Value = AdvisoryLock } }, CommandTimeout = PatienceSeconds };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
