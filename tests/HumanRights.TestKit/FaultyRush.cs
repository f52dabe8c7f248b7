using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HumanRights.LocalServers;
using Microsoft.IdentityModel.JsonWebTokens;

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

/// <summary>What somebody was told of their registration, and when.</summary>
/// <param name="PersonId">Who asked.</param>
/// <param name="RegistrationId">What they were told.</param>
/// <param name="Status">seat or waiting.</param>
/// <param name="Position">On the waiting list.</param>
/// <param name="FirstSent">When they asked for the first time: a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="Received">When they had the answer.</param>
public sealed record Acknowledgement(Guid PersonId, Guid RegistrationId, string Status, int? Position, long FirstSent, long Received)
{
    sealed record Told(Guid RegistrationId, string Status, int? Position);

    public static Acknowledgement Of(string token, long firstSent, Answer answer)
    {
        var told = JsonSerializer.Deserialize<Told>(answer.Body.Span, JsonSerializerOptions.Web)!;
        return new(Guid.Parse(new JsonWebToken(token).Subject), told.RegistrationId, told.Status, told.Position, firstSent, answer.Received);
    }
}

/// <summary>A fault that has struck, and what the people of its part of the rush were answered.</summary>
public sealed class Strike(Fault fault, int goal, Action strike)
{
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

    /// <summary>Whether somebody who asked after the signal was acknowledged, or refused.</summary>
    internal bool HasAnswered => Volatile.Read(ref answeredSince) > 0;

    internal bool HasRefused => Volatile.Read(ref refusedSince) > 0;

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
            strike();
            Volatile.Write(ref at, Stopwatch.GetTimestamp());
            struck.SetResult();
        }
    }
}

/// <summary>
/// Everybody wants a seat at once, as clients do it through the gateway: each repeats until acknowledged, and what they were told is written down. Faults
/// strike in the middle, one after the other, each in its own part of the people.
/// </summary>
/// <param name="host">The platform.</param>
/// <param name="edition">With open registration.</param>
/// <param name="connections">How many ask at any time.</param>
public sealed class FaultyRush(RunningAppHost host, Guid edition, int connections)
{
    /// <summary>Longer than PostgreSQL lets a frozen client keep its transaction, and than a command may wait.</summary>
    static readonly TimeSpan Frozen = TimeSpan.FromSeconds(4);

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>At most so long nobody asks, whatever Retry-After says: the sooner they are back, the harder it is for what comes up again.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    readonly Uri gateway = host.Url("gateway");
    readonly byte[] head = HttpConnection.Head(host.Url("gateway"), $"/api/enrolment/editions/{edition}/registrations");
    readonly ConcurrentQueue<Acknowledgement> ledger = [];
    readonly ConcurrentQueue<string> errors = [];

    /// <summary>What everybody who was acknowledged was told.</summary>
    public IReadOnlyCollection<Acknowledgement> Ledger => ledger;

    /// <summary>Every answer that was neither an acknowledgement nor "try again".</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <param name="tokens">One for each person.</param>
    /// <param name="faults">Each strikes when a third of its part of the people is acknowledged; half of them come only then.</param>
    public async Task<IReadOnlyList<Strike>> RunAsync(IReadOnlyList<string> tokens, params Fault[] faults)
    {
        var strikes = new List<Strike>();
        foreach (var (fault, part) in faults.Zip(tokens.Chunk((tokens.Count + faults.Length - 1) / faults.Length)))
        {
            strikes.Add(await RunAsync(fault, part));
        }

        return strikes;
    }

    async Task<Strike> RunAsync(Fault fault, string[] people)
    {
        var target = host.Resource(fault.Target);
        var strike = new Strike(fault, Math.Max(1, people.Length / 3), () => host.Strike(fault.Target, fault.Signal));
        var early = RegisterAsync(people[..(people.Length / 2)], strike);
        if (await Task.WhenAny(strike.Struck, early) == early)
        {
            await early;
            if (!strike.Struck.IsCompleted) throw new InvalidOperationException($"Too few are acknowledged for {fault} to strike: {string.Join('\n', errors)}");
        }

        var late = RegisterAsync(people[(people.Length / 2)..], strike);
        if (fault.Freezes)
        {
            try
            {
                await Task.Delay(Frozen);
                await Eventually.TrueAsync(() => Task.FromResult(IsNoticed(strike, target)), Patience);
            }
            finally
            {
                host.Thaw(fault.Target);
            }
        }
        else
        {
            await host.EventuallyAsync(fault.Target, r => r.State == "healthy" && r.Restarts > target.Restarts);
        }

        await Task.WhenAll(early, late).WaitAsync(2 * Patience);
        await host.EventuallyAsync(s => s.Resources.All(r => r.State is "healthy" or "finished"));
        return strike;
    }

    /// <summary>While PostgreSQL is frozen people are told to come again; while anything else is, people are served, unless it was the only one who could.</summary>
    bool IsNoticed(Strike strike, RunningAppHost.ResourceState target) => target.Resource switch
    {
        "postgres" => strike.HasRefused,
        "enrolment" when host.State()!.Resources.Count(r => r.Resource == target.Resource) == 1 => true,
        _ => strike.HasAnswered,
    };

    async Task RegisterAsync(string[] people, Strike strike)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(connections, people.Length)).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(gateway);
            for (var i = Interlocked.Increment(ref next); i < people.Length; i = Interlocked.Increment(ref next))
            {
                await RegisterAsync(connection, people[i], strike);
            }
        })));
    }

    async Task RegisterAsync(HttpConnection connection, string token, Strike strike)
    {
        var bytes = Encoding.ASCII.GetBytes(token);
        for (var (first, tries) = (Stopwatch.GetTimestamp(), 1); ; tries++)
        {
            var answer = await connection.SendAsync(head, bytes);
            if (answer.Status == 200) ledger.Enqueue(Acknowledgement.Of(token, first, answer));
            strike.See(answer);
            switch (answer.Status)
            {
                case 200:
                    return;
                case not (0 or 503):
                    errors.Enqueue($"{answer.Status} during {strike.Fault}: {Encoding.UTF8.GetString(answer.Body.Span)}");
                    return;
            }

            if (Stopwatch.GetElapsedTime(first) > Patience)
                throw new TimeoutException($"{strike.Fault}: refused {tries} times, at last with {answer.Status} {Encoding.UTF8.GetString(answer.Body.Span)}");
            var pause = TimeSpan.FromSeconds(answer.RetryAfter);
            await Task.Delay(answer.Status == 0 || pause > LongestPause ? LongestPause : pause);
        }
    }
}
