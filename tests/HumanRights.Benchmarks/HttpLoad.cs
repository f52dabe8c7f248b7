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

public static class HttpLoad
{
    /// <summary>Posts an empty body once with each token.</summary>
    /// <param name="target">The server.</param>
    /// <param name="path">The request's target.</param>
    /// <param name="tokens">Bearer tokens, one for each request.</param>
    /// <param name="connections">How many requests are under way at any time.</param>
    public static async Task<LoadRun> PostAsync(Uri target, string path, IReadOnlyList<byte[]> tokens, int connections)
    {
        var head = HttpConnection.Head(target, path);
        var answers = new Answer[tokens.Count];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(target);
            for (var i = Interlocked.Increment(ref next); i < tokens.Count; i = Interlocked.Increment(ref next))
            {
                answers[i] = await connection.SendAsync(head, tokens[i]);
            }
        })));
        return new LoadRun(answers, Stopwatch.GetElapsedTime(start));
    }
}
