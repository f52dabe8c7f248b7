using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace HumanRights.EventSourcing;

/// <summary>Ready means: the database answers.</summary>
public sealed class StoreCheck(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

/// <summary>Red when a shard has halted, or has not moved for half a minute although events wait.</summary>
public sealed class ShardsCheck(Watchdog watchdog) : IHealthCheck
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = watchdog.Shards.ToDictionary(s => s.Name, object (s) => $"at {s.Position} of {s.Last}" + (s.Failure is { } f ? $", halted: {f.Category}: {f.Message}" : ""));
        var bad = watchdog.Shards.Where(s => s.Failure is not null || s.Still > TooLong).Select(s => s.Name).ToList();
        return Task.FromResult(bad.Count == 0
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Unhealthy($"Halted or not moving: {string.Join(", ", bad)}", data: data));
    }
}

/// <summary>Red while a message that could not be consumed waits for an operator.</summary>
public sealed class DeadLettersCheck(DeadLetters letters) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var counts = await letters.CountAsync(cancellationToken);
            var data = counts.ToDictionary(c => c.Key, c => (object)c.Value);
            return counts.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("Messages wait in an error queue: see the service's dead-letters command.", data: data);
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The broker does not answer: " + e.Message);
        }
    }
}

/// <summary>The error queues of this service: what is in them, and the way back for an operator who has mended the cause.</summary>
public sealed class DeadLetters(IConfiguration configuration, Queues queues)
{
    /// <summary>Non-empty error queues with their number of messages.</summary>
    public async Task<IReadOnlyDictionary<string, uint>> CountAsync(CancellationToken cancellation)
    {
        var counts = new Dictionary<string, uint>();
        await using var connection = await ConnectAsync(cancellation);
        foreach (var queue in queues.Names.Select(n => n + "_error"))
        {
            if (await CountAsync(connection, queue, cancellation) is var count and > 0)
            {
                counts[queue] = count;
            }
        }

        return counts;
    }

    /// <summary>Puts every message of every error queue back into the queue it came from; returns how many.</summary>
    public async Task<int> ReplayAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        var replayed = 0;
        foreach (var queue in queues.Names)
        {
            var waiting = await CountAsync(connection, queue + "_error", cancellation);
            if (waiting == 0)
            {
                continue;
            }

            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellation);
            for (; waiting > 0 && await channel.BasicGetAsync(queue + "_error", autoAck: false, cancellation) is { } message; waiting--, replayed++)
            {
                await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, cancellation);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellation);
            }
        }

        return replayed;
    }

    private static async Task<uint> CountAsync(IConnection connection, string queue, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellation)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellation) => Broker.ConnectAsync(configuration, "dead letters", cancellation);
}
