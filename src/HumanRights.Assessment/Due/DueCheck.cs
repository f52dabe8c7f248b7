using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace HumanRights.Assessment.Due;

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
