using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace HumanRights.LocalServers;

/// <summary>RabbitMQ's management API: what the platform expects of a broker, set on any of them.</summary>
public sealed class BrokerManagement : IDisposable
{
    public const string DeadLetters = "dead-letters";

    public BrokerManagement(Uri address, string user, string password) => Http = new HttpClient
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        },
    };

    public HttpClient Http { get; }

    /// <summary>
    /// A message that makes its consumer die again and again ends in the queue <see cref="DeadLetters"/> instead of circling for
    /// ever: brokers before 4.0 have no delivery limit by default.
    /// </summary>
    public async Task SetPoliciesAsync(string virtualHost = "/", CancellationToken cancellation = default)
    {
        var vhost = Uri.EscapeDataString(virtualHost);
        await PutAsync($"api/exchanges/{vhost}/{DeadLetters}", new { type = "fanout", durable = true }, cancellation);
        await PutAsync($"api/queues/{vhost}/{DeadLetters}", new { durable = true, arguments = new Dictionary<string, object> { ["x-queue-type"] = "quorum" } }, cancellation);
        using var bound = await Http.PostAsJsonAsync($"api/bindings/{vhost}/e/{DeadLetters}/q/{DeadLetters}", new { routing_key = "" }, cancellation);
        bound.EnsureSuccessStatusCode();
        // Classic queues do not know delivery-limit, so the policy leaves them alone.
        await PutAsync($"api/policies/{vhost}/delivery-limit", new Dictionary<string, object>
        {
            ["pattern"] = $"^(?!{DeadLetters}$).*",
            ["apply-to"] = "queues",
            ["definition"] = new Dictionary<string, object>
            {
                ["delivery-limit"] = 20,
                ["dead-letter-exchange"] = DeadLetters,
                ["dead-letter-strategy"] = "at-least-once",
                ["overflow"] = "reject-publish",
            },
        }, cancellation);
    }

    public async Task CreateVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        await PutAsync($"api/vhosts/{Uri.EscapeDataString(name)}", new { }, cancellation);
        await SetPoliciesAsync(name, cancellation);
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        using var response = await Http.DeleteAsync($"api/vhosts/{Uri.EscapeDataString(name)}", cancellation);
        if (response.StatusCode != HttpStatusCode.NotFound) response.EnsureSuccessStatusCode();
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellation = default)
    {
        try
        {
            using var response = await Http.GetAsync("api/health/checks/virtual-hosts", cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => Http.Dispose();

    async Task PutAsync(string path, object body, CancellationToken cancellation)
    {
        using var response = await Http.PutAsJsonAsync(path, body, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"PUT {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}");
    }
}
