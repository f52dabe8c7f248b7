using System.Diagnostics;
using HumanRights.TestKit;

namespace HumanRights.Benchmarks;

/// <summary>One run: every request once, over a fixed number of connections that each wait for the answer before sending the next.</summary>
public sealed record LoadRun(IReadOnlyList<Answer> Answers, TimeSpan Elapsed)
{
    public double PerSecond => Answers.Count / Elapsed.TotalSeconds;

    public int Errors(int expected) => Answers.Count(a => a.Status != expected);

    public double Percentile(double share) => Samples.Percentile([.. Answers.Select(a => a.Milliseconds)], share);
}

/// <param name="Head">All before the token (<see cref="HttpConnection.Head"/>).</param>
/// <param name="Token">Bearer token.</param>
/// <param name="Body">JSON.</param>
public sealed record Shot(byte[] Head, byte[] Token, byte[]? Body = null);

public static class HttpLoad
{
    /// <summary>Posts an empty body once with each token.</summary>
    /// <param name="target">The server.</param>
    /// <param name="path">The request's target.</param>
    /// <param name="tokens">Bearer tokens, one for each request.</param>
    /// <param name="connections">How many requests are under way at any time.</param>
    public static Task<LoadRun> PostAsync(Uri target, string path, IReadOnlyList<byte[]> tokens, int connections)
    {
        var head = HttpConnection.Head(target, path);
        return SendAsync(target, [.. tokens.Select(token => new Shot(head, token))], connections);
    }

    /// <summary>Sends each request once, in their order.</summary>
    /// <param name="target">The server.</param>
    /// <param name="shots">The requests.</param>
    /// <param name="connections">How many of them are under way at most.</param>
    /// <param name="perSecond">When each is to be sent, whatever became of those before: what a request then waits for a connection counts as its own time.</param>
    public static async Task<LoadRun> SendAsync(Uri target, IReadOnlyList<Shot> shots, int connections, double? perSecond = null)
    {
        var answers = new Answer[shots.Count];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(target);
            for (var i = Interlocked.Increment(ref next); i < shots.Count; i = Interlocked.Increment(ref next))
            {
                var planned = start + (long)(i / perSecond.GetValueOrDefault(double.PositiveInfinity) * Stopwatch.Frequency);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), planned) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                var (head, token, body) = shots[i];
                answers[i] = await connection.SendAsync(head, token, body);
                if (perSecond is not null && answers[i].Sent > planned)
                {
                    answers[i] = answers[i] with { Sent = planned };
                }
            }
        })));
        return new LoadRun(answers, Stopwatch.GetElapsedTime(start));
    }
}
