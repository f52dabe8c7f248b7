namespace HumanRights.Notifications.Sending;

/// <summary>Tells the sender of this process that letters have come, so that it need not keep asking.</summary>
public sealed class Wake
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Up()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been told already.
        }
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => signal.WaitAsync(longest, cancellation);
}
