using System.Security.Cryptography;
using System.Text;
using Marten;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>That these queues have been bound to their exchanges once; the broker keeps them from then on.</summary>
public sealed record QueuesDeclared(string Id);

/// <summary>
/// What is published before a consumer's queue was first bound would be lost to it. So a service is not ready, and nobody
/// is let in, until its queues have existed once; after that the broker may be away without anyone noticing.
/// </summary>
public sealed class QueueDeclaration(IDocumentStore store, IBusControl bus, Queues queues) : BackgroundService, IHealthCheck
{
    private readonly QueuesDeclared declared = new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', queues.Names.Order())))));
    private volatile bool done;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Waiting for the broker, to bind this service's queues for the first time."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!done)
        {
            try
            {
                await using var session = store.LightweightSession();
                if (await session.LoadAsync<QueuesDeclared>(declared.Id, stoppingToken) is null)
                {
                    await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
                    session.Store(declared);
                    await session.SaveChangesAsync(stoppingToken);
                }

                done = true;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }
}
