using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>The coordinator's work through the gateway, with Identity's vault behind it.</summary>
[Collection(Breaking.Name)]
public sealed class CoordinationTests(Platform platform) : IAsyncLifetime
{
    sealed record Profile(Guid Id, string Name, string Email);

    sealed record Listed(Guid PersonId, string Status, string? Name, int? Position);

    sealed record List(IReadOnlyList<Listed> Items, string? Notice);

    public ValueTask InitializeAsync() => new(platform.Host.ReadyAsync());

    public ValueTask DisposeAsync() => new(platform.Host.ReadyAsync());

    [Fact]
    public async Task A_file_of_addresses_becomes_registrations_that_a_name_finds()
    {
        var people = platform.NextParticipants(3);
        var profiles = await ProfilesAsync(people);
        var edition = await platform.OpenEditionAsync(seats: 2);
        var outcomes = await ImportAsync(edition, string.Join("\r\n", ["email;nome", .. profiles.Select(p => $"\"{p.Email.ToUpperInvariant()}\";=1+1"), "nobody@example.invalid;"]));
        outcomes.ShouldBe(["seat", "seat", "waiting", "unknown-person"]);
        (await people[2].Enrolment.RegistrationAsync(edition)).Position.ShouldBe(1);

        var found = await Eventually.GetAsync(async () =>
            (await ListAsync(edition, $"?search={profiles[2].Name.ToUpperInvariant()}&names=true")) is { Items: [var one] } ? one : null);
        (found.PersonId, found.Name, found.Position).ShouldBe((people[2].Id, profiles[2].Name, 1));
        var export = await (await platform.Coordinator.GetAsync($"{Registrations(edition)}/export")).Content.ReadAsStringAsync();
        export.ShouldContain($"\"{people[2].Id}\",\"{profiles[2].Name}\",\"waiting\"");

        // The vault has on record who looked: the coordinator, and Enrolment for the rules.
        var accesses = (await people[2].GetAsync("/api/identity/people/me/data").ReadAsync<JsonElement>()).GetProperty("accesses").EnumerateArray()
            .Select(a => (Reader: a.GetProperty("reader").GetString(), Purpose: a.GetProperty("purpose").GetString())).ToList();
        var coordinator = platform.Coordinator.Id.ToString();
        accesses.ShouldContain((coordinator, "find"));
        accesses.ShouldContain((coordinator, "search"));
        accesses.ShouldContain((coordinator, "names"));
        accesses.ShouldContain(("enrolment", "facts"));
    }

    [Fact]
    public async Task With_Identity_frozen_the_list_shows_ids_and_registering_on_behalf_waits_for_it()
    {
        var person = platform.NextParticipant();
        var edition = await platform.OpenEditionAsync(seats: 2);
        await person.Enrolment.RegisterAsync(edition);
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "")).Items.Count == 1);
        var other = platform.NextParticipant();
        platform.Host.Freeze("identity");
        try
        {
            (await ListAsync(edition, "?names=true")).ShouldSatisfyAllConditions(
                l => l.Items.Single().PersonId.ShouldBe(person.Id), l => l.Items.Single().Name.ShouldBeNull(), l => l.Notice.ShouldNotBeNullOrEmpty());
            await OnBehalfAsync(edition, other).ShouldRefuseAsync(503, "vault-unavailable");
        }
        finally
        {
            platform.Host.Thaw("identity");
        }

        await platform.Host.ReadyAsync();
        await Eventually.TrueAsync(async () => (await OnBehalfAsync(edition, other)).IsSuccessStatusCode);
        (await other.Enrolment.RegistrationAsync(edition)).Status.ShouldBe("seat");
    }

    static string Registrations(Guid edition) => $"/api/enrolment/editions/{edition}/registrations";

    Task<List> ListAsync(Guid edition, string query) => platform.Coordinator.GetAsync(Registrations(edition) + query).ReadAsync<List>();

    Task<HttpResponseMessage> OnBehalfAsync(Guid edition, Person person) =>
        platform.Coordinator.PostAsync($"{Registrations(edition)}/on-behalf", new { personId = person.Id });

    static async Task<IReadOnlyList<Profile>> ProfilesAsync(IEnumerable<Person> people)
    {
        var profiles = new List<Profile>();
        foreach (var person in people)
        {
            profiles.Add(await person.GetAsync("/api/identity/people/me").ReadAsync<Profile>());
        }

        return profiles;
    }

    /// <summary>The outcomes of the file's lines; the summary comes last.</summary>
    async Task<IReadOnlyList<string>> ImportAsync(Guid edition, string file)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/csv") } };
        using var answer = await platform.Coordinator.SendAsync(new(HttpMethod.Post, $"{Registrations(edition)}/import") { Content = content });
        answer.EnsureSuccessStatusCode();
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines[^1].GetProperty("complete").GetBoolean().ShouldBeTrue();
        return [.. lines.SkipLast(1).Select(line => line.GetProperty("outcome").GetString()!)];
    }
}
