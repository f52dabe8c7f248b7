using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using HumanRights.Notifications.Letters;

namespace HumanRights.Notifications.Sending;

/// <summary>Identity did not answer, or not as expected: whoever asked asks again later.</summary>
public sealed class IdentityAwayException(string reason) : Exception(reason);

/// <summary>The vault as this service may read it, as the client <c>notifications</c> (client credentials). Nothing it says is kept.</summary>
public sealed class IdentityClient(IHttpClientFactory clients, IConfiguration configuration, IHostEnvironment environment)
{
    public const string Name = "identity";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly string id = configuration["Identity:Client:Id"] ?? "notifications";
    private readonly string secret = configuration["Identity:Client:Secret"] ?? (environment.IsDevelopment() ? "development-secret-of-notifications" : "");
    private readonly SemaphoreSlim asking = new(1);
    private Token? token;

    /// <summary>By person; who is unknown or was erased is left out.</summary>
    /// <exception cref="IdentityAwayException">Not now.</exception>
    public async Task<IReadOnlyDictionary<Guid, Recipient>> AddressesAsync(IReadOnlyCollection<Guid> people, CancellationToken cancellation) =>
        (await AskAsync("/api/identity/people/addresses", new { people }, answer => answer.Content.ReadFromJsonAsync<Recipient[]>(cancellation), cancellation))!
        .ToDictionary(r => r.PersonId);

    /// <summary>The link of one of Identity's own letters; null once it is used or has expired.</summary>
    /// <exception cref="IdentityAwayException">Not now.</exception>
    public Task<OneTimeLink?> LinkAsync(Guid letter, CancellationToken cancellation) =>
        AskAsync(
            $"/api/identity/letters/{letter}/link", new { },
            async answer => answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<OneTimeLink>(cancellation), cancellation);

    private async Task<TAnswer> AskAsync<TAnswer>(string path, object body, Func<HttpResponseMessage, Task<TAnswer>> read, CancellationToken cancellation)
    {
        try
        {
            for (var first = true; ; first = false)
            {
                using var client = clients.CreateClient(Name);
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client, cancellation));
                using var answer = await client.SendAsync(request, cancellation);
                if (answer.StatusCode == HttpStatusCode.Unauthorized && first)
                {
                    // Its keys may have changed since.
                    token = null;
                    continue;
                }

                return answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound
                    ? await read(answer)
                    : throw new IdentityAwayException($"it answers {(int)answer.StatusCode}");
            }
        }
        catch (Exception e) when (e is not IdentityAwayException && !cancellation.IsCancellationRequested)
        {
            // Not reached, too slow, a broken circuit, an answer that is none.
            throw new IdentityAwayException(e.GetType().Name);
        }
    }

    private async Task<string> TokenAsync(HttpClient client, CancellationToken cancellation)
    {
        await asking.WaitAsync(cancellation);
        try
        {
            if (token is { } known && TimeProvider.System.GetElapsedTime(known.Since) < known.Life - Margin)
            {
                return known.Text;
            }

            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret });
            var since = TimeProvider.System.GetTimestamp();
            using var answer = await client.PostAsync("/connect/token", form, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new IdentityAwayException($"it answers {(int)answer.StatusCode} when asked for a token");
            }

            var given = (await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellation))!;
            token = new(given.AccessToken, since, TimeSpan.FromSeconds(given.ExpiresIn));
            return given.AccessToken;
        }
        finally
        {
            asking.Release();
        }
    }

    private sealed record Token(string Text, long Since, TimeSpan Life);

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
