using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HumanRights.TestKit;

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

/// <summary>
/// Everybody wants a seat at once, as clients do it through the gateway: each repeats until acknowledged, and what they were told is written down. Faults
/// strike in the middle, one after the other, each in its own part of the people.
/// </summary>
/// <param name="host">The platform.</param>
/// <param name="edition">With open registration.</param>
/// <param name="connections">How many ask at any time.</param>
public sealed class FaultyRush(RunningAppHost host, Guid edition, int connections)
{
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
        var strike = new Strike(host, fault, Math.Max(1, people.Length / 3));
        var early = RegisterAsync(people[..(people.Length / 2)], strike);
        if (await Task.WhenAny(strike.Struck, early) == early)
        {
            await early;
            if (!strike.Struck.IsCompleted) throw new InvalidOperationException($"Too few are acknowledged for {fault} to strike: {string.Join('\n', errors)}");
        }

        var late = RegisterAsync(people[(people.Length / 2)..], strike);
        await strike.MendedAsync();
        await Task.WhenAll(early, late).WaitAsync(2 * Patience);
        await host.ReadyAsync();
        return strike;
    }

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
