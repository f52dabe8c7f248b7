using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.Benchmarks;

/// <summary>The whole platform as ./run.sh starts it, on free ports and in a throw-away directory.</summary>
public sealed class RunningPlatform : IAsyncDisposable
{
    private readonly RunningAppHost host;

    private RunningPlatform(RunningAppHost host, TimeSpan readyAfter) => (this.host, ReadyAfter) = (host, readyAfter);

    /// <summary>From the command to the last resource healthy.</summary>
    public TimeSpan ReadyAfter { get; }

    public RunningAppHost Host => host;

    public Uri Gateway => host.Url("gateway");

    /// <summary>As promises are measured: logs at Warning, rate limits out of the way, the no-op endpoint there.</summary>
    /// <param name="data">A directory to keep; a throw-away one when null.</param>
    /// <param name="options">As for run.sh.</param>
    public static async Task<RunningPlatform> StartAsync(string? data = null, params string[] options)
    {
        foreach (var (name, value) in ((string, string)[])
        [
            ("Logging__LogLevel__Default", "Warning"), ("Benchmark__NoOp", "true"),
            ("RateLimits__User__PerSecond", "100000"), ("RateLimits__User__Burst", "100000"),
            ("RateLimits__Address__PerSecond", "100000"), ("RateLimits__Address__Burst", "100000"),
        ])
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        var start = Stopwatch.GetTimestamp();
        var host = await RunningAppHost.StartReadyAsync(options, data);
        return new RunningPlatform(host, Stopwatch.GetElapsedTime(start));
    }

    public Uri Url(string resource) => host.Url(resource);

    public string Database(string name) =>
        new NpgsqlConnectionStringBuilder(host.Resource("postgres").ConnectionString) { Database = name }.ConnectionString;

    /// <summary>
    /// Resident memory of what is ours, in MiB: the engine and every project, without PostgreSQL and the broker. Rss counts a page
    /// for each process that maps it, Pss shares it out among them (proc(5)): only the second can be added up.
    /// </summary>
    public IReadOnlyDictionary<string, (double Rss, double Pss)> ResidentMemory() => host.State()!.Resources
        .Where(r => r.ConnectionString is null && r.Pid is not null)
        .Select(r => (r.Name, Pid: r.Pid!.Value))
        .Append((Name: "apphost", Pid: host.ProcessId))
        .ToDictionary(p => p.Name, p => Resident(p.Pid));

    /// <summary>Every running process of the platform, servers included, by name.</summary>
    public IReadOnlyDictionary<string, int> ProcessIds => host.State()!.Resources.Where(r => r.Pid is not null).ToDictionary(r => r.Name, r => r.Pid!.Value);

    /// <summary>PostgreSQL's own database.</summary>
    public string Server => host.Resource("postgres").ConnectionString!;

    public Task<IReadOnlyList<string>> TokensAsync(string role, int count) => host.TokensAsync(role, count);

    public static HttpClient Client(Uri address, string token) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>What each has used so far.</summary>
    public IReadOnlyDictionary<string, double> CpuSeconds() => ProcessIds.ToDictionary(p => p.Key, p => Processes.CpuSeconds(p.Value));

    /// <summary>An edition with open registration, planned as a coordinator plans it.</summary>
    public async Task<Guid> OpenEditionAsync(int capacity, int modules = 1)
    {
        using var coordinator = Client(Gateway, (await TokensAsync("coordinator", 1))[0]);
        var words = new { en = "Benchmark", pt = "Medição" };
        var programme = await SendAsync(coordinator, "/api/enrolment/programmes", new
        {
            blueprint = new
            {
                title = words,
                hours = 30,
                objectives = new[] { new { letter = "a", words } },
                modules = Enumerable.Range(1, modules).Select(number => new { number, title = words, hours = 4, objectives = new[] { "a" }, contributingEntities = new[] { "entity-01" } }),
                thresholds = new { attendancePercent = 80, involvementPoints = 3, passMarkPercent = 50 },
            },
        });
        var edition = (await SendAsync(coordinator, "/api/enrolment/editions", new { programmeId = programme.GetProperty("programmeId").GetGuid(), number = 1, capacity })).GetProperty("editionId").GetGuid();
        await SendAsync(coordinator, $"/api/enrolment/editions/{edition}/registrations/open", new { closesAt = TimeProvider.System.GetUtcNow().AddDays(1) });
        return edition;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static (double Rss, double Pss) Resident(int pid)
    {
        var rollup = File.ReadAllLines($"/proc/{pid}/smaps_rollup");
        double Of(string name) => double.Parse(
            rollup.First(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        return (Of("Rss"), Of("Pss"));
    }

    public static async Task<JsonElement> SendAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }
}
