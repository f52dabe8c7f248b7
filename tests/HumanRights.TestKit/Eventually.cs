using System.Runtime.CompilerServices;
using Shouldly;

namespace HumanRights.TestKit;

/// <summary>
/// Waits for a condition instead of for a time; how long it may take at most is generous, how long it takes is not asserted. An attempt
/// that throws (a list still empty, a service just starting) counts as "not yet": the last exception is the one reported.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<Task<bool>> condition, TimeSpan? longest = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        GetAsync(async () => await condition() ? new object() : null, longest, what);

    /// <summary>The first value that is there.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, TimeSpan? longest = null, [CallerArgumentExpression(nameof(get))] string what = "") where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Exception? failure = null;
            try
            {
                if (await get() is { } value)
                {
                    return value;
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            var waited = TimeProvider.System.GetElapsedTime(start);
            if (waited > (longest ?? Longest))
            {
                throw new ShouldAssertException($"Did not come true within {longest ?? Longest}: {what}", failure);
            }

            // Asking takes processor time from what is waited for: the longer it takes, the less often it is asked.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(waited.TotalMilliseconds / 10, 10, 200)));
        }
    }
}
