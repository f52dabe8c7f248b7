using System.Security.Cryptography;
using System.Text;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace HumanRights.EventSourcing;

/// <summary>
/// What is published before a consumer's queue was first bound would be lost to it. So a service is not ready, and nobody
/// is let in, until its queues have existed once; after that the broker may be away without anyone noticing.
/// </summary>
public sealed class QueueDeclaration(NpgsqlDataSource database, IBusControl bus, Queues queues) : BackgroundService, IHealthCheck
{
    // That these queues have been bound to their exchanges once; the broker keeps them from then on.
    private readonly string declared = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', queues.Names.Order()))));
    private volatile bool done;

    /// <summary>Its table; a service without events makes it in its own schema change.</summary>
    internal static Table Table
    {
        get
        {
            var table = new Table("inbox.queues_declared");
            table.AddColumn("id", "text").AsPrimaryKey();
            return table;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Waiting for the broker, to bind this service's queues for the first time."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!done)
        {
            try
            {
                if (!await WereDeclaredAsync(stoppingToken))
                {
                    await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
                    await using var remember = database.CreateCommand("insert into inbox.queues_declared (id) values ($1) on conflict do nothing");
                    remember.Parameters.AddWithValue(declared);
                    await remember.ExecuteNonQueryAsync(stoppingToken);
                }

                done = true;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task<bool> WereDeclaredAsync(CancellationToken cancellation)
    {
        await using var ask = database.CreateCommand("select exists (select from inbox.queues_declared where id = $1)");
        ask.Parameters.AddWithValue(declared);
        return await ask.ExecuteScalarAsync(cancellation) is true;
    }
}
