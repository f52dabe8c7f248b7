using HumanRights.LocalServers;
using HumanRights.TestKit;

namespace HumanRights.EventSourcing.Tests;

/// <summary>The sample service as a process of its own.</summary>
public sealed class SampleProcess
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(6) };

    private readonly Func<ChildProcess> start;

    private SampleProcess(Func<ChildProcess> start, Uri address)
    {
        (this.start, Process, Address) = (start, start(), address);
        _ = StartAnewWheneverItGivesUpAsync();
    }

    public ChildProcess Process { get; private set; }

    public Uri Address { get; }

    public static async Task<SampleProcess> StartAsync(string database, Uri broker, TestIssuer issuer, int? port = null, string environment = "Development")
    {
        var process = Launch(database, broker, issuer, port, environment);
        await Eventually.TrueAsync(async () => await process.StatusAsync("/ready") == 200 || process.Process.Exited.IsCompleted);
        process.Process.Exited.IsCompleted.ShouldBeFalse(process.Process.LastOutput);
        return process;
    }

    /// <summary>A command of the service, or with none the service itself, not waited for.</summary>
    public static SampleProcess Launch(string database, Uri broker, TestIssuer issuer, int? port, string environment, params string[] command)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? Ports.Free()}");
        var variables = issuer.Environment.ToDictionary(e => e.Key, e => e.Value);
        variables["ASPNETCORE_URLS"] = address.ToString();
        variables["ASPNETCORE_ENVIRONMENT"] = environment;
        variables["ConnectionStrings__sample-db"] = database;
        variables["ConnectionStrings__messaging"] = broker.ToString();
        // What it said is read when a test fails.
        var log = Path.Combine(AppContext.BaseDirectory, $"sample-{address.Port}.log");
        return new SampleProcess(
            () => ChildProcess.Start(new ChildCommand("dotnet", [typeof(Program).Assembly.Location, .. command])
            {
                Environment = variables,
                Output = line => File.AppendAllText(log, line + "\n"),
            }),
            address);
    }

    /// <summary>As an orchestrator does.</summary>
    private async Task StartAnewWheneverItGivesUpAsync()
    {
        while (await Process.Exited == 70)
        {
            Process = start();
        }
    }

    /// <summary>The answer's status; 0 when there is none.</summary>
    public async Task<int> StatusAsync(string path, HttpMethod? method = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Address, path));
            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }
}
