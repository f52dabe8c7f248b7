using System.Collections.Concurrent;
using HumanRights.EventSourcing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace HumanRights.TestKit;

/// <summary>A partner's queue: sees every message published to one contract's exchange, with its headers.</summary>
public sealed class Spy : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly ConcurrentQueue<(string MessageId, IDictionary<string, object?> Headers)> messages = [];

    private Spy(IConnection connection) => this.connection = connection;

    public IReadOnlyList<string> MessageIds => [.. messages.Select(m => m.MessageId)];

    public IReadOnlyList<IDictionary<string, object?>> Headers => [.. messages.Select(m => m.Headers)];

    public static async Task<Spy> ListenAsync(Uri broker, Type contract)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var spy = new Spy(connection);
        var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();
        await channel.ExchangeDeclareAsync(Messaging.ExchangeName(contract), ExchangeType.Fanout, durable: true);
        await channel.QueueBindAsync(queue.QueueName, Messaging.ExchangeName(contract), "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            spy.messages.Enqueue((e.BasicProperties.MessageId!, e.BasicProperties.Headers!));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return spy;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
