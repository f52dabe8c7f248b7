using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace HumanRights.EventSourcing;

/// <summary>
/// Sees to it that the bus comes back when the broker does. After a broker was killed, the client was seen to wait for ever for a connection that nobody was
/// making any more: publishing and consuming stood still in a process that looked alive, and stopping and starting its bus did not help. When the broker takes
/// new connections and the bus is still not healthy after its own longest pause, the process ends so that it is started anew.
/// </summary>
public sealed partial class Reconnection(IBusControl bus, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<Reconnection> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>After a long outage the bus itself pauses for up to a minute before it tries again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (bus.CheckHealth().Status == BusHealthStatus.Healthy || !await BrokerAnswersAsync(stoppingToken))
                {
                    since = TimeProvider.System.GetTimestamp();
                }
                else if (TimeProvider.System.GetElapsedTime(since) > Patience)
                {
                    LogGivingUp(log);
                    Environment.ExitCode = 70;
                    lifetime.StopApplication();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task<bool> BrokerAnswersAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(2 * Broker.Timeout);
        try
        {
            await using var connection = await Broker.ConnectAsync(configuration, "is it there", timeout.Token).WaitAsync(timeout.Token);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: timeout.Token).WaitAsync(timeout.Token);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is RabbitMQClientException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Critical, "The bus does not come back although the broker takes connections: this process ends so that it is started anew")]
    private static partial void LogGivingUp(ILogger log);
}

/// <summary>Short-lived connections to the broker beside the bus: to look whether it is there, and into its queues.</summary>
internal static class Broker
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static Task<IConnection> ConnectAsync(IConfiguration configuration, string name, CancellationToken cancellation) =>
        new ConnectionFactory { Uri = new Uri(configuration.GetConnectionString("messaging")!), RequestedConnectionTimeout = Timeout, AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(name, cancellation);
}
