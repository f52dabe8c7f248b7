using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace HumanRights.ServiceDefaults;

/// <summary>How a service calls another when no person asks it to, or the person may not: in its own name, by client credentials.</summary>
public static class OwnName
{
    /// <summary>
    /// An HTTP client for <typeparamref name="TClient"/> whose requests go to <paramref name="service"/> and carry this service's own access
    /// token. Configuration: <c>Authentication:ClientId</c> (otherwise the service's name in lower case), <c>Authentication:ClientSecret</c>
    /// (in Development otherwise the documented one) and <c>Authentication:TokenAddress</c>.
    /// </summary>
    /// <param name="builder">The service being composed; after <c>AddServiceDefaults</c>.</param>
    /// <param name="service">The called service, as service discovery knows it: <c>identity</c>.</param>
    public static IHttpClientBuilder AddCallsInOwnName<TClient>(this WebApplicationBuilder builder, string service) where TClient : class
    {
        var own = builder.Environment.ApplicationName.Split('.')[^1].ToLowerInvariant();
        var settings = builder.Configuration.GetSection("Authentication");
        var credentials = new Credentials(
            settings["TokenAddress"] ?? "http://identity/connect/token", settings["ClientId"] ?? own,
            settings["ClientSecret"] ?? (builder.Environment.IsDevelopment() ? $"development-secret-of-{own}" : ""));
        builder.Services.AddHttpClient(OwnToken.Client);
        builder.Services.TryAddSingleton(provider => new OwnToken(provider.GetRequiredService<IHttpClientFactory>(), credentials));
        builder.Services.TryAddTransient<CarryOwnToken>();
        return builder.Services.AddHttpClient<TClient>(http => http.BaseAddress = new($"http://{service}")).AddHttpMessageHandler<CarryOwnToken>();
    }
}

sealed record Credentials(string TokenAddress, string Id, string Secret);

/// <summary>This service's access token (RFC 6749, section 4.4), asked for once for all who need it and again shortly before it expires.</summary>
sealed class OwnToken(IHttpClientFactory clients, Credentials credentials)
{
    public const string Client = "own-token";

    /// <summary>What a call may still take after the token was read, clocks that differ included.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim asking = new(1, 1);
    volatile Held? held;

    /// <param name="refused">A token that was not accepted, although it has not expired: it is not given again.</param>
    /// <param name="cancellation">Ends the waiting of this caller, not of others.</param>
    /// <exception cref="HttpRequestException">The identity provider does not answer, or does not know these credentials.</exception>
    public async Task<string> GetAsync(string? refused, CancellationToken cancellation)
    {
        if (Good(refused) is { } token) return token;
        await asking.WaitAsync(cancellation);
        try
        {
            return Good(refused) ?? (held = await AskAsync(cancellation)).Token;
        }
        finally
        {
            asking.Release();
        }
    }

    string? Good(string? refused) => held is { } h && h.Token != refused && h.IsFresh ? h.Token : null;

    async Task<Held> AskAsync(CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        using var client = clients.CreateClient(Client);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = credentials.Id, ["client_secret"] = credentials.Secret,
        });
        using var answer = await client.PostAsync(credentials.TokenAddress, form, cancellation);
        // Without a status: whoever asked us for something is not to blame for our credentials.
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"The identity provider gave client {credentials.Id} no token: {(int)answer.StatusCode}.");
        var token = (await answer.Content.ReadFromJsonAsync<Answer>(cancellation))!;
        return new(token.AccessToken, since, TimeSpan.FromSeconds(token.ExpiresIn));
    }

    sealed record Held(string Token, long Since, TimeSpan Life)
    {
        public bool IsFresh => TimeProvider.System.GetElapsedTime(Since) < Life - (Life > 2 * Margin ? Margin : Life / 2);
    }

    sealed record Answer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}

/// <summary>
/// Puts the token on each request, unless it carries one already: the person's, in whose name it is made. A token that is refused (expired on
/// the way through a long list, or the provider's keys have changed) is replaced by this service's own once.
/// </summary>
sealed class CarryOwnToken(OwnToken own) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = request.Headers.Authorization?.Parameter ?? await own.GetAsync(refused: null, cancellationToken);
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token);
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;

        // Refused before anything was done: sending it again does nothing twice.
        answer.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await own.GetAsync(refused: token, cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
