using System.Net;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.Notifications.Letters;
using HumanRights.Notifications.Views;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>What operators and coordinators see of the letters, and what they can do.</summary>
public sealed class OperatorTests(House house)
{
    private const string Path = "/api/notifications/letters";

    private readonly Post post = house.Post;
    private readonly Guid registration = Guid.CreateVersion7();

    [Fact]
    public async Task They_find_letters_by_person_edition_and_state_page_by_page()
    {
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 5).Select(_ => post.Vault.Add()).ToArray();
        foreach (var person in people)
        {
            await post.PublishAsync(new PlacedOnWaitingList(edition, person, registration, 1));
            await post.LettersAsync(person);
        }

        var unknown = Guid.CreateVersion7();
        await post.PublishAsync(new SeatTaken(edition, unknown, registration, "registration"));
        using var coordinator = post.Service.As(Guid.CreateVersion7(), Roles.Coordinator);
        await Eventually.TrueAsync(async () => (await ListAsync(coordinator, $"editionId={edition}&state=sent")).Items.Count == 5);
        await Eventually.TrueAsync(async () => (await ListAsync(coordinator, $"personId={unknown}")).Items.Single() is { State: LetterState.Dropped, LastFailure: "recipient-erased", NextTry: null });
        (await ListAsync(coordinator, $"editionId={edition}&state=dropped")).Items.Single().PersonId.ShouldBe(unknown);
        (await ListAsync(coordinator, $"editionId={edition}&state=failed")).Items.ShouldBeEmpty();

        var one = (await ListAsync(coordinator, $"personId={people[0]}")).Items.Single();
        (one.PersonId, one.EditionId, one.Kind, one.State).ShouldBe((people[0], edition, LetterKind.WaitingPlace, LetterState.Sent));
        one.Settled.ShouldNotBeNull();
        post.LettersTo(people[0]).Single().MessageId!.ShouldStartWith($"{one.Id:N}@");

        var seen = new List<Guid>();
        for (string? after = null; ;)
        {
            var page = await ListAsync(coordinator, $"editionId={edition}&limit=2" + (after is null ? "" : $"&after={after}"));
            seen.AddRange(page.Items.Select(l => l.PersonId));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        seen.ShouldBe(people.Append(unknown).Reverse(), "the newest first, each once");
    }

    [Fact]
    public async Task A_letter_refused_for_good_can_be_tried_again()
    {
        var refuses = true;
        await using var server = MailServer.Start();
        server.OnRecipient = _ => refuses ? "550 5.7.1 no" : null;
        await using var own = await house.StartAsync(("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", $"{server.Port}"), ("Mail:Smtp:Security", "None"));
        var (edition, person) = (await own.PlanAsync(), own.Vault.Add());
        await own.PublishAsync(new SeatTaken(edition, person, registration, "registration"));
        using var mender = own.Service.As(Guid.CreateVersion7(), Roles.Operator);
        var failed = await Eventually.GetAsync(async () => (await ListAsync(mender, "state=failed")).Items.SingleOrDefault());
        failed.LastFailure.ShouldBe("refused-550");

        refuses = false;
        var again = await mender.PostAsync($"{Path}/{failed.Id}/retry", null).ReadAsync<LetterListed>();
        again.State.ShouldBe(LetterState.Waiting);
        await Eventually.TrueAsync(async () => (await ListAsync(mender, "state=sent")).Items.Count == 1);
        server.Letters.Single().Message.MessageId!.ShouldStartWith($"{failed.Id:N}@");

        await mender.PostAsync($"{Path}/{failed.Id}/retry", null).ShouldRefuseAsync(409, "letter-sent");
        await mender.PostAsync($"{Path}/{Guid.CreateVersion7()}/retry", null).ShouldRefuseAsync(404, "not-found");
    }

    [Theory]
    [InlineData("state=lost")]
    [InlineData("personId=ana")]
    [InlineData("after=first")]
    [InlineData("limit=many")]
    public async Task A_question_that_is_none_is_refused(string query)
    {
        using var coordinator = post.Service.As(Guid.CreateVersion7(), Roles.Coordinator);
        await coordinator.GetAsync($"{Path}?{query}").ShouldRefuseAsync(400, "malformed-request");
    }

    [Fact]
    public async Task Nobody_else_sees_them()
    {
        foreach (var role in Roles.All.Except([Roles.Coordinator, Roles.Operator]))
        {
            using var other = post.Service.As(Guid.CreateVersion7(), role);
            await other.GetAsync(Path).ShouldRefuseAsync(403, "forbidden");
            await other.PostAsync($"{Path}/{Guid.CreateVersion7()}/retry", null).ShouldRefuseAsync(403, "forbidden");
        }

        using var anyone = post.Service.Anonymous();
        (await anyone.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Health_tells_how_many_wait_and_how_many_failed()
    {
        using var anyone = post.Service.Anonymous();
        await Eventually.TrueAsync(async () => (await (await anyone.GetAsync("/health")).Content.ReadAsStringAsync()).Contains("\"letters\""));
        (await anyone.GetAsync("/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anyone.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<Page<LetterListed>> ListAsync(HttpClient client, string query) => client.GetAsync($"{Path}?{query}").ReadAsync<Page<LetterListed>>();
}
