using System.Collections.Concurrent;
using System.Diagnostics;
using HumanRights.LocalServers;

namespace HumanRights.TestKit;

/// <summary>What happens to one process in the middle of a rush.</summary>
/// <param name="Target">A resource, or one replica of it: enrolment-0, postgres.</param>
/// <param name="Signal">Stop (and later Continue), Kill, or Terminate, by which a process is asked to end.</param>
public sealed record Fault(string Target, Signal Signal)
{
    public bool Freezes => Signal == Signal.Stop;

    public static Fault Kill(string target) => new(target, Signal.Kill);

    public static Fault Freeze(string target) => new(target, Signal.Stop);

    public static Fault AskToEnd(string target) => new(target, Signal.Terminate);

    public override string ToString() => Signal switch
    {
        Signal.Stop => $"freeze {Target}",
        Signal.Kill => $"kill -9 {Target}",
        _ => $"ask {Target} to end",
    };
}

/// <summary>A fault that has struck, and what the people of its part of the rush were answered.</summary>
/// <param name="host">The platform.</param>
/// <param name="fault">What happens.</param>
/// <param name="goal">After so many acknowledgements.</param>
public sealed class Strike(RunningAppHost host, Fault fault, int goal)
{
    /// <summary>Longer than PostgreSQL lets a frozen client keep its transaction, and than a command may wait.</summary>
    static readonly TimeSpan Frozen = TimeSpan.FromSeconds(4);

    /// <summary>Who answers people, and so is missed when it is frozen and there is no other.</summary>
    static readonly string[] Serving = ["enrolment", "assessment"];

    readonly RunningAppHost.ResourceState target = host.Resource(fault.Target);
    readonly TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ConcurrentDictionary<int, int> statuses = [];
    long at = long.MaxValue;
    long againAt = long.MaxValue;
    int acknowledged, answeredSince, refusedSince;

    public Fault Fault => fault;

    /// <summary>The moment after the signal: a timestamp of <see cref="Stopwatch"/>.</summary>
    public long At => Volatile.Read(ref at);

    /// <summary>How often each HTTP status was answered; 0: no answer came.</summary>
    public IReadOnlyDictionary<int, int> Statuses => statuses;

    /// <summary>Until somebody who asked after the signal had been acknowledged.</summary>
    public TimeSpan AnsweredAgainAfter => Stopwatch.GetElapsedTime(at, againAt);

    internal Task Struck => struck.Task;

    /// <summary>While PostgreSQL is frozen people are told to come again; while anything else is, people are served, unless it was the only one who could.</summary>
    bool IsNoticed => target.Resource switch
    {
        "postgres" => Volatile.Read(ref refusedSince) > 0,
        var only when Serving.Contains(only) && host.State()!.Resources.Count(r => r.Resource == only && r.State != "stopped") == 1 => true,
        _ => Volatile.Read(ref answeredSince) > 0,
    };

    /// <summary>Once it has struck: until what was killed is back, or what was frozen has been missed and goes on.</summary>
    internal async Task MendedAsync()
    {
        if (!fault.Freezes)
        {
            await host.EventuallyAsync(fault.Target, r => r.State == "healthy" && r.Restarts > target.Restarts);
            return;
        }

        try
        {
            await Task.Delay(Frozen);
            await Eventually.TrueAsync(() => Task.FromResult(IsNoticed), TimeSpan.FromMinutes(2));
        }
        finally
        {
            host.Thaw(fault.Target);
        }
    }

    /// <summary>Whoever brings the acknowledgement that makes the number full strikes, while all the others wait for their answers.</summary>
    internal void See(Answer answer)
    {
        statuses.AddOrUpdate(answer.Status, 1, (_, n) => n + 1);
        if (answer.Sent > At)
        {
            Interlocked.Increment(ref (answer.Status == 200 ? ref answeredSince : ref refusedSince));
            if (answer.Status == 200)
            {
                for (var first = Volatile.Read(ref againAt); answer.Received < first;)
                {
                    var before = Interlocked.CompareExchange(ref againAt, answer.Received, first);
                    if (before == first) break;
                    first = before;
                }
            }
        }

        if (answer.Status == 200 && Interlocked.Increment(ref acknowledged) == goal)
        {
            host.Strike(fault.Target, fault.Signal);
            Volatile.Write(ref at, Stopwatch.GetTimestamp());
            struck.SetResult();
        }
    }
}
