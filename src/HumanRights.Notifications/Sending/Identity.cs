using System.Net;
using HumanRights.Notifications.Letters;

namespace HumanRights.Notifications.Sending;

/// <summary>Identity did not answer, or not as expected: whoever asked asks again later.</summary>
public sealed class IdentityAwayException(string reason) : Exception(reason);

/// <summary>The vault as this service may read it, in its own name. Nothing it says is kept.</summary>
public sealed class Identity(HttpClient http)
{
    /// <summary>By person; who is unknown or was erased is left out.</summary>
    /// <exception cref="IdentityAwayException">Not now.</exception>
    public async Task<IReadOnlyDictionary<Guid, Recipient>> AddressesAsync(IReadOnlyCollection<Guid> people, CancellationToken cancellation) =>
        (await AskAsync<Recipient[]>("/api/identity/people/addresses", new { people }, cancellation) ?? throw new IdentityAwayException("it does not know addresses"))
        .ToDictionary(r => r.PersonId);

    /// <summary>The link of one of Identity's own letters; null once it is used or has expired.</summary>
    /// <exception cref="IdentityAwayException">Not now.</exception>
    public Task<OneTimeLink?> LinkAsync(Guid letter, CancellationToken cancellation) =>
        AskAsync<OneTimeLink>($"/api/identity/letters/{letter}/link", new { }, cancellation);

    private async Task<TAnswer?> AskAsync<TAnswer>(string path, object body, CancellationToken cancellation) where TAnswer : class
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(path, body, cancellation);
            return answer.StatusCode == HttpStatusCode.NotFound ? null
                : answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TAnswer>(cancellation)
                : throw new IdentityAwayException($"it answers {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is not IdentityAwayException && !cancellation.IsCancellationRequested)
        {
            // Not reached, no token, too slow, a broken circuit, an answer that is none.
            throw new IdentityAwayException(e.GetType().Name);
        }
    }
}
