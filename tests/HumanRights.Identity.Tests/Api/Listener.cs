using System.Text.Json;
using HumanRights.TestKit;
using RabbitMQ.Client;

namespace HumanRights.Identity.Tests.Api;

/// <summary>Another service's ear: a queue of its own on the contract's exchange.</summary>
sealed class Listener(IConnection connection, IChannel channel, string queue) : IAsyncDisposable
{
    public static async Task<Listener> Start(Uri broker, string exchange)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, exchange, "");
        return new(connection, channel, queue);
    }

    /// <summary>Waits for the message about this person; others may be heard before it.</summary>
    public Task<JsonDocument> About(Guid person) => Eventually.GetAsync(async () =>
        await channel.BasicGetAsync(queue, autoAck: true) is { } message
        && JsonDocument.Parse(message.Body) is var heard && heard.RootElement.GetProperty("message").GetProperty("personId").GetGuid() == person ? heard : null);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
