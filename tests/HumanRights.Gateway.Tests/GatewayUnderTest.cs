using System.Net;
using System.Net.Http.Headers;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HumanRights.Gateway.Tests;

/// <summary>The real gateway on real Kestrel, an issuer, and backends that a test starts and kills.</summary>
public class GatewayUnderTest : IAsyncLifetime
{
    readonly List<Backend> backends = [];
    WebApplicationFactory<Program>? factory;

    public TestIssuer Issuer { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IReadOnlyList<Backend> Enrolment => [.. backends.Where(b => b.Name == "enrolment")];

    public Backend Certification => backends.Single(b => b.Name == "certification");

    protected virtual int EnrolmentReplicas => 1;

    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        for (var i = 0; i < EnrolmentReplicas; i++) backends.Add(await Backend.StartAsync("enrolment"));
        backends.Add(await Backend.StartAsync("certification"));

        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in Issuer.Settings) host.UseSetting(name, value);
            foreach (var service in backends.GroupBy(b => b.Name))
                foreach (var (i, backend) in service.Index()) host.UseSetting($"services:{service.Key}:http:{i}", backend.Address);
            host.UseSetting("urls", "http://127.0.0.1:0");
            foreach (var category in new[] { "Default", "Microsoft.AspNetCore", "Yarp" }) host.UseSetting($"Logging:LogLevel:{category}", "None");
            host.UseSetting("Limits:HealthInterval", "00:00:00.2");
            foreach (var (name, value) in Settings) host.UseSetting(name, value);
        });
        factory.UseKestrel(0);
        factory.StartServer();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = factory.ClientOptions.BaseAddress };
    }

    public Task<HttpResponseMessage> Get(string path, string? token = null, Action<HttpRequestHeaders>? headers = null) =>
        Send(HttpMethod.Get, path, token, headers: headers);

    public Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? token = null, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        headers?.Invoke(request.Headers);
        return Client.SendAsync(request);
    }

    /// <summary>A new person's token: nobody else's requests count against their limit.</summary>
    public string SomeonesToken() => Issuer.Token(Guid.CreateVersion7(), ServiceDefaults.Roles.Participant);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        if (factory is not null) await factory.DisposeAsync();
        foreach (var backend in backends) await backend.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

static class Until
{
    /// <summary>Asks again until the condition holds; the limit is only there for a test that fails.</summary>
    public static async Task True(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException(what);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task Status(HttpStatusCode status, Func<Task<HttpResponseMessage>> ask) =>
        True(async () => (await ask()).StatusCode == status, $"never answered {status}");
}
