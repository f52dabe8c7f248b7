using System.Collections.Concurrent;
using HumanRights.TestKit;

namespace HumanRights.EventSourcing.Tests;

/// <summary>People who repeat their command, at any replica, until it is acknowledged: their ledger is what must be in the streams.</summary>
public sealed class Load : IAsyncDisposable
{
    // About a hundred commands a second: the outages last by the clock, and what they heap up has to be worked off.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<Guid> acknowledged = [];
    private readonly Task[] workers;

    public Load(params SampleProcess[] replicas) : this(replicas, 6)
    {
    }

    public Load(SampleProcess replica, int workers) : this([replica], workers)
    {
    }

    private Load(SampleProcess[] replicas, int workers) =>
        this.workers = [.. Enumerable.Range(0, workers).Select(w => Task.Run(() => WorkAsync(replicas, w)))];

    public ConcurrentDictionary<int, int> Statuses { get; } = [];

    public async Task MoreAsync(int commands)
    {
        var goal = acknowledged.Count + commands;
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count >= goal), TimeSpan.FromSeconds(120));
    }

    public async Task<IReadOnlyCollection<Guid>> StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(workers);
        return acknowledged;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task WorkAsync(SampleProcess[] replicas, int worker)
    {
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            var pass = Guid.CreateVersion7();
            for (var attempt = 0; ; attempt++)
            {
                // Several gates a worker, so that streams stay short.
                var status = await replicas[(worker + attempt) % replicas.Length].StatusAsync($"/gates/{worker}-{number / 50}/passes/{pass}", HttpMethod.Post);
                if (status == 200)
                {
                    acknowledged.Add(pass);
                    await Task.Delay(Pace);
                    break;
                }

                if (status != 0)
                {
                    Statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                }

                await Task.Delay(50);
            }
        }
    }
}
