using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace HumanRights.EventSourcing;

/// <summary>
/// Sees to it that the bus comes back when the broker does. After a broker was killed, the client was seen to wait for ever for a connection that nobody was
/// making any more: publishing and consuming stood still in a process that looked alive. When the broker takes a new connection and the bus is
/// still not healthy a while later, the bus is stopped and started; when even that does not help, the process ends so that it is started anew.
/// </summary>
public sealed partial class Reconnection(IBusControl bus, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<Reconnection> log) : BackgroundService
{
    private const int AttemptsBeforeGivingUp = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Stops and starts the bus. What was being consumed is delivered again, and what was being published is repeated by the relay.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            stop.CancelAfter(StopTimeout);
            await bus.StopAsync(stop.Token).WaitAsync(2 * StopTimeout, cancellation);
        }

        using var start = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        start.CancelAfter(StartTimeout);
        await bus.StartAsync(start.Token).WaitAsync(2 * StartTimeout, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var (since, attempts) = (TimeProvider.System.GetTimestamp(), 0);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (bus.CheckHealth().Status == BusHealthStatus.Healthy)
                {
                    (since, attempts) = (TimeProvider.System.GetTimestamp(), 0);
                }
                else if (!await BrokerAnswersAsync(stoppingToken))
                {
                    since = TimeProvider.System.GetTimestamp();
                }
                else if (TimeProvider.System.GetElapsedTime(since) > Patience)
                {
                    if (++attempts > AttemptsBeforeGivingUp)
                    {
                        LogGivingUp(log);
                        Environment.ExitCode = 70;
                        lifetime.StopApplication();
                        return;
                    }

                    await TryRestartAsync(attempts, stoppingToken);
                    since = TimeProvider.System.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task TryRestartAsync(int attempt, CancellationToken stopping)
    {
        LogRestart(log, attempt);
        try
        {
            await RestartAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(log, attempt, e.GetType().Name, e.Message);
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

    [LoggerMessage(LogLevel.Warning, "The broker takes connections and the bus does not come back: it is stopped and started, attempt {Attempt}")]
    private static partial void LogRestart(ILogger log, int attempt);

    [LoggerMessage(LogLevel.Error, "Attempt {Attempt} at starting the bus anew failed: {Failure}: {Message}")]
    private static partial void LogFailed(ILogger log, int attempt, string failure, string message);

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
