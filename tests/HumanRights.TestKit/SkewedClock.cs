namespace HumanRights.TestKit;

/// <summary>A machine's clock that is wrong by so much.</summary>
public sealed class SkewedClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
