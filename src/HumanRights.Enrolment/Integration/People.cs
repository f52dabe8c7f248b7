using System.Net.Http.Headers;
using HumanRights.ServiceDefaults;

namespace HumanRights.Enrolment.Integration;

/// <summary>What a rule may know of a person, as Identity's vault knows it now.</summary>
public sealed record PersonFacts(Guid Id, string? Organisation, string? Region, string? Sector, bool PublicServant);

/// <summary>
/// Identity's vault, asked a batch at a time. Names and addresses pass through and are not kept. What a coordinator looks up is asked with
/// their own token, so that the vault's record of accesses names them; facts are for services only.
/// </summary>
public sealed class People(HttpClient http, IHttpContextAccessor caller)
{
    /// <summary>Ids or addresses in one question.</summary>
    public const int Batch = 1000;

    /// <summary>People found by a name; more than these are too many to look through.</summary>
    public const int MostFound = 500;

    private const int SearchPage = 100;

    /// <summary>Facts by id; people whom nobody knows are left out.</summary>
    /// <exception cref="HttpRequestException">Identity does not answer; see <see cref="Outage"/>.</exception>
    public async Task<IReadOnlyDictionary<Guid, PersonFacts>> FactsAsync(IReadOnlyCollection<Guid> people, CancellationToken cancellation) =>
        (await AskAsync<PersonFacts>("facts", new { people }, inCallersName: false, cancellation)).ToDictionary(p => p.Id);

    /// <summary>Names by id; people whom nobody knows are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> people, CancellationToken cancellation) =>
        (await AskAsync<Named>("names", new { people }, inCallersName: true, cancellation)).ToDictionary(p => p.Id, p => p.Name);

    /// <summary>Ids by e-mail address, as it was asked for; addresses that nobody has are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> FindAsync(IReadOnlyCollection<string> emails, CancellationToken cancellation) =>
        (await AskAsync<Found>("find", new { emails }, inCallersName: true, cancellation)).ToDictionary(p => p.Email, p => p.PersonId);

    /// <summary>Ids of people with this in their name; null when they are more than <see cref="MostFound"/>.</summary>
    public async Task<IReadOnlyList<Guid>?> SearchAsync(string text, CancellationToken cancellation)
    {
        var found = new List<Guid>();
        Guid? after = null;
        do
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"api/identity/people?search={Uri.EscapeDataString(text)}&limit={SearchPage}{(after is null ? "" : $"&after={after}")}");
            var page = await SendAsync<SearchAnswer>(request, inCallersName: true, cancellation);
            found.AddRange(page.Items.Select(p => p.Id));
            after = page.Next;
        }
        while (after is not null && found.Count < MostFound);
        return after is null ? found : null;
    }

    private async Task<IReadOnlyList<T>> AskAsync<T>(string what, object question, bool inCallersName, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/identity/people/{what}") { Content = JsonContent.Create(question) };
        return await SendAsync<IReadOnlyList<T>>(request, inCallersName, cancellation);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, bool inCallersName, CancellationToken cancellation)
    {
        if (inCallersName && AuthenticationHeaderValue.TryParse(caller.HttpContext?.Request.Headers.Authorization, out var own))
        {
            request.Headers.Authorization = own;
        }

        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(cancellation))!;
    }

    private sealed record Named(Guid Id, string Name);

    private sealed record Found(string Email, Guid PersonId);

    private sealed record SearchAnswer(IReadOnlyList<Listed> Items, Guid? Next);

    private sealed record Listed(Guid Id);
}
