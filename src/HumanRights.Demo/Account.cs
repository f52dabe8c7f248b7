using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace HumanRights.Demo;

/// <summary>The platform said no where the demo counted on yes.</summary>
sealed class Refused(string message) : Exception(message);

/// <summary>A service's answer.</summary>
sealed record Answer(string Request, HttpStatusCode Status, JsonElement Body)
{
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>The problem's stable code (RFC 9457 extension); null on success.</summary>
    public string? Code => Succeeded || Body.ValueKind != JsonValueKind.Object || !Body.TryGetProperty("code", out var code) ? null : code.GetString();

    public JsonElement this[string member] => Body.GetProperty(member);

    /// <exception cref="Refused">Neither success nor one of the codes.</exception>
    public Answer Or(params ReadOnlySpan<string> codes) => Succeeded || codes.Contains(Code) ? this : throw new Refused(ToString());

    public override string ToString() => $"{Request} -> {(int)Status} {Body}";
}

/// <summary>Somebody with an access token of their own, or nobody in particular; acts through the gateway.</summary>
sealed class Account(Gateway gateway, Func<Task<AccessToken>>? signIn = null)
{
    readonly SemaphoreSlim gate = new(1);
    AccessToken? token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>Signs in now rather than at the first request.</summary>
    public Task EnterAsync() => TokenAsync();

    async Task<Answer> SendAsync(HttpMethod method, string path, object? body)
    {
        var bearer = signIn is null ? null : new AuthenticationHeaderValue("Bearer", (await TokenAsync()).Value);
        using var response = await gateway.SendAsync(() => new HttpRequestMessage(method, path)
        {
            Headers = { Authorization = bearer, Accept = { new("application/json") } },
            Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web),
        });
        var text = await response.Content.ReadAsStringAsync(gateway.Stop);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        return new Answer($"{method} {path}", response.StatusCode, isJson && text.Length > 0 ? JsonElement.Parse(text) : default);
    }

    async Task<AccessToken> TokenAsync()
    {
        await gate.WaitAsync(gateway.Stop);
        try
        {
            return token is { IsFresh: true } ? token : token = await signIn!();
        }
        finally
        {
            gate.Release();
        }
    }
}
