using MassTransit;

namespace HumanRights.EventSourcing;

/// <summary>The note that one consumer has received one message, written in the same transaction as the effect.</summary>
/// <param name="Id">Queue name and message id.</param>
/// <param name="At">When the message was sent. Notes are removed once no redelivery can come any more (<see cref="InboxRetention"/>).</param>
public sealed record Received(string Id, DateTimeOffset At);

/// <summary>How a consumer turns a message into its one effect.</summary>
public static class Inbox
{
    /// <summary>Runs <paramref name="effects"/> once for this message, however often it is delivered to this queue.</summary>
    public static Task OnceAsync(this EventWriter writer, ConsumeContext context, Func<Effects, Task> effects)
    {
        var queue = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        var message = context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be received once.");
        return writer.ReceiveAsync(new Received($"{queue}/{message:N}", context.SentTime ?? default), effects, context.CancellationToken);
    }

    /// <summary>The common case: one message, one stream.</summary>
    public static Task OnceAsync<TState>(
        this EventWriter writer, ConsumeContext context, string stream, Func<TState, DateTimeOffset, Decision> decide) where TState : IState<TState> =>
        writer.OnceAsync(context, effects => effects.OnAsync(stream, decide));

    /// <summary>The publishing stream's version: of two messages from one stream, the greater happened later, whichever comes first.</summary>
    public static long SourceVersion(this ConsumeContext context) => context.Headers.Get<long>(SourceHeaders.StreamVersion) ?? 0;
}

/// <summary>Names of the headers on every integration event.</summary>
public static class SourceHeaders
{
    /// <summary>The key of the stream in the publishing service.</summary>
    public const string Stream = "stream";

    /// <summary>The event's version within that stream.</summary>
    public const string StreamVersion = "stream-version";

    /// <summary>When the event was recorded, ISO 8601.</summary>
    public const string RecordedAt = "recorded-at";
}
