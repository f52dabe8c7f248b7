using System.Net.Http.Json;
using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.Contracts.Certification;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using static HumanRights.AmbassadorNetwork.Tests.Api.Journey;

namespace HumanRights.AmbassadorNetwork.Tests.Api;

[Collection("api")] // one after the other: a test that rebuilds views must not take them from another
public sealed class AmbassadorTests(AmbassadorNetworkService network)
{
    private ServiceUnderTest<Program> Service => network.Service;

    private Journey Journey { get; } = new(network.Service);

    [Fact]
    public async Task A_certificate_delivered_often_invites_once()
    {
        var person = Guid.CreateVersion7();
        var (certificate, message) = (Certificate(person), Guid.CreateVersion7());
        for (var i = 0; i < 3; i++)
        {
            await Service.PublishAsync(certificate, message);
        }

        await Service.PublishAsync(certificate);
        // The queue is shared: a later certificate's effect follows all of these.
        await Service.PublishAsync(Certificate(person));
        await Eventually.TrueAsync(async () => (await Service.StateAsync<Ambassador>(Ambassador.Stream(person))).Certificates.Count == 2);
        (await Service.EventsAsync(Ambassador.Stream(person))).Count(e => e.Data is AmbassadorInvited).ShouldBe(1);
        (await Service.EventsAsync(Ambassador.Stream(person))).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_invited_joins_and_is_seen_as_consented()
    {
        var person = await Journey.InvitedAsync();
        (await MineAsync(person)).Status.ShouldBe(MembershipStatus.Invited);

        var joined = await AcceptAsync(person, Acceptance(showOrganisation: false)).ReadAsync<MembershipAnswer>();
        joined.ShouldSatisfyAllConditions(
            j => j.Status.ShouldBe(MembershipStatus.Joined), j => j.Organisation.ShouldBeNull(), j => j.Topics.ShouldBe(["inclusion"]));
        (await SeenAsync(person, m => m is not null))!.Organisation.ShouldBeNull();

        await AcceptAsync(person, Acceptance(showTopics: false)).ReadAsync<MembershipAnswer>();
        (await SeenAsync(person, m => m?.Organisation is not null))!.ShouldSatisfyAllConditions(
            m => m.Organisation.ShouldBe("sample-town"), m => m.Topics.ShouldBeEmpty());

        (await Journey.As(person).PostAsync($"{Root}/membership/leave", null).ReadAsync<MembershipAnswer>()).Status.ShouldBe(MembershipStatus.Left);
        await SeenAsync(person, m => m is null);
        (await Service.EventsAsync(Ambassador.Stream(person))).Select(e => e.Data.GetType().Name)
            .ShouldBe(["AmbassadorInvited", "AmbassadorJoined", "ConsentChanged", "AmbassadorLeft"]);
    }

    [Fact]
    public async Task Who_declines_may_still_come()
    {
        var person = await Journey.InvitedAsync();
        (await Journey.As(person).PostAsync($"{Root}/membership/decline", null).ReadAsync<MembershipAnswer>()).Status.ShouldBe(MembershipStatus.Declined);
        (await AcceptAsync(person, Acceptance()).ReadAsync<MembershipAnswer>()).Status.ShouldBe(MembershipStatus.Joined);
    }

    [Fact]
    public async Task A_role_in_the_token_makes_nobody_an_ambassador()
    {
        var client = Service.As(Guid.CreateVersion7(), Roles.Participant, Roles.Ambassador);
        await client.GetAsync($"{Root}/membership").ShouldRefuseAsync(404, "not-found");
        await client.PostAsJsonAsync($"{Root}/membership/accept", Acceptance()).ShouldRefuseAsync(409, "not-invited");
        await client.GetAsync($"{Root}/directory").ShouldRefuseAsync(403, "not-an-ambassador");
        await client.PostAsJsonAsync($"{Root}/projects", new { Proposal = Proposal("A desk") }).ShouldRefuseAsync(403, "not-an-ambassador");
    }

    [Fact]
    public async Task A_revoked_certificate_ends_the_membership()
    {
        var person = await Journey.MemberAsync();
        var certificate = (await Service.StateAsync<Ambassador>(Ambassador.Stream(person))).Certificates[0];
        await Service.PublishAsync(new CertificateRevoked(certificate, Samples.Id(900), person, "2026-5-0001", "issued-in-error"));
        await Eventually.TrueAsync(async () => (await MineAsync(person)).Status == MembershipStatus.Left);
        await AcceptAsync(person, Acceptance()).ShouldRefuseAsync(409, "not-invited");
    }

    [Fact]
    public async Task Invalid_values_are_refused_field_by_field()
    {
        var client = Journey.As(await Journey.InvitedAsync());
        await client.PostAsJsonAsync($"{Root}/membership/accept", Acceptance(topics: "gardening")).ShouldRefuseAsync(422, "unknown-topic");
        await client.PostAsJsonAsync($"{Root}/membership/accept", Acceptance(topics: [.. Enumerable.Repeat("inclusion", 10)])).ShouldRefuseAsync(422, "invalid-values");
        await client.PostAsJsonAsync($"{Root}/membership/accept", new { Topics = Array.Empty<string>() }).ShouldRefuseAsync(400, "malformed-request");
        await client.PostAsJsonAsync($"{Root}/membership/accept", new { Consent = new { ShowTopics = true } }).ShouldRefuseAsync(400, "malformed-request");
    }

    [Fact]
    public async Task The_directory_comes_in_pages()
    {
        var people = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            people.Add(await Journey.MemberAsync());
        }

        var seen = await Eventually.GetAsync(async () =>
        {
            var all = await AllMembersAsync(limit: 2);
            return people.All(p => all.Any(m => m.Id == p)) ? all : null;
        });
        seen.Select(m => m.Id).ShouldBeUnique();
        seen.Select(m => m.Order).ShouldBeInOrder();
    }

    private Task<HttpResponseMessage> AcceptAsync(Guid person, object body) => Journey.As(person).PostAsJsonAsync($"{Root}/membership/accept", body);

    private Task<MembershipAnswer> MineAsync(Guid person) => Journey.As(person).GetAsync($"{Root}/membership").ReadAsync<MembershipAnswer>();

    private async Task<MemberView?> SeenAsync(Guid person, Func<MemberView?, bool> expected)
    {
        MemberView? seen = null;
        await Eventually.TrueAsync(async () => expected(seen = (await AllMembersAsync()).SingleOrDefault(m => m.Id == person)));
        return seen;
    }

    private async Task<List<MemberView>> AllMembersAsync(int limit = 500)
    {
        var all = new List<MemberView>();
        for (var after = "0"; after is not null;)
        {
            var page = await Journey.AsCoordinator.GetAsync($"{Root}/directory?limit={limit}&after={after}").ReadAsync<Page<MemberView>>();
            all.AddRange(page.Items);
            after = page.Next;
        }

        return all;
    }
}
