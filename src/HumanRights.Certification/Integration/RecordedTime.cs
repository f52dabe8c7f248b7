using System.Globalization;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Certification.Integration;

public static class RecordedTime
{
    /// <summary>When the publisher recorded what it tells; when it was sent, if it does not say.</summary>
    public static DateTimeOffset RecordedAt(this ConsumeContext context) =>
        DateTimeOffset.TryParse(context.Headers.Get<string>(SourceHeaders.RecordedAt), CultureInfo.InvariantCulture, out var at)
            ? at.ToUniversalTime()
            : context.SentTime ?? default;
}
