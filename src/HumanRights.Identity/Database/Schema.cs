using HumanRights.EventSourcing;
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

    /// <summary>What the service's command `migrate` applies and its start asks for; in Development the start applies it.</summary>
    public static OwnTables Of(WebApplication app)
    {
        using var scope = app.Services.CreateScope();
        var migrations = scope.ServiceProvider.GetRequiredService<IdentityDb>().Database.GetMigrations();
        return new(string.Join('\n', migrations), ct => Apply(app.Services, app.Environment.IsDevelopment(), ct));
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
