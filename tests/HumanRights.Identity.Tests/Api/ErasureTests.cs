using System.Net;
using System.Net.Http.Json;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Contract = HumanRights.Contracts.Identity;

namespace HumanRights.Identity.Tests.Api;

[Collection(IdentityCollection.Name)]
public sealed class ErasureTests(RunningIdentity identity)
{
    const string People = "/api/identity/people";

    [Fact]
    public async Task Rows_sessions_and_tokens_go_the_event_comes_and_a_repeat_changes_nothing()
    {
        await using var heard = await Listener.Start(identity.Amqp, Messaging.ExchangeName(typeof(Contract.PersonErased)));
        var id = await identity.Enter("leaving", Roles.Participant);
        using var browser = identity.NewBrowser();
        var refresh = (await browser.Tokens("leaving@example.invalid")).GetProperty("refresh_token").GetString()!;
        using var own = identity.Api(identity.Token(id, Roles.Participant));

        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Rows(id)).ShouldBe((0, 0, 0, 1));
        (await browser.Refresh(refresh)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get(browser.AuthorizePath())).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
        (await browser.SignIn("leaving@example.invalid", "development")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await own.GetAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await heard.About(id);

        using var staff = identity.Api(identity.Token(Guid.CreateVersion7(), Roles.Coordinator));
        (await staff.DeleteAsync($"{People}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Rows(id)).ShouldBe((0, 0, 0, 1));
    }

    [Fact]
    public async Task A_coordinator_erases_another_on_request_and_an_unknown_person_is_not_found()
    {
        var id = await identity.Enter("asked-to-go", Roles.Participant);
        var coordinator = Guid.CreateVersion7();
        using var staff = identity.Api(identity.Token(coordinator, Roles.Coordinator));
        (await staff.DeleteAsync($"{People}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await identity.Query<string>("select headers->>'actor' from mt_events where stream_id = $1", $"person-{id}")).ShouldBe(coordinator.ToString());
        (await staff.DeleteAsync($"{People}/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_given_out_before_the_erasure_acts_no_more_on_any_replica_old_or_new()
    {
        await using var before = await identity.StartReplica();
        var id = await identity.Enter("erased-coordinator", Roles.Coordinator);
        var token = identity.Token(id, Roles.Coordinator);
        using var own = identity.Api(token);
        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await using var after = await identity.StartReplica();
        foreach (var replica in (Microsoft.AspNetCore.Builder.WebApplication[])[before, after])
        {
            using var there = identity.Api(token, new(replica.Urls.Single()));
            await Eventually.TrueAsync(async () => (await there.GetAsync(People)).StatusCode == HttpStatusCode.Unauthorized);
            var answer = await there.PostAsJsonAsync(People, new { email = "entered-by-a-ghost@example.invalid", name = "x" });
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await VaultTests.Json(answer, 401)).GetProperty("code").GetString().ShouldBe("unauthenticated");
            await replica.StopAsync();
        }

        using var another = identity.Api(identity.Token(Guid.CreateVersion7(), Roles.Coordinator));
        (await another.GetAsync(People)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("people", "delete")]
    [InlineData("mt_events", "insert")]
    [InlineData("vault_accesses", "insert")]
    public async Task When_one_part_fails_nothing_happens_and_the_relay_goes_on(string table, string operation)
    {
        await using var heard = await Listener.Start(identity.Amqp, Messaging.ExchangeName(typeof(Contract.PersonErased)));
        var id = await identity.Enter($"staying-{table}", Roles.Participant);
        using var own = identity.Api(identity.Token(id, Roles.Participant));
        await identity.Query<object>($"""
            create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused by the test'; end $$;
            create trigger refuse before {operation} on {table} for each row execute function refuse();
            """);
        try
        {
            (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }
        finally
        {
            await identity.Query<object>($"drop trigger refuse on {table}");
        }

        (await Rows(id)).ShouldBe((1, 1, 0, 0));
        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await heard.About(id);
    }

    async Task<(long People, long Credentials, long Tokens, long Events)> Rows(Guid id) => (
        await identity.Query<long>("select count(*) from people where id = $1", id),
        await identity.Query<long>("select count(*) from credentials where person_id = $1", id),
        await identity.Query<long>("select count(*) from \"OpenIddictTokens\" where \"Subject\" = $1", id.ToString()),
        await identity.Query<long>("select count(*) from mt_events where stream_id = $1 and type = 'person-erased'", $"person-{id}"));
}
