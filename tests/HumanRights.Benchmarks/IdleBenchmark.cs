using System.Diagnostics;
using Npgsql;

namespace HumanRights.Benchmarks;

/// <summary>
/// V3 and V5, one user at a time on an idle platform: a registration through the gateway and straight to the service by turns,
/// and for each the time from its acknowledgement to the commit it causes in Learning.
/// </summary>
public static class IdleBenchmark
{
    private const int WarmUp = 60;
    private const int Measured = 300;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var tokens = await platform.TokensAsync("participant", WarmUp + Measured);
        var edition = await platform.OpenEditionAsync(capacity: 100_000);

        // Learning's store tells its daemon of every commit; we listen in.
        await using var listener = new NpgsqlConnection(platform.Database("learning-db"));
        await listener.OpenAsync();
        var committed = new TaskCompletionSource<long>();
        listener.Notification += (_, _) => committed.TrySetResult(Stopwatch.GetTimestamp());
        await new NpgsqlCommand("listen mt_events_appended", listener).ExecuteNonQueryAsync();

        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler);
        var (gateway, direct, effect) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < tokens.Count; i++)
        {
            var through = i % 2 == 0;
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(through ? platform.Gateway : platform.Url("enrolment"), $"/api/enrolment/editions/{edition}/registrations"));
            request.Headers.Authorization = new("Bearer", tokens[i]);
            committed = new TaskCompletionSource<long>();
            var start = Stopwatch.GetTimestamp();
            using var answer = await client.SendAsync(request);
            var acknowledged = Stopwatch.GetTimestamp();
            answer.EnsureSuccessStatusCode();

            while (!committed.Task.IsCompleted)
            {
                await listener.WaitAsync();
            }

            var effectAt = await committed.Task;
            // What else follows the same event (verdicts, views) settles before the next one starts.
            await SettleAsync(listener);
            if (i >= WarmUp)
            {
                (through ? gateway : direct).Add(Stopwatch.GetElapsedTime(start, acknowledged).TotalMilliseconds);
                effect.Add(Math.Max(0, Stopwatch.GetElapsedTime(acknowledged, effectAt).TotalMilliseconds));
            }
        }

        var (p50Gateway, p50Direct) = (Samples.Percentile(gateway, 0.5), Samples.Percentile(direct, 0.5));
        return
        [
            Figure.AtMost("V3.p50", $"append acknowledged to effect committed in Learning, idle, {effect.Count} events", Samples.Percentile(effect, 0.5), "ms", 25),
            Figure.AtMost("V3.p99", "the same", Samples.Percentile(effect, 0.99), "ms", 100),
            Figure.AtMost("V5", "registration p50 through the gateway / straight to the service", p50Gateway / p50Direct, "x", 1.5),
            Figure.Only("V5.gateway", "p50 through the gateway", p50Gateway, "ms"),
            Figure.Only("V5.direct", "p50 straight to the service", p50Direct, "ms"),
        ];
    }

    private static async Task SettleAsync(NpgsqlConnection listener)
    {
        while (await listener.WaitAsync(TimeSpan.FromMilliseconds(40)))
        {
        }
    }
}
