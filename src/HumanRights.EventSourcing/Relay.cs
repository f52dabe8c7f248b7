using System.Diagnostics;
using System.Security.Cryptography;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace HumanRights.EventSourcing;

/// <summary>
/// The outbox is the event log itself: this subscription reads committed events in order and publishes what
/// <see cref="Outbound"/> makes of them. A page is done when the broker has confirmed all of it.
/// </summary>
public sealed partial class Relay(Outbound outbound, IBus bus, ILogger<Relay> log) : ISubscription
{
    /// <summary>Part of the progress row's key: another name or version would publish the whole history again.</summary>
    public const string SubscriptionName = "relay";

    public static readonly ActivitySource Source = new("HumanRights.EventSourcing");

    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        // Mapping comes first: an event that cannot be mapped halts the shard before anything of its page is published.
        var outgoing = page.Events.SelectMany(Messages).ToList();
        await Task.WhenAll(outgoing.Select(m => PublishAsync(m, cancellationToken)));
        return NullChangeListener.Instance;
    }

    /// <summary>The id of the message number <paramref name="index"/> made of an event: the event's own id, or one derived from it.</summary>
    public static Guid MessageId(Guid eventId, int index)
    {
        if (index == 0)
        {
            return eventId;
        }

        Span<byte> bytes = stackalloc byte[20];
        eventId.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], index);
        return new Guid(SHA256.HashData(bytes).AsSpan(0, 16));
    }

    // A tombstone is Marten's own: it fills the gap in the sequence that an append which failed has left.
    private IEnumerable<Outgoing> Messages(IEvent e) => e.Data is Tombstone
        ? []
        : outbound.Map(e.Data, new EventFacts(e.Id, e.StreamKey!, e.Timestamp)).Select((message, i) => new Outgoing(e, message, MessageId(e.Id, i)));

    /// <summary>
    /// Repeats until the broker confirms or the host stops. A broker's trouble must never leave this method: a page
    /// that throws or is abandoned leaves a shard that looks alive and publishes nothing.
    /// </summary>
    private async Task PublishAsync(Outgoing outgoing, CancellationToken stopping)
    {
        var (e, message, id) = outgoing;
        using var activity = Source.StartActivity("relay " + e.EventTypeName, ActivityKind.Producer, e.GetHeader(EventHeaders.TraceParent)?.ToString());
        var pipe = Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = id;
            context.Headers.Set(SourceHeaders.Stream, e.StreamKey);
            context.Headers.Set(SourceHeaders.StreamVersion, e.Version);
            context.Headers.Set(SourceHeaders.RecordedAt, e.Timestamp.ToString("O"));
            context.Headers.Set(EventHeaders.TraceParent, activity?.Id);
        });

        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            timeout.CancelAfter(PublishTimeout);
            try
            {
                // Both: after the broker died, a publish was seen to ignore its token for ever.
                await bus.Publish(message, message.GetType(), pipe, timeout.Token).WaitAsync(PublishTimeout, stopping);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogRetry(log, id, e.EventTypeName, failure.GetType().Name);
                await Task.Delay(pause, stopping);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Event {EventId} ({EventType}) is not confirmed by the broker yet: {Failure}")]
    private static partial void LogRetry(ILogger log, Guid eventId, string eventType, string failure);

    private sealed record Outgoing(IEvent Event, object Message, Guid Id);
}
