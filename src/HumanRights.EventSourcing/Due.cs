using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace HumanRights.EventSourcing;

/// <summary>A row of the table <c>due</c>: something that falls due, written by an inline projection with the event it follows from.</summary>
/// <param name="Key">Says it all once: written again, it is the same row.</param>
/// <param name="Kind">Which command it stands for.</param>
/// <param name="Subject">What it is about (an edition, a test).</param>
/// <param name="Person">Whom it is about; empty if nobody.</param>
/// <param name="Number">Which of several; 0 if there is one.</param>
public sealed record DueRow(string Key, string Kind, Guid Subject, Guid Person, int Number);

/// <summary>The ordinary commands that a service's due rows stand for. Each may be issued any number of times.</summary>
public interface IDueCommands
{
    /// <summary>Whether it is done; otherwise it is to be asked for again.</summary>
    Task<bool> IssueAsync(DueRow row, CancellationToken cancellation);
}

public static class DueSetup
{
    /// <summary>The table; which events put rows into it is the service's inline projection <paramref name="rows"/>.</summary>
    public static void AddDueRows(this StoreOptions store, IProjection rows)
    {
        var due = new Table("due");
        due.AddColumn("key", "text").AsPrimaryKey();
        due.AddColumn("kind", "text").NotNull();
        due.AddColumn("subject", "uuid").NotNull();
        due.AddColumn("person", "uuid").NotNull();
        due.AddColumn("number", "integer").NotNull();
        due.AddColumn("at", "timestamptz").NotNull().AddIndex();
        due.AddColumn("tries", "integer").NotNull().DefaultValue(0);
        store.Storage.ExtendedSchemaObjects.Add(due);
        store.Projections.Add(rows, ProjectionLifecycle.Inline, "due");
    }

    /// <summary>Serves what falls due, and says in /health when that does not work.</summary>
    public static WebApplicationBuilder AddDue<TCommands>(this WebApplicationBuilder builder) where TCommands : class, IDueCommands
    {
        builder.Services.AddSingleton<IDueCommands, TCommands>();
        builder.Services.AddHostedService<DueWorker>();
        builder.Services.AddHealthChecks().AddCheck<DueCheck>("due", timeout: TimeSpan.FromSeconds(5));
        return builder;
    }
}

/// <summary>Red when something has been due for a minute, or keeps failing.</summary>
public sealed class DueCheck(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("select count(*) from due where at < clock_timestamp() - interval '1 minute' or tries >= 5");
            return (long)(await command.ExecuteScalarAsync(cancellationToken))! is var stuck and > 0
                ? HealthCheckResult.Unhealthy($"{stuck} due rows are not served.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
