using HumanRights.Contracts.Enrolment;
using HumanRights.TestKit;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>A mail server may be away, refuse, and break off: letters wait, and none is lost or becomes two.</summary>
public sealed class MailServerTests(House house)
{
    private readonly Guid registration = Guid.CreateVersion7();

    [Fact]
    public async Task Letters_go_to_the_configured_server_over_few_connections()
    {
        await using var server = MailServer.Start();
        await using var post = await StartAsync(server);
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 40).Select(i => post.Vault.Add(i % 2 == 0 ? "en" : "pt-PT")).ToArray();
        await Task.WhenAll(people.Select(p => post.PublishAsync(new SeatTaken(edition, p, registration, "registration"))));
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 40);
        server.Letters.Select(l => l.To).ShouldBe(people.Select(p => post.Vault.People[p].Email), ignoreOrder: true);
        server.Letters.ShouldAllBe(l => l.From == "no-reply@human-rights.invalid" && l.Message.BodyParts.Count() == 2 && l.Message.Headers["Auto-Submitted"] == "auto-generated");
        server.Letters.Select(l => l.Message.MessageId).Distinct().Count().ShouldBe(40);
        post.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_away_delays_letters_and_loses_none()
    {
        await using var server = MailServer.Closed();
        await using var post = await StartAsync(server);
        var edition = await post.PlanAsync();
        var people = Enumerable.Range(0, 10).Select(_ => post.Vault.Add()).ToArray();
        await Task.WhenAll(people.Select(p => post.PublishAsync(new SeatTaken(edition, p, registration, "registration"))));
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'waiting' and last_failure = 'mail-server-away'") == 10);
        server.Open();
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 10);
        server.Letters.Select(l => l.To).ShouldBe(people.Select(p => post.Vault.People[p].Email), ignoreOrder: true);
    }

    [Fact]
    public async Task A_recipient_refused_for_good_ends_as_failed_and_the_others_are_not_held_up()
    {
        await using var server = MailServer.Start();
        server.OnRecipient = to => to.StartsWith("nobody", StringComparison.Ordinal) ? "550 5.1.1 <nobody@example.org> is not known here" : null;
        await using var post = await StartAsync(server);
        var (edition, nobody, ana) = (await post.PlanAsync(), post.Vault.Add(email: "nobody@example.org"), post.Vault.Add());
        await post.PublishAsync(new SeatTaken(edition, nobody, registration, "registration"));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(nobody)).Single().State == "failed");
        (await post.RowsAsync(nobody)).Single().ShouldBe(("seat", "failed", "refused-550", 0), "the server's words would repeat the address");

        await post.PublishAsync(new SeatTaken(edition, ana, registration, "registration"));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(ana)).Single().State == "sent");
        server.Letters.Single().To.ShouldBe(post.Vault.People[ana].Email);
    }

    [Fact]
    public async Task A_recipient_refused_for_now_is_tried_again()
    {
        var refusals = 2;
        await using var server = MailServer.Start();
        server.OnRecipient = to => to.StartsWith("busy", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0 ? "450 4.2.1 busy" : null;
        await using var post = await StartAsync(server);
        var (edition, busy, ana) = (await post.PlanAsync(), post.Vault.Add(email: "busy@example.org"), post.Vault.Add());
        await post.PublishAsync(new SeatTaken(edition, busy, registration, "registration"));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(busy)).Single() is ("seat", "waiting", "refused-450", >= 1));
        await post.PublishAsync(new SeatTaken(edition, ana, registration, "registration"));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(ana)).Single().State == "sent");

        await Eventually.TrueAsync(async () => (await post.RowsAsync(busy)).Single() is ("seat", "sent", null, 2));
        server.Letters.Select(l => l.To).ShouldBe([post.Vault.People[ana].Email, "busy@example.org"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_letter_whose_taking_was_not_heard_of_comes_again_as_the_same_message()
    {
        var hangUps = 1;
        await using var server = MailServer.Start();
        server.OnMessage = _ => Interlocked.Decrement(ref hangUps) >= 0 ? "" : null;
        await using var post = await StartAsync(server);
        var (edition, person) = (await post.PlanAsync(), post.Vault.Add());
        await post.PublishAsync(new SeatTaken(edition, person, registration, "registration"));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(person)).Single().State == "sent");
        server.Letters.Count.ShouldBe(2);
        server.Letters.Select(l => l.Raw).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_that_makes_the_server_hang_up_does_not_keep_the_others()
    {
        await using var server = MailServer.Start();
        server.OnMessage = taken => taken.To.StartsWith("poison", StringComparison.Ordinal) ? "" : null;
        await using var post = await StartAsync(server);
        var (edition, poison) = (await post.PlanAsync(), post.Vault.Add(email: "poison@example.org"));
        var people = Enumerable.Range(0, 10).Select(_ => post.Vault.Add()).ToArray();
        // The most urgent of all, so that it is first in line.
        await post.PublishAsync(new SeatOffered(edition, poison, registration, Samples.Summer));
        await Task.WhenAll(people.Select(p => post.PublishAsync(new SeatTaken(edition, p, registration, "registration"))));
        await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters where state = 'sent'") == 10);
        (await post.RowsAsync(poison)).Single().State.ShouldBe("waiting");
    }

    [Fact]
    public async Task Offers_go_before_seats_and_seats_before_waiting_places()
    {
        await using var server = MailServer.Start();
        await using var post = await StartAsync(server, ("Mail:Smtp:Connections", "1"));
        var edition = await post.PlanAsync();
        post.Vault.Away = true;
        Func<Guid, object>[] events =
        [
            p => new PlacedOnWaitingList(edition, p, registration, 1), p => new SeatTaken(edition, p, registration, "registration"), p => new SeatOffered(edition, p, registration, Samples.Summer),
            p => new PlacedOnWaitingList(edition, p, registration, 2), p => new SeatTaken(edition, p, registration, "promotion"),
        ];
        foreach (var (number, make) in events.Index())
        {
            // One after the other, so that each has waited longer than the next.
            await post.PublishAsync(make(post.Vault.Add(email: $"{number}@example.org")));
            await Eventually.TrueAsync(async () => await post.ScalarAsync<long>("select count(*) from letters") == number + 1);
        }

        post.Vault.Away = false;
        await Eventually.TrueAsync(() => Task.FromResult(server.Letters.Count == 5));
        server.Letters.Select(l => l.To[0]).ShouldBe("21403");
        server.Conversations.ShouldBe(1);
    }

    private Task<Post> StartAsync(MailServer server, params (string Key, string Value)[] more) =>
        house.StartAsync([("Mail:Smtp:Host", "127.0.0.1"), ("Mail:Smtp:Port", $"{server.Port}"), ("Mail:Smtp:Security", "None"), .. more]);
}
