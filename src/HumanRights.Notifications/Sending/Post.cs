using MimeKit;

namespace HumanRights.Notifications.Sending;

/// <summary>What became of a letter on its way.</summary>
public enum Fate
{
    /// <summary>Taken: it is the mail system's now.</summary>
    Sent,

    /// <summary>Nobody is there any more to receive it.</summary>
    Dropped,

    /// <summary>Refused for good.</summary>
    Refused,

    /// <summary>This letter not now; the others may go.</summary>
    Delayed,

    /// <summary>Nobody takes letters now: the others wait too.</summary>
    Away,
}

/// <param name="Fate">What became of it.</param>
/// <param name="Code">Why, for operators. A server's own words are left out: they repeat the address.</param>
public sealed record Delivery(Fate Fate, string? Code = null)
{
    public static Delivery Sent { get; } = new(Fate.Sent);
}

/// <summary>Takes messages out of the house: a mail server, or a folder on machines without one.</summary>
public interface IPost
{
    /// <summary>How many messages it takes at once.</summary>
    int Lanes { get; }

    /// <summary>Ends with what became of the message, also when that is a failure.</summary>
    /// <param name="message">The message.</param>
    /// <param name="created">When the letter came into being.</param>
    /// <param name="cancellation">Asked for when it takes too long.</param>
    Task<Delivery> DeliverAsync(MimeMessage message, DateTimeOffset created, CancellationToken cancellation);

    /// <summary>Nothing more to send for the moment.</summary>
    Task RestAsync();
}
